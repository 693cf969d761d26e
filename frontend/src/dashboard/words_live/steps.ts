// Steps of live words on their way to the server: one after the other, each with the time of its
// key, sent again under the same key until the server has it. It must not know elements.

import type { Problem } from "../../wire/dashboard.gen";
import type { AskedStep, Caption, WordsNow } from "../../wire/words.gen";
import { browser, type Surroundings } from "../feed";

export type StepName = "load" | "next" | "skip" | "depart" | "end" | "back" | "type";

export const ATTEMPTS = 8;
const WAIT_MS = 1_000;
const CAPTIONS_AT_ONCE = 20;

export const KEYS: Readonly<Record<string, StepName>> = {
  l: "next",
  s: "skip",
  d: "depart",
  e: "end",
  z: "back",
};

/** The step of a key press, if it is one: alone, and not while something is typed or asked. */
export function stepOf(event: KeyboardEvent): StepName | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const target = event.composedPath()[0];
  const isBusy =
    target instanceof Element &&
    target.closest("input:not([type=checkbox]), select, textarea, dialog, [contenteditable]");
  return isBusy ? null : (KEYS[event.key.toLowerCase()] ?? null);
}

export type Around = Pick<Surroundings, "fetch" | "setTimer"> & { newKey(): string };

export const page: Around = {
  fetch: browser.fetch,
  setTimer: browser.setTimer,
  newKey: () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join(""),
};

export interface Hearer {
  /** What the server answered last. */
  onWords(words: WordsNow): void;
  /** Why the last step wasn't taken; "" when one was. */
  onTrouble(words: string): void;
  /** How many steps are on their way. */
  onWaiting(count: number): void;
}

/** What may be told of a step beside its name. */
export type Told = Partial<Omit<AskedStep, "key">>;

export class Steps {
  #last: Promise<boolean> = Promise.resolve(true);
  #waiting = 0;

  constructor(
    readonly code: string,
    readonly hearer: Hearer,
    readonly around: Around = page,
  ) {}

  /** Sends a step behind those that are on their way; whether it was taken. */
  send(name: StepName, told: Told = {}): Promise<boolean> {
    const body = { key: this.around.newKey(), ...told };
    this.#count(1);
    this.#last = this.#last.then(async () => {
      const answer = await this.#post<WordsNow>(`words/${name}`, body);
      this.#count(-1);
      if (answer) this.hearer.onWords(answer);
      return answer !== null;
    });
    return this.#last;
  }

  /** Sends captions, those that came first first. */
  async caption(captions: readonly Caption[]): Promise<void> {
    for (let k = 0; k < captions.length; k += CAPTIONS_AT_ONCE) {
      await this.#post("captions", { captions: captions.slice(k, k + CAPTIONS_AT_ONCE) });
    }
  }

  #count(more: number): void {
    this.#waiting += more;
    this.hearer.onWaiting(this.#waiting);
  }

  async #post<T>(what: string, body: object): Promise<T | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await this.around.fetch(`/api/v1/sessions/${this.code}/${what}`, {
          method: "POST",
          headers: {
            "X-Pulsemeter": "1",
            Accept: "application/json",
            "Content-Type": "application/json",
          },
          body: JSON.stringify(body),
        });
        if (response.status < 500) return await this.#answer<T>(response);
      } catch {
        // The network is away for a moment; the same key makes a repetition harmless.
      }
      if (attempt === ATTEMPTS) {
        this.hearer.onTrouble("The server didn’t answer; the last step wasn’t taken. Try again.");
        return null;
      }
      this.hearer.onTrouble("The server doesn’t answer; the step is sent again …");
      await new Promise<void>((resume) => this.around.setTimer(resume, WAIT_MS));
    }
  }

  async #answer<T>(response: Response): Promise<T | null> {
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) {
      this.hearer.onTrouble("");
      return answer as T;
    }
    const problem = answer as Partial<Problem> | null;
    const words = [problem?.error ?? `The server answered ${response.status}.`, problem?.remedy];
    this.hearer.onTrouble(`${words.filter(Boolean).join(". ")}.`);
    return null;
  }
}
