// Runs a stimulus that plays on the page: each look at the clock moves the player (on the common
// clock) and, by the player's own time, all that the note taker keeps.
import type { OpenCue, SessionStateName } from "../wire/participant.gen";
import type { Media } from "./media";
import { NoteTaker } from "./note_taker";
import type { Pad } from "./pads/pad";
import { SaidHold } from "./said_hold";
import { Starter } from "./starter";
import { OVER, type Stage, type StageKit } from "./stage";
import { say } from "./words";

/** Closer to the end than this, a player that will not report its end counts as ended. */
const END_TOLERANCE_MS = 250;

export class StimulusStage implements Stage {
  readonly pad: Pad;
  private readonly notes: NoteTaker;
  private readonly said_hold: SaidHold;
  private readonly starter: Starter;
  private readonly is_live: boolean;
  private state: SessionStateName;
  private is_over = false;

  constructor(
    private readonly kit: StageKit,
    private readonly media: Media,
  ) {
    const { facts } = kit;
    this.is_live = facts.kind === "live";
    this.state = facts.state;
    this.said_hold = new SaidHold(kit.view);
    this.starter = new Starter(media.video);
    this.notes = new NoteTaker(kit, facts.duration_ms, {
      momentOf: (event_ms) => media.stimulusAt(event_ms),
      togglePlay: () => this.togglePlay(),
    });
    this.pad = this.notes.pad;
    media.video.addEventListener("pause", () => this.notePause());
    media.video.addEventListener("ended", () => this.finish());
  }

  /** Cues are for those who watch elsewhere. */
  told(state: SessionStateName, _cue: OpenCue | null = null): void {
    this.state = state;
    if (OVER.includes(state)) this.finish();
  }

  startByTap(resume_ms: number, now_ms: number): void {
    if (this.is_over) return;
    this.starter.needs_tap = false;
    if (!this.is_live) {
      this.media.moveTo(resume_ms);
      this.starter.play();
    } else if (this.runs(now_ms)) this.starter.play();
    else {
      // Playing for a moment now is what lets the page play later without a tap; a look ends it.
      this.media.video.play().catch(() => undefined);
    }
  }

  togglePlay(): void {
    if (this.is_over) return;
    if (this.media.hold === "paused") {
      this.starter.playByTap();
    } else if (!this.is_live) this.media.video.pause();
  }

  step(now_ms: number): void {
    if (this.is_over) return;
    const { clock, facts, view } = this.kit;
    if (this.is_live) this.follow(now_ms);
    this.said_hold.show(this.holdWords(), now_ms);
    view.offerPlay(this.offersPlay());
    this.notes.look(this.media.stimulusAt(now_ms), this.media.hold === "playing");
    if (this.is_live && clock.at(now_ms) >= facts.duration_ms) this.finish();
  }

  leave(): void {
    this.media.video.pause();
  }

  /** Below 0 the common clock counts down to the beginning. */
  private runs(now_ms: number): boolean {
    return this.state === "running" && (!this.is_live || this.kit.clock.at(now_ms) >= 0);
  }

  private follow(now_ms: number): void {
    const common_ms = Math.max(0, this.kit.clock.at(now_ms));
    if (common_ms < this.kit.facts.duration_ms - END_TOLERANCE_MS) this.media.follow(common_ms);
    const { video } = this.media;
    if (this.runs(now_ms) && video.paused && !video.ended && !this.starter.needs_tap) this.starter.play();
    this.holdUntilRunning(now_ms);
  }

  /** Until it begins the player shows its first frame, even if it had to play for a moment. */
  private holdUntilRunning(now_ms: number): void {
    if (!this.is_live || this.runs(now_ms)) return;
    const { video } = this.media;
    video.pause();
    const is_before = this.kit.clock.at(now_ms) <= 0;
    if (is_before && !video.seeking && this.media.stimulusAt(now_ms) > 0) this.media.moveTo(0);
  }

  private holdWords(): string {
    if (this.media.video.error) return say("The video can’t be played here. Try another browser.");
    const hold = this.media.hold;
    if (hold === "playing") return "";
    if (this.is_live && this.state === "paused") return say("The session is paused");
    if (hold === "waiting" || this.starter.is_starting) return say("Waiting for video");
    return this.is_live && !this.starter.needs_tap ? say("Waiting for video") : "";
  }

  private offersPlay(): boolean {
    if (this.media.hold !== "paused" || this.starter.is_starting) return false;
    return this.is_live ? this.starter.needs_tap : true;
  }

  private notePause(): void {
    if (this.is_live || this.media.video.ended || this.is_over) return;
    this.notes.record("pause", this.media.stimulusAt(performance.now()));
  }

  private finish(): void {
    if (this.is_over) return;
    this.notes.finish();
    this.is_over = true;
    this.media.video.pause();
    this.kit.outlets.over();
  }
}
