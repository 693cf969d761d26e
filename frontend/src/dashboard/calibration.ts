// What the calibration of own screens asks of the moderator, in words and shares. Pure; counts are
// told rounded and are only ever said as "about".

import type { Calibration, CueStatus } from "../wire/dashboard.gen";

/** A cue older than this is due again: broadcasts fall further behind as they run (L1). */
export const CUE_AGE_MAX_MS = 600_000;

export interface Part {
  name: "calibrated" | "coarse" | "uncalibrated";
  persons: number;
  share: number;
}

/** The panel by how well its delays are known; shares in percent of those counted here. */
export function partsOf(calibration: Calibration): Part[] {
  const names = ["calibrated", "coarse", "uncalibrated"] as const;
  const total = names.reduce((sum, name) => sum + calibration[name], 0);
  return names.map((name) => ({
    name,
    persons: calibration[name],
    share: total > 0 ? (100 * calibration[name]) / total : 0,
  }));
}

/** What is to be remembered now, or "". An open cue is answer enough. */
export function reminder(
  calibration: Calibration | null,
  cue: CueStatus | null,
  sessionMs: number,
): string {
  if (!calibration || cue) return "";
  const lastMs = calibration.last_cue_ms;
  if (lastMs === null) return "No cue has been marked yet.";
  if (calibration.calibrated + calibration.coarse === 0) {
    return "Nobody is calibrated yet: three cues make a calibration.";
  }
  // Said without its age, so that a screen reader says it once.
  return sessionMs - lastMs > CUE_AGE_MAX_MS
    ? "Time for another cue: the last one is more than ten minutes old."
    : "";
}

/** Whether a cue can be asked for: taps are read on a clock that runs, from 0 on. */
export function canAsk(state: string, sessionMs: number): boolean {
  return state === "running" && sessionMs >= 0;
}
