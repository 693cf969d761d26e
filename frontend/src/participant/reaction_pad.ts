// The two buttons: what a thumb or a key does becomes a press with the time at which the
// finger came down. Knows no network and no video; the moment of an event is asked of others.
import { intervalOf } from "./intervals";

export const LIKE = 100;
export const DISLIKE = -100;
export type Choice = typeof LIKE | typeof DISLIKE;

export interface PadOutlets {
  /** Stimulus time of an event's `timeStamp`. */
  momentOf(event_ms: number): number;
  pressed(choice: Choice, stimulus_ms: number): void;
  undone(stimulus_ms: number): void;
  /** Which button stands in the present interval; `just_now` says that a press caused it. */
  show(choice: Choice | null, just_now: boolean): void;
  togglePlay(): void;
}

interface Down {
  choice: Choice;
  event_ms: number;
}

/** A click without a pointer-down before it comes from a key or a switch; a pointer-down older
 * than this belongs to no click. */
const DOWN_AGE_MAX_MS = 5_000;

export class ReactionPad {
  private down: Down | null = null;
  private standing: { choice: Choice; interval: number; stimulus_ms: number } | null = null;
  private is_open = false;

  constructor(
    private readonly cadence_ms: number,
    private readonly likes_left: boolean,
    private readonly outlets: PadOutlets,
  ) {}

  open(is_open: boolean): void {
    this.is_open = is_open;
    if (!is_open) this.down = null;
  }

  /** The choice that stands in an interval, if any. */
  choiceIn(interval: number): Choice | null {
    return this.standing?.interval === interval ? this.standing.choice : null;
  }

  /** Finger or mouse came down: note when, decide nothing. */
  pointerDown(choice: Choice, event_ms: number): void {
    this.down = { choice, event_ms };
  }

  pointerCancelled(): void {
    this.down = null;
  }

  /** Finger or mouse went up inside the same button, or a key or switch chose it. Sliding off
   * makes no click, and so no press. */
  clicked(choice: Choice, event_ms: number): void {
    const down = this.down;
    this.down = null;
    const is_of_pointer =
      down?.choice === choice && event_ms - down.event_ms <= DOWN_AGE_MAX_MS;
    this.press(choice, is_of_pointer ? down.event_ms : event_ms);
  }

  /** Arrow keys go by place on screen; letters are left to screen readers. True: taken. */
  key(name: string, event_ms: number): boolean {
    if (name === " ") this.outlets.togglePlay();
    else if (name === "Backspace") this.undo(event_ms);
    else if (name === "ArrowLeft") this.press(this.likes_left ? LIKE : DISLIKE, event_ms);
    else if (name === "ArrowRight") this.press(this.likes_left ? DISLIKE : LIKE, event_ms);
    else return false;
    return true;
  }

  undo(event_ms: number): void {
    const standing = this.standing;
    if (!standing || !this.is_open) return;
    const stimulus_ms = this.outlets.momentOf(event_ms);
    if (intervalOf(stimulus_ms, this.cadence_ms) !== standing.interval) return;
    this.standing = null;
    this.outlets.undone(Math.max(stimulus_ms, standing.stimulus_ms));
    this.outlets.show(null, false);
  }

  /** Time goes on: what stood in the last interval fades, without a word. */
  advance(stimulus_ms: number): void {
    if (!this.standing || intervalOf(stimulus_ms, this.cadence_ms) <= this.standing.interval) return;
    this.standing = null;
    this.outlets.show(null, false);
  }

  private press(choice: Choice, event_ms: number): void {
    if (!this.is_open) return;
    const stimulus_ms = this.outlets.momentOf(event_ms);
    const interval = intervalOf(stimulus_ms, this.cadence_ms);
    this.standing = { choice, interval, stimulus_ms };
    this.outlets.pressed(choice, stimulus_ms);
    this.outlets.show(choice, true);
  }
}

/** Ties the page's buttons and keys to whichever pad is in use, if any. */
export function bindPad(
  inUse: () => ReactionPad | null,
  buttons: { like: HTMLElement; dislike: HTMLElement; undo: HTMLElement },
  page: Document,
): void {
  for (const [button, choice] of [[buttons.like, LIKE], [buttons.dislike, DISLIKE]] as const) {
    button.addEventListener("pointerdown", (event) => inUse()?.pointerDown(choice, event.timeStamp));
    button.addEventListener("pointercancel", () => inUse()?.pointerCancelled());
    button.addEventListener("click", (event) => inUse()?.clicked(choice, event.timeStamp));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }
  buttons.undo.addEventListener("click", (event) => inUse()?.undo(event.timeStamp));
  page.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const place = event.target instanceof Element ? event.target : null;
    if (place?.closest("input, select, textarea")) return;
    // Space on a focused control is that control's own.
    if (event.key === " " && place?.closest("button, a, summary")) return;
    if (inUse()?.key(event.key, event.timeStamp)) event.preventDefault();
  });
}
