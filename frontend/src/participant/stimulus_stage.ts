// Runs the stimulus on the page: each look at the clock moves the player (on the common clock),
// the pad, the pulse and presence; what happens becomes records in the outbox.
import type { PageFacts, SessionStateName } from "../wire/participant.gen";
import type { CommonClock } from "./clock";
import { intervalOf, lastMoment, shareOfInterval } from "./intervals";
import type { Media } from "./media";
import type { Unnumbered } from "./outbox";
import type { MakePad, Pad } from "./pads/pad";
import { Presence, type ClosedInterval } from "./presence";
import type { View } from "./view";
import { say } from "./words";

export interface StageOutlets {
  record(record: Unnumbered): void;
  /** The stimulus is over for this person. */
  over(): void;
}

const OVER: readonly SessionStateName[] = ["closed", "released"];
/** Closer to the end than this, a player that will not report its end counts as ended. */
const END_TOLERANCE_MS = 250;

export class StimulusStage {
  readonly pad: Pad;
  private readonly presence: Presence;
  private readonly is_live: boolean;
  private state: SessionStateName;
  private is_over = false;
  private is_starting = false;
  private needs_tap = false;

  constructor(
    private readonly facts: PageFacts,
    private readonly media: Media,
    private readonly clock: CommonClock,
    private readonly view: View,
    private readonly outlets: StageOutlets,
    private readonly page: Document,
    make: MakePad,
  ) {
    this.is_live = facts.kind === "live";
    this.state = facts.state;
    this.presence = new Presence(facts.cadence_ms);
    this.pad = make(facts.cadence_ms, {
      momentOf: (event_ms) => media.stimulusAt(event_ms),
      pressed: (choice, stimulus_ms, target) => {
        this.presence.notePress(stimulus_ms);
        this.record("press", stimulus_ms, choice, target);
      },
      undone: (stimulus_ms, target) => this.record("undo", stimulus_ms, 0, target),
      show: (choice, just_now, target) => view.choice(choice, just_now, target),
      togglePlay: () => this.togglePlay(),
    }, true);
    media.video.addEventListener("pause", () => this.notePause());
    media.video.addEventListener("ended", () => this.finish());
  }

  told(state: SessionStateName): void {
    this.state = state;
    if (OVER.includes(state)) this.finish();
  }

  /** Call from a tap: sound is only allowed after one. */
  startByTap(resume_ms: number): void {
    this.needs_tap = false;
    if (!this.is_live) {
      this.media.moveTo(resume_ms);
      this.play();
    } else if (this.state === "running") this.play();
    else {
      // Playing for a moment now is what lets the page play later without a tap.
      void this.media.video.play().then(() => this.holdUntilRunning(), () => undefined);
    }
  }

  togglePlay(): void {
    if (this.is_over) return;
    if (this.media.hold === "paused") {
      this.needs_tap = false;
      this.play();
    } else if (!this.is_live) this.media.video.pause();
  }

  /** One look at the clock. */
  step(now_ms: number): void {
    if (this.is_over) return;
    if (this.is_live) this.follow(now_ms);
    const stimulus_ms = this.media.stimulusAt(now_ms);
    const is_playing = this.media.hold === "playing";
    const is_seen = is_playing && this.page.visibilityState === "visible";
    this.pad.open(is_playing);
    this.view.open(is_playing);
    this.view.hold(this.holdWords());
    this.view.offerPlay(this.offersPlay());
    this.pad.advance(stimulus_ms);
    const { cadence_ms } = this.facts;
    this.view.pulse(shareOfInterval(stimulus_ms, cadence_ms), intervalOf(stimulus_ms, cadence_ms));
    this.note(this.presence.look(stimulus_ms, is_seen));
    this.view.ask(this.presence.asking);
    if (this.is_live && this.clock.at(now_ms) >= this.facts.duration_ms) this.finish();
  }

  private follow(now_ms: number): void {
    const common_ms = this.clock.at(now_ms);
    if (common_ms < this.facts.duration_ms - END_TOLERANCE_MS) this.media.follow(common_ms);
    const { video } = this.media;
    if (this.state === "running" && video.paused && !video.ended && !this.needs_tap) this.play();
    this.holdUntilRunning();
  }

  private holdUntilRunning(): void {
    if (this.is_live && this.state !== "running") this.media.video.pause();
  }

  private play(): void {
    if (this.is_starting) return;
    this.is_starting = true;
    this.media.video.play().then(
      () => (this.is_starting = false),
      (reason: unknown) => {
        this.is_starting = false;
        this.needs_tap = reason instanceof DOMException && reason.name === "NotAllowedError";
      },
    );
  }

  private holdWords(): string {
    if (this.media.video.error) return say("The video can’t be played here. Try another browser.");
    const hold = this.media.hold;
    if (hold === "playing") return "";
    if (this.is_live && this.state === "paused") return say("The session is paused");
    if (hold === "waiting" || this.is_starting) return say("Waiting for video");
    return this.is_live && !this.needs_tap ? say("Waiting for video") : "";
  }

  private offersPlay(): boolean {
    if (this.media.hold !== "paused" || this.is_starting) return false;
    return this.is_live ? this.needs_tap : true;
  }

  private notePause(): void {
    if (this.is_live || this.media.video.ended || this.is_over) return;
    this.record("pause", this.media.stimulusAt(performance.now()));
  }

  private note(closed: ClosedInterval[]): void {
    for (const { interval, presence } of closed) {
      if (presence === null) continue;
      const { cadence_ms, duration_ms } = this.facts;
      this.record("presence", lastMoment(interval, cadence_ms, duration_ms), presence);
    }
  }

  private record(kind: Unnumbered["kind"], clock_ms: number, choice = 0, target = 0): void {
    this.outlets.record({ kind, clock_ms, choice, stimulus: this.facts.stimulus, target });
  }

  private finish(): void {
    if (this.is_over) return;
    this.note(this.presence.finish());
    this.is_over = true;
    this.pad.open(false);
    this.media.video.pause();
    this.outlets.over();
  }
}
