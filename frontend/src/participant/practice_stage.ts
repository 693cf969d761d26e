// Runs practice on the page: the drawn scene's own clock, the pad, one task an interval. Nothing
// pressed here is sent or stored.
import { intervalOf, shareOfInterval } from "./intervals";
import { Practice } from "./practice";
import { ReactionPad } from "./reaction_pad";
import type { View } from "./view";

export class PracticeStage {
  readonly pad: ReactionPad;
  private readonly practice = new Practice();
  private started_ms = 0;
  private interval = 0;

  constructor(
    private readonly cadence_ms: number,
    likes_left: boolean,
    private readonly view: View,
  ) {
    this.pad = new ReactionPad(cadence_ms, likes_left, {
      momentOf: (event_ms) => Math.max(0, event_ms - this.started_ms),
      pressed: (choice) => this.practice.press(choice),
      undone: () => this.practice.undo(),
      show: (choice, just_now) => view.choice(choice, just_now),
      togglePlay: () => undefined,
    });
  }

  start(now_ms: number): void {
    this.started_ms = now_ms;
    this.pad.open(true);
    this.view.open(true);
    this.announce();
  }

  /** One look at the clock; true when practice is over. */
  step(now_ms: number): boolean {
    const stimulus_ms = now_ms - this.started_ms;
    this.pad.advance(stimulus_ms);
    this.view.pulse(shareOfInterval(stimulus_ms, this.cadence_ms), this.interval);
    const interval = intervalOf(stimulus_ms, this.cadence_ms);
    if (interval > this.interval) {
      this.interval = interval;
      this.practice.intervalEnded();
      if (this.practice.task !== null) this.announce();
    }
    this.show();
    return this.practice.task === null;
  }

  private show(): void {
    const { task, step, steps, is_done, is_repeat } = this.practice;
    if (task) this.view.task(task, step, steps, is_done, is_repeat);
  }

  private announce(): void {
    this.show();
    this.view.say(this.view.find("task").textContent);
  }
}
