// Fetches the desk's estimates and the decisions, and again when the stream tells of something that
// they don't hold yet: one request at a time, and never given up. It must not know what they look
// like.

import { browser, type Surroundings, waitMs } from "../dashboard/feed";
import type { Problem } from "../wire/dashboard.gen";
import type { Decisions } from "../wire/decisions.gen";
import type { Desk } from "../wire/desk.gen";

/** Several statements often leave at once; they are fetched together. */
export const GATHER_MS = 300;

export interface DeskListener {
  onDesk(desk: Desk): void;
  onDecisions(decisions: Decisions): void;
  onTrouble(words: string): void;
}

export class DeskFeed {
  /** Counts what there was to hear, so that nothing said during a request is missed. */
  #heard = 0;
  #timer: unknown = null;
  #isAsking = false;
  #attempt = 0;

  constructor(
    readonly code: string,
    readonly listener: DeskListener,
    readonly around: Surroundings = browser,
  ) {}

  /** A statement was released, or the audiences have changed. */
  hear(): void {
    this.#heard += 1;
    this.#ask(GATHER_MS);
  }

  #ask(inMs: number): void {
    if (this.#timer !== null || this.#isAsking) return;
    this.#timer = this.around.setTimer(() => void this.#fetch(), inMs);
  }

  async #fetch(): Promise<void> {
    this.#timer = null;
    this.#isAsking = true;
    const before = this.#heard;
    let againMs = 0;
    try {
      const [desk, decisions] = await Promise.all([
        this.#get<Desk>("desk"),
        this.#get<Decisions>("decisions"),
      ]);
      this.#attempt = 0;
      this.listener.onDesk(desk);
      this.listener.onDecisions(decisions);
      if (this.#heard > before) againMs = GATHER_MS;
    } catch (error) {
      this.#attempt += 1;
      againMs = waitMs(this.#attempt, this.around.random());
      this.listener.onTrouble(error instanceof Error ? error.message : String(error));
    }
    this.#isAsking = false;
    if (againMs > 0) this.#ask(againMs);
  }

  async #get<T>(what: string): Promise<T> {
    const response = await this.around.fetch(`/api/v1/sessions/${this.code}/${what}`, {
      headers: { Accept: "application/json" },
    });
    if (response.ok) return (await response.json()) as T;
    const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
    throw new Error(problem?.error ?? `the server answered ${response.status}`);
  }
}
