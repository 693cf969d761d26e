// Fetches the room once and follows its stream for as long as the page is open: a silence of
// 15 s means a dead connection, a lost one is taken up after the last release seen, and it
// never gives up. It must not know what a release looks like beyond its number.

import type { Problem, Room, StreamMessage } from "../wire/dashboard.gen";
import type { Decision } from "../wire/decisions.gen";
import type { WordsNow } from "../wire/words.gen";
import { EventReader } from "./sse";

export const SILENCE_MAX_MS = 15_000;
const WAIT_MIN_MS = 500;
const WAIT_MAX_MS = 30_000;

/** What the stream brings; each screen takes what it draws. */
export type FeedMessage = StreamMessage | Decision | WordsNow;

export type Connection =
  | { kind: "loading" }
  | { kind: "following" }
  | { kind: "lost"; attempt: number; why: string }
  | { kind: "refused"; why: string; remedy: string };

export interface Listener {
  onRoom(room: Room): void;
  onMessage(message: FeedMessage): void;
  onConnection(connection: Connection): void;
}

/** What the feed needs of the browser; tests hand in their own. */
export interface Surroundings {
  fetch(url: string, init: RequestInit): Promise<Response>;
  setTimer(action: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  random(): number;
}

export const browser: Surroundings = {
  fetch: (url, init) => fetch(url, init),
  setTimer: (action, ms) => setTimeout(action, ms),
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  random: () => Math.random(),
};

/** How long to wait before an attempt: doubling from 0.5 s to 30 s, half of it by chance. */
export function waitMs(attempt: number, chance: number): number {
  const full = Math.min(WAIT_MAX_MS, WAIT_MIN_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + (full / 2) * chance;
}

class Refusal extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

async function refusal(response: Response): Promise<Refusal> {
  const known = (await response.json().catch(() => null)) as Partial<Problem> | null;
  if (response.status === 401 || response.status === 403) {
    return new Refusal(
      known?.error ?? "This page is for staff who are signed in.",
      known?.remedy ?? "Sign in with a fresh staff link, then open the live room again.",
    );
  }
  return new Refusal(
    known?.error ?? `The server answered ${response.status}.`,
    known?.remedy ?? "The page keeps trying by itself.",
  );
}

export class Feed {
  #stopped = false;
  #attempt = 0;
  #last = 0;
  #abort: AbortController | null = null;
  #wake: (() => void) | null = null;

  constructor(
    readonly code: string,
    readonly listener: Listener,
    readonly around: Surroundings = browser,
  ) {}

  /** Runs until stopped. Every failure ends in another attempt. */
  async follow(): Promise<void> {
    this.listener.onConnection({ kind: "loading" });
    let hasRoom = false;
    while (!this.#stopped) {
      try {
        if (!hasRoom) {
          this.#takeRoom(await this.#fetchRoom());
          hasRoom = true;
        }
        await this.#readStream();
        throw new Error("the stream ended");
      } catch (error) {
        if (this.#stopped) return;
        this.#say(error);
        await this.#pause();
      }
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#abort?.abort();
    this.#wake?.();
  }

  /** Ends a wait early, when the browser says that the network is back. */
  retryNow(): void {
    this.#attempt = 0;
    this.#wake?.();
  }

  #takeRoom(room: Room): void {
    for (const release of room.releases) this.#last = Math.max(this.#last, release.number);
    this.listener.onRoom(room);
  }

  async #fetchRoom(): Promise<Room> {
    const response = await this.around.fetch(`/api/v1/sessions/${this.code}/room`, {
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as Room;
  }

  async #readStream(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    let watch: unknown = null;
    const rearm = (): void => {
      if (watch !== null) this.around.clearTimer(watch);
      watch = this.around.setTimer(() => abort.abort(new Error("silence")), SILENCE_MAX_MS);
    };
    rearm();
    try {
      const response = await this.around.fetch(`/api/v1/sessions/${this.code}/stream`, {
        headers: { Accept: "text/event-stream", "Last-Event-ID": String(this.#last) },
        signal: abort.signal,
        cache: "no-store",
      });
      if (!response.ok || !response.body) throw await refusal(response);
      const reader = response.body.getReader();
      abort.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
      const events = new EventReader();
      const decoder = new TextDecoder();
      this.listener.onConnection({ kind: "following" });
      for (;;) {
        const piece = await reader.read();
        if (piece.done) return;
        this.#attempt = 0;
        rearm();
        for (const event of events.push(decoder.decode(piece.value, { stream: true }))) {
          this.#deliver(event.data);
        }
      }
    } finally {
      if (watch !== null) this.around.clearTimer(watch);
      abort.abort();
    }
  }

  #deliver(data: string): void {
    const message = JSON.parse(data) as FeedMessage;
    if (message.type === "interval" || message.type === "statement") {
      this.#last = Math.max(this.#last, message.number);
    }
    this.listener.onMessage(message);
  }

  #say(error: unknown): void {
    this.#attempt += 1;
    if (error instanceof Refusal) {
      this.listener.onConnection({ kind: "refused", why: error.message, remedy: error.remedy });
      return;
    }
    const why = error instanceof Error ? error.message : String(error);
    this.listener.onConnection({ kind: "lost", attempt: this.#attempt, why });
  }

  async #pause(): Promise<void> {
    const ms = waitMs(this.#attempt - 1, this.around.random());
    await new Promise<void>((resume) => {
      const timer = this.around.setTimer(resume, ms);
      this.#wake = () => {
        this.around.clearTimer(timer);
        resume();
      };
    });
    this.#wake = null;
  }
}
