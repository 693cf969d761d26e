// Runs practice on the page: the drawn scene's own clock, the pad, one deed an interval. Nothing
// pressed here is sent or stored.
import { intervalOf, shareOfInterval } from "./intervals";
import type { MakePad, Pad } from "./pads/pad";
import { Practice } from "./practice";
import type { View } from "./view";

/** Practice is no slower than this, whatever the study's cadence. */
const PRACTICE_MAX_MS = 5_000;

export class PracticeStage {
  readonly pad: Pad;
  readonly #practice: Practice;
  readonly #cadence_ms: number;
  #started_ms = 0;
  #interval = 0;
  #shown = "";

  constructor(
    cadence_ms: number,
    make: MakePad,
    private readonly view: View,
  ) {
    this.#cadence_ms = Math.min(cadence_ms, PRACTICE_MAX_MS);
    this.#practice = new Practice(view.deeds());
    this.pad = make(this.#cadence_ms, {
      momentOf: (event_ms) => Math.max(0, event_ms - this.#started_ms),
      pressed: (choice, _, target) => this.#practice.press(choice, target),
      undone: (_, target) => this.#practice.undo(target),
      show: (choice, just_now, target) => view.choice(choice, just_now, target),
      togglePlay: () => undefined,
    }, false);
  }

  start(now_ms: number): void {
    this.#started_ms = now_ms;
    this.pad.open(true);
    this.view.open(true);
    this.#announce();
  }

  /** One look at the clock; true when practice is over. */
  step(now_ms: number): boolean {
    const stimulus_ms = now_ms - this.#started_ms;
    this.pad.advance(stimulus_ms);
    this.view.pulse(shareOfInterval(stimulus_ms, this.#cadence_ms), this.#interval);
    const interval = intervalOf(stimulus_ms, this.#cadence_ms);
    if (interval > this.#interval) {
      this.#interval = interval;
      this.#practice.intervalEnded();
      if (this.#practice.deed !== null) this.#announce();
    }
    this.#show();
    if (this.#practice.deed !== null) return false;
    this.pad.open(false);
    this.pad.advance(Infinity); // nothing of practice stands when the stimulus begins
    return true;
  }

  #show(): void {
    const { deed, step, steps, is_done, is_repeat } = this.#practice;
    const shown = `${step} ${is_done} ${is_repeat}`;
    if (!deed || shown === this.#shown) return; // it is looked at in every frame
    this.#shown = shown;
    this.view.task(step, steps, is_done && deed !== "pass", is_repeat && !is_done);
  }

  #announce(): void {
    this.#show();
    this.view.say(this.view.find("task").textContent);
  }
}
