// Practice: four intervals on a drawn scene, each with one thing to try. What is pressed here
// stays here. Knows deeds and presses, nothing of drawing, sending or words.
import type { Press } from "./pads/pad";

/** `pass`: press nothing; `change`: one side, then the other; `up`, `down`, `middle`: where a
 * slider comes to stand; else choices such as `100@0 -100@1`, each with its target. */
export type Deed = string;

const MIDDLE = 10;

function isDone(deed: Deed, presses: readonly Press[]): boolean {
  const last = presses.at(-1);
  if (deed === "pass" || !last) return deed === "pass" && !last;
  const { choice, target } = last;
  if (deed === "change") {
    return presses.some((one) => one.target === target && one.choice * choice < 0);
  }
  if (deed === "up") return choice > 0;
  if (deed === "down") return choice < 0;
  if (deed === "middle") return Math.abs(choice) <= MIDDLE;
  const wanted = deed.split(" ");
  const done = presses.map((one) => `${one.choice}@${one.target}`);
  return wanted.includes(done.at(-1) ?? "") && wanted.every((one) => done.includes(one));
}

export class Practice {
  #place = 0;
  #presses: Press[] = [];
  /** Whether the interval before ended without its deed done; then it is tried again. */
  is_repeat = false;

  constructor(private readonly deeds: readonly Deed[]) {}

  /** What to try in the interval under way; null when practice is over. */
  get deed(): Deed | null {
    return this.deeds[this.#place] ?? null;
  }

  /** Its number, from 1. */
  get step(): number {
    return Math.min(this.#place + 1, this.deeds.length);
  }

  get steps(): number {
    return this.deeds.length;
  }

  press(choice: number, target = 0): void {
    this.#presses.push({ choice, target });
  }

  undo(target = 0): void {
    this.#presses = this.#presses.filter((one) => one.target !== target);
  }

  /** Whether the deed of this interval is done as things stand. */
  get is_done(): boolean {
    return this.deed === null || isDone(this.deed, this.#presses);
  }

  /** The interval ended: on to the next deed, or the same once more. */
  intervalEnded(): void {
    const done = this.is_done;
    this.is_repeat = !done;
    if (done) this.#place += 1;
    this.#presses = [];
  }
}
