// Runs a live stream on the page. Each stream is late by its own time, and says itself when what it
// shows was on air: that, not the common clock, is the time that records carry. Moves no player.
import type { OnAir, OpenCue, SessionStateName } from "../wire/participant.gen";
import { wholeMoment } from "./intervals";
import type { Media } from "./media";
import { NoteTaker } from "./note_taker";
import type { Pad } from "./pads/pad";
import { SaidHold } from "./said_hold";
import { Starter } from "./starter";
import { LATE_MAX_MS, OVER, type Stage, type StageKit } from "./stage";
import { say } from "./words";

export class BroadcastStage implements Stage {
  readonly pad: Pad;
  private readonly notes: NoteTaker;
  private readonly said_hold: SaidHold;
  private readonly starter: Starter;
  private state: SessionStateName;
  private on_air: OnAir | null = null;
  private is_over = false;

  constructor(
    private readonly kit: StageKit,
    private readonly media: Media,
  ) {
    const { facts } = kit;
    this.state = facts.state;
    this.said_hold = new SaidHold(kit.view);
    this.starter = new Starter(media.video);
    this.notes = new NoteTaker(kit, facts.duration_ms, {
      momentOf: (event_ms) => wholeMoment(this.sessionAt(event_ms) ?? 0, facts.duration_ms),
      togglePlay: () => this.togglePlay(),
    });
    this.pad = this.notes.pad;
  }

  told(state: SessionStateName, _cue: OpenCue | null, on_air?: OnAir | null): void {
    this.state = state;
    if (on_air !== undefined) this.on_air = on_air;
    if (OVER.includes(state)) this.finish();
  }

  startByTap(): void {
    this.starter.playByTap();
  }

  togglePlay(): void {
    if (this.media.video.paused) this.starter.playByTap();
  }

  step(now_ms: number): void {
    if (this.is_over) return;
    const { clock, facts, view } = this.kit;
    const { video } = this.media;
    if (video.paused && !this.starter.needs_tap) this.starter.play();
    const moment_ms = this.sessionAt(now_ms);
    const is_shown = this.media.hold === "playing";
    const is_open = is_shown && this.state === "running" && moment_ms !== null;
    this.said_hold.show(is_open ? "" : this.holdWords(is_shown), now_ms);
    view.offerPlay(this.starter.needs_tap && video.paused);
    this.notes.look(wholeMoment(moment_ms ?? 0, facts.duration_ms), is_open);
    const is_late = clock.at(now_ms) >= facts.duration_ms + LATE_MAX_MS;
    if (is_late || (moment_ms ?? 0) >= facts.duration_ms) this.finish();
  }

  leave(): void {
    this.media.video.pause();
  }

  /** Session time of what is on the screen at a moment of the page; null before it began there. */
  private sessionAt(page_ms: number): number | null {
    const shown_ms = this.media.programDate_ms(page_ms);
    if (this.on_air === null || shown_ms === null) return null;
    const moment_ms = this.on_air.session_ms + (shown_ms - this.on_air.wall_ms);
    return shown_ms < this.on_air.wall_ms || moment_ms < 0 ? null : moment_ms;
  }

  private holdWords(is_shown: boolean): string {
    if (this.media.video.error) return say("The video can’t be played here. Try another browser.");
    if (this.state === "paused") return say("The session is paused");
    return is_shown || this.starter.needs_tap ? "" : say("Waiting for video");
  }

  private finish(): void {
    if (this.is_over) return;
    this.notes.finish();
    this.is_over = true;
    this.media.video.pause();
    this.kit.outlets.over();
  }
}
