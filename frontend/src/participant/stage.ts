// What the page runs while the stimulus lasts, however that is shown: what a stage is and what it works
// with. Which one a page has is decided when somebody is about to watch.
import type { OnAir, OpenCue, PageFacts, SessionStateName } from "../wire/participant.gen";
import type { CommonClock } from "./clock";
import type { Unnumbered } from "./outbox";
import type { MakePad, Pad } from "./pads/pad";
import type { View } from "./view";

export interface StageOutlets {
  record(record: Unnumbered): void;
  /** An interval is over; what it was has been recorded. */
  intervalClosed?(interval: number): void;
  /** The stimulus is over for this person. */
  over(): void;
}

/** All that a stage works with. */
export interface StageKit {
  facts: PageFacts;
  clock: CommonClock;
  view: View;
  page: Document;
  makePad: MakePad;
  outlets: StageOutlets;
}

export interface Stage {
  readonly pad: Pad;
  /** The session's state, the cue that is open, and when a broadcast was on air, as the server last
   * said; the latter not with every message. */
  told(state: SessionStateName, cue: OpenCue | null, on_air?: OnAir | null): void;
  /** Call from a tap: sound is only allowed after one. */
  startByTap(resume_ms: number, now_ms: number): void;
  /** One look at the clock. */
  step(now_ms: number): void;
  /** Another page holds the seat now. */
  leave(): void;
}

/** Later than this no screen is behind the session's clock: so long after the end somebody may still
 * see it. */
export const LATE_MAX_MS = 90_000;

export const OVER: readonly SessionStateName[] = ["closed", "released"];
