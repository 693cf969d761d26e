// Session time between two status messages: the last one told plus what passed here since.
// It must not ask the wall clock; it is told what the time of the page is.

import type { Status } from "../wire/dashboard.gen";

export interface ClockReading {
  sessionMs: number;
  atMs: number;
  isRunning: boolean;
}

export function readStatus(status: Status, atMs: number): ClockReading {
  return { sessionMs: status.session_ms, atMs, isRunning: status.state === "running" };
}

export function sessionMs(reading: ClockReading, pageMs: number): number {
  if (!reading.isRunning) return reading.sessionMs;
  return reading.sessionMs + Math.max(0, pageMs - reading.atMs);
}
