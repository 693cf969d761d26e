// A recording of the session runs on a clock of its own: where in its file a moment of the
// stimulus is, and which moment plays. For a stimulus' own file the two are the same.
import type { StimulusFacts } from "../wire/dashboard.gen";

type Line = Partial<Pick<StimulusFacts, "media_offset_ms" | "media_rate">>;

/** The moment that is asked of the player; before the file begins, its beginning. */
export function mediaMs(stimulus: Line | undefined, ms: number): number {
  return Math.max(0, (stimulus?.media_offset_ms ?? 0) + (stimulus?.media_rate ?? 1) * ms);
}

/** The moment of the stimulus that a player shows; before it began, its beginning. */
export function stimulusMs(stimulus: Line | undefined, fileMs: number): number {
  const ms = (fileMs - (stimulus?.media_offset_ms ?? 0)) / (stimulus?.media_rate ?? 1);
  return Math.max(0, Math.round(ms));
}
