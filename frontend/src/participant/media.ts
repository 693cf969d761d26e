// Where the stimulus is at a moment, to the millisecond, and who may move it: on the common
// clock the page, on an own clock nobody. Knows the player; knows no network and no button.
import { wholeMoment } from "./intervals";

/** A shown frame older than this says nothing about now (hidden page, stalled player). */
const FRAME_AGE_MAX_MS = 1_000;
/** Small differences to the common clock are caught up by playing a little faster or slower. */
const DRIFT_TOLERATED_MS = 60;
const DRIFT_SEEK_MS = 1_500;
const RATE_STEP_MAX = 0.06;
/** A seek takes a moment itself; aim that far ahead of the clock. */
const SEEK_AHEAD_MS = 150;

const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
/** Wall time of what plays, for players that can't tell it themselves; see `programDate_ms`. */
const programDates = new WeakMap<HTMLVideoElement, () => number | null>();

/** Gives the player its source; a playlist goes through hls.js where the browser plays none, or where
 * it wouldn't tell the wall time of what it plays and that is asked for. */
export async function playFrom(
  video: HTMLVideoElement,
  url: string,
  must_tell_time = false,
): Promise<void> {
  const is_played = video.canPlayType(PLAYLIST_TYPE) && (!must_tell_time || "getStartDate" in video);
  if (!/\.m3u8($|[?#])/i.test(url) || is_played) {
    video.src = url;
    return;
  }
  const { playPlaylist } = await import("./playlist_player");
  programDates.set(video, playPlaylist(video, url));
}

interface ShownFrame {
  media_ms: number;
  shown_at_ms: number;
}

export type Hold = "playing" | "paused" | "waiting";

/** How to catch up with the common clock: jump, or change the rate for a while. */
export function correction(drift_ms: number): { jump: boolean; rate: number } {
  const size_ms = Math.abs(drift_ms);
  if (size_ms > DRIFT_SEEK_MS) return { jump: true, rate: 1 };
  if (size_ms < DRIFT_TOLERATED_MS) return { jump: false, rate: 1 };
  const step = Math.min(RATE_STEP_MAX, size_ms / 10_000 + 0.01);
  return { jump: false, rate: drift_ms > 0 ? 1 + step : 1 - step };
}

export class Media {
  private frame: ShownFrame | null = null;
  private is_stalled = false;
  private is_our_seek = false;
  private reached_ms = 0;
  private wanted_rate = 1;

  constructor(
    readonly video: HTMLVideoElement,
    private readonly duration_ms: number,
    private readonly now: () => number,
  ) {
    this.followFrames();
    for (const name of ["waiting", "stalled"] as const) {
      video.addEventListener(name, () => (this.is_stalled = video.readyState < 3));
    }
    for (const name of ["playing", "timeupdate"] as const) {
      video.addEventListener(name, () => (this.is_stalled = false));
    }
    video.addEventListener("timeupdate", () => this.noteReached());
    video.addEventListener("seeking", () => this.undoForeignSeek());
    video.addEventListener("ratechange", () => {
      if (video.playbackRate !== this.wanted_rate) video.playbackRate = this.wanted_rate;
    });
  }

  get hold(): Hold {
    if (this.video.paused || this.video.ended) return "paused";
    return this.is_stalled || this.video.readyState < 3 ? "waiting" : "playing";
  }

  /** Stimulus time at the moment of an event (its `timeStamp`), as records carry it: by the
   * frame that was on screen where the browser tells, else by the player's current time. */
  stimulusAt(event_ms: number): number {
    return wholeMoment(this.exactAt(event_ms), this.duration_ms);
  }

  /** Wall time (ms) at which what was on screen at a moment of the page was on air, where the
   * stream tells it (EXT-X-PROGRAM-DATE-TIME); null where it doesn't. */
  programDate_ms(page_ms: number): number | null {
    const now_ms = this.programDateNow();
    if (now_ms === null || this.video.paused) return now_ms;
    return now_ms + (page_ms - this.now()) * this.video.playbackRate;
  }

  private programDateNow(): number | null {
    const told = programDates.get(this.video);
    if (told) return told();
    const start = (this.video as { getStartDate?: () => Date }).getStartDate?.().getTime();
    return start === undefined || Number.isNaN(start)
      ? null
      : start + this.video.currentTime * 1_000;
  }

  /** Moves the player; the only way that is not undone. */
  moveTo(stimulus_ms: number): void {
    this.is_our_seek = true;
    this.frame = null;
    this.reached_ms = stimulus_ms;
    this.video.currentTime = stimulus_ms / 1_000;
  }

  /** Keeps a playing player on the common clock. */
  follow(common_ms: number): void {
    if (this.video.seeking) return;
    const drift_ms = common_ms - this.exactAt(this.now());
    const { jump, rate } = correction(drift_ms);
    if (jump) this.moveTo(common_ms + (this.video.paused ? 0 : SEEK_AHEAD_MS));
    this.wanted_rate = rate;
    if (this.video.playbackRate !== rate) this.video.playbackRate = rate;
  }

  private exactAt(event_ms: number): number {
    const rate = this.video.playbackRate;
    const frame = this.frame;
    if (this.video.paused || this.video.seeking) return this.video.currentTime * 1_000;
    if (frame && Math.abs(event_ms - frame.shown_at_ms) <= FRAME_AGE_MAX_MS) {
      return frame.media_ms + (event_ms - frame.shown_at_ms) * rate;
    }
    // The handler may run late: what the event saw lies that much before what plays now.
    return this.video.currentTime * 1_000 + (event_ms - this.now()) * rate;
  }

  private followFrames(): void {
    if (!("requestVideoFrameCallback" in this.video)) return;
    const see = (_now: number, data: VideoFrameCallbackMetadata): void => {
      this.frame = { media_ms: data.mediaTime * 1_000, shown_at_ms: data.expectedDisplayTime };
      this.video.requestVideoFrameCallback(see);
    };
    this.video.requestVideoFrameCallback(see);
  }

  private noteReached(): void {
    if (!this.video.seeking) this.reached_ms = this.video.currentTime * 1_000;
  }

  /** Keys of the keyboard, a headset or the lock screen can seek; nobody may. */
  private undoForeignSeek(): void {
    if (this.is_our_seek) {
      this.is_our_seek = false;
      return;
    }
    if (Math.abs(this.video.currentTime * 1_000 - this.reached_ms) > 750) {
      this.moveTo(this.reached_ms);
    }
  }
}
