// Runs the page of somebody who watches elsewhere, on a screen of their own or in a room: the common
// clock alone says what time it is. Knows no player.
import type { OpenCue, SessionStateName } from "../wire/participant.gen";
import { CueBar } from "./cue_bar";
import { wholeMoment } from "./intervals";
import { NoteTaker } from "./note_taker";
import type { Pad } from "./pads/pad";
import { SaidHold } from "./said_hold";
import { LATE_MAX_MS, OVER, type Stage, type StageKit } from "./stage";
import { say } from "./words";

export class ClickerStage implements Stage {
  readonly pad: Pad;
  private readonly notes: NoteTaker;
  private readonly said_hold: SaidHold;
  private readonly cue_bar: CueBar | null;
  private readonly end_ms: number;
  private state: SessionStateName;
  private is_over = false;

  constructor(private readonly kit: StageKit) {
    const { facts, view, page } = kit;
    const is_own_screen = facts.shown === "own_screen";
    this.state = facts.state;
    this.said_hold = new SaidHold(view);
    this.end_ms = facts.duration_ms + (is_own_screen ? LATE_MAX_MS : 0);
    this.notes = new NoteTaker(kit, this.end_ms, {
      momentOf: (event_ms) => this.momentOf(event_ms),
      togglePlay: () => undefined, // nothing plays here
    });
    this.pad = this.notes.pad;
    // In a room everybody hears the same at once: there is no delay to be found by taps.
    this.cue_bar = is_own_screen
      ? new CueBar(facts, view, page, (number, event_ms) =>
          this.notes.record("tap", this.momentOf(event_ms), 0, number))
      : null;
  }

  told(state: SessionStateName, cue: OpenCue | null): void {
    this.state = state;
    this.cue_bar?.told(cue);
    if (OVER.includes(state)) this.finish();
  }

  startByTap(): void {
    // nothing needs a tap to begin
  }

  step(now_ms: number): void {
    if (this.is_over) return;
    const { clock } = this.kit;
    const common_ms = clock.at(now_ms);
    const is_open = this.state === "running" && common_ms >= 0;
    this.said_hold.show(this.state === "paused" ? say("The session is paused") : "", now_ms);
    this.notes.look(wholeMoment(common_ms, this.end_ms), is_open);
    // A clock that stands still would say nothing about a delay.
    this.cue_bar?.look(now_ms, is_open);
    if (common_ms >= this.end_ms) this.finish();
  }

  leave(): void {
    // nothing goes on
  }

  /** The page's own time stood still for so long while the phone slept. A network that comes back
   * brings a reading of the clock; what is pressed before it must not be dated by the sleep. */
  slept(stood_ms: number, now_ms: number): void {
    const { clock } = this.kit;
    if (this.state === "running") clock.told("running", clock.at(now_ms) + stood_ms, now_ms);
  }

  private momentOf(event_ms: number): number {
    return wholeMoment(this.kit.clock.at(event_ms), this.end_ms);
  }

  private finish(): void {
    if (this.is_over) return;
    this.is_over = true;
    this.notes.finish();
    this.cue_bar?.look(0, false);
    this.kit.outlets.over();
  }
}
