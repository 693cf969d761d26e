// How long a session has before its planned end.
import { sayTime } from "../words";

const SOON_MS = 120_000;

/** What stands beside the button: when the end is planned, and whether it is near or past. */
export function leftWords(durationMs: number, sessionMs: number): string {
  const end = `Planned end at ${sayTime(durationMs)}`;
  if (sessionMs >= durationMs) return `${end}: it is past. Nobody can press until it is moved.`;
  return durationMs - sessionMs <= SOON_MS ? `${end}: that is soon.` : `${end}.`;
}
