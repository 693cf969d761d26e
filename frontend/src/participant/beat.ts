// When a page under a profile with even traffic speaks: once in each interval, whatever was pressed.
// Knows the clock and no record.
import type { CommonClock } from "./clock";
import type { Outside } from "./connection";

/** So long after an interval's end its frame leaves: by then each page has closed the interval. */
export const BEHIND_MS = 500;
/** A timer may go off a little early; that is still the same beat. */
const APART_MIN_MS = 200;

/** From now to the next frame. Where all have one clock it leaves when an interval of that has
 * ended; a clock that starts, or is set anew, puts one frame more or less between, for everybody. */
export function untilBeat_ms(now_ms: number, cadence_ms: number, clock: CommonClock | null): number {
  const common_ms = clock?.at(now_ms) ?? 0;
  const is_running = clock !== null && clock.at(now_ms + 1) > common_ms;
  if (!is_running) return cadence_ms;
  const past_ms = (((common_ms - BEHIND_MS) % cadence_ms) + cadence_ms) % cadence_ms;
  const left_ms = cadence_ms - past_ms;
  return left_ms < APART_MIN_MS ? left_ms + cadence_ms : left_ms;
}

/** Beats for as long as the page lives. */
export function beat(
  outside: Pick<Outside, "now" | "later">,
  cadence_ms: number,
  clock: CommonClock | null,
  speak: () => void,
): void {
  outside.later(untilBeat_ms(outside.now(), cadence_ms, clock), () => {
    speak();
    beat(outside, cadence_ms, clock, speak);
  });
}
