// Buttons: what a thumb or a key does becomes a press with the time at which the finger came down.
// Knows no network and no video; the moment of an event is asked of others. Which keys press what
// is the pad's own.
import { intervalOf } from "./intervals";
import type { Pad, PadOutlets, Press } from "./pads/pad";

export const LIKE = 100;
export const DISLIKE = -100;

/** What a key does: presses by `press`, or nothing. True: taken. */
export type Keys = (
  name: string,
  press: (choice: number, target?: number) => void,
  focus: Element | null,
) => boolean;

/** The two buttons go by place on screen; letters are left to screen readers. */
export const twoKeys = (likes_left: boolean): Keys => (name, press) => {
  const is_left = name === "ArrowLeft";
  if (!is_left && name !== "ArrowRight") return false;
  press(is_left === likes_left ? LIKE : DISLIKE);
  return true;
};

interface Standing extends Press {
  interval: number;
  stimulus_ms: number;
}

/** A click without a pointer-down before it comes from a key or a switch; a pointer-down older
 * than this belongs to no click. */
export const DOWN_AGE_MAX_MS = 5_000;

export class ReactionPad implements Pad {
  #down: (Press & { event_ms: number }) | null = null;
  /** What stands, at most one for each target; the newest last. */
  #standing: Standing[] = [];
  #is_open = false;

  constructor(
    private readonly cadence_ms: number,
    private readonly outlets: PadOutlets,
    private readonly keys: Keys,
  ) {}

  open(is_open: boolean): void {
    this.#is_open = is_open;
    if (!is_open) this.#down = null;
  }

  /** The choice that stands in an interval, if any. */
  choiceIn(interval: number, target = 0): number | null {
    const found = this.#standing.find((one) => one.target === target && one.interval === interval);
    return found?.choice ?? null;
  }

  /** Finger or mouse came down: note when, decide nothing. */
  pointerDown(choice: number, event_ms: number, target = 0): void {
    this.#down = { choice, event_ms, target };
  }

  pointerCancelled(): void {
    this.#down = null;
  }

  /** Finger or mouse went up inside the same button, or a key or switch chose it. Sliding off
   * makes no click, and so no press. */
  clicked(choice: number, event_ms: number, target = 0): void {
    const down = this.#down;
    this.#down = null;
    const is_of_pointer =
      down?.choice === choice && down.target === target &&
      event_ms - down.event_ms <= DOWN_AGE_MAX_MS;
    this.#press(choice, is_of_pointer ? down.event_ms : event_ms, target);
  }

  key(name: string, event_ms: number, focus: Element | null = null): boolean {
    if (name === " ") this.outlets.togglePlay();
    else if (name === "Backspace") this.undo(event_ms);
    else return this.keys(name, (choice, target) => this.#press(choice, event_ms, target), focus);
    return true;
  }

  /** Takes back the newest press of this interval. */
  undo(event_ms: number): void {
    const newest = this.#standing.at(-1);
    if (!newest || !this.#is_open) return;
    const stimulus_ms = this.outlets.momentOf(event_ms);
    if (intervalOf(stimulus_ms, this.cadence_ms) !== newest.interval) return;
    this.#standing.pop();
    this.outlets.undone(Math.max(stimulus_ms, newest.stimulus_ms), newest.target);
    this.outlets.show(null, false, newest.target);
  }

  /** Time goes on: what stood in the last interval fades, without a word. */
  advance(stimulus_ms: number): void {
    const now = intervalOf(stimulus_ms, this.cadence_ms);
    const faded = this.#standing.filter((one) => one.interval < now);
    if (faded.length === 0) return;
    this.#standing = this.#standing.filter((one) => one.interval >= now);
    for (const { target } of faded) this.outlets.show(null, false, target);
  }

  #press(choice: number, event_ms: number, target = 0): void {
    if (!this.#is_open) return;
    const stimulus_ms = this.outlets.momentOf(event_ms);
    const interval = intervalOf(stimulus_ms, this.cadence_ms);
    this.#standing = this.#standing.filter((one) => one.target !== target);
    this.#standing.push({ choice, target, interval, stimulus_ms });
    this.outlets.pressed(choice, stimulus_ms, target);
    this.outlets.show(choice, true, target);
  }
}

/** What a button on the page stands for. */
export function pressOf(button: HTMLElement): Press {
  return { choice: Number(button.dataset["choice"]), target: Number(button.dataset["target"] ?? 0) };
}

/** Ties the page's buttons and keys to whichever pad is in use, if any. */
export function bindPad(
  inUse: () => Pad | null,
  view: { choices: readonly HTMLElement[]; undo: HTMLElement },
  page: Document,
): void {
  const buttonsInUse = (): ReactionPad | null => inUse() as ReactionPad | null;
  for (const button of view.choices) {
    const { choice, target } = pressOf(button);
    button.addEventListener("pointerdown", (event) =>
      buttonsInUse()?.pointerDown(choice, event.timeStamp, target));
    button.addEventListener("pointercancel", () => buttonsInUse()?.pointerCancelled());
    button.addEventListener("click", (event) =>
      buttonsInUse()?.clicked(choice, event.timeStamp, target));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }
  view.undo.addEventListener("click", (event) => inUse()?.undo(event.timeStamp));
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const place = event.target instanceof Element ? event.target : null;
    if (place?.closest("input, select, textarea")) return;
    // A held key moves a slider on, and presses no button again.
    if (event.repeat && !place?.closest("[role=slider]")) return;
    // Space on a focused control is that control's own.
    if (event.key === " " && place?.closest("button, a, summary")) return;
    if (inUse()?.key(event.key, event.timeStamp, place)) event.preventDefault();
  });
}
