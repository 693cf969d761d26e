// Takes down what a person does while the stimulus runs: presses, undos and presence become records;
// each look moves the pad, the pulse and the quiet line along. Where time comes from and what is
// shown besides is the stage's business.
import type { RecordKindName } from "../wire/participant.gen";
import { intervalOf, lastMoment, shareOfInterval } from "./intervals";
import type { Pad } from "./pads/pad";
import { Presence, type ClosedInterval } from "./presence";
import type { StageKit } from "./stage";

export interface Wiring {
  /** Time of an event's `timeStamp`, as records carry it. */
  momentOf(event_ms: number): number;
  togglePlay(): void;
}

export class NoteTaker {
  readonly pad: Pad;
  private readonly presence: Presence;

  constructor(
    private readonly kit: StageKit,
    /** Where time as records carry it ends. */
    private readonly end_ms: number,
    wiring: Wiring,
  ) {
    const { facts, view } = kit;
    this.presence = new Presence(facts.cadence_ms);
    this.pad = kit.makePad(facts.cadence_ms, {
      ...wiring,
      pressed: (choice, moment_ms, target) => {
        this.presence.notePress(moment_ms);
        this.record("press", moment_ms, choice, target);
      },
      undone: (moment_ms, target) => this.record("undo", moment_ms, 0, target),
      show: (choice, just_now, target) => view.choice(choice, just_now, target),
    }, true);
  }

  /** One look: the moment it is, and whether the thing pressed counts now. */
  look(moment_ms: number, is_open: boolean): void {
    const { facts: { cadence_ms }, page, view } = this.kit;
    this.pad.open(is_open);
    view.open(is_open);
    this.pad.advance(moment_ms);
    view.pulse(shareOfInterval(moment_ms, cadence_ms), intervalOf(moment_ms, cadence_ms));
    this.note(this.presence.look(moment_ms, is_open && page.visibilityState === "visible"));
    view.ask(this.presence.asking);
  }

  record(kind: RecordKindName, clock_ms: number, choice = 0, target = 0): void {
    const { facts: { stimulus }, outlets } = this.kit;
    outlets.record({ kind, clock_ms, choice, stimulus, target });
  }

  /** The end: the interval under way is noted, too, and nothing after it. */
  finish(): void {
    this.note(this.presence.finish());
    this.pad.open(false);
  }

  private note(closed: ClosedInterval[]): void {
    const { facts: { cadence_ms }, outlets } = this.kit;
    for (const { interval, presence } of closed) {
      if (presence !== null) {
        this.record("presence", lastMoment(interval, cadence_ms, this.end_ms), presence);
      }
      outlets.intervalClosed?.(interval);
    }
  }
}
