// What an interval without a press was: skipped (there, playing, visible) or away. Counts how
// much stimulus time was truly attended; knows no player and no page.
import { intervalOf } from "./intervals";

export const SKIPPED = 101;
export const AWAY = 102;

/** After so many skipped intervals in a row the page asks once, quietly. */
export const SKIPS_BEFORE_ASKING = 6;
/** Two looks further apart than this are a jump or a sleep, not attention. */
const LOOK_GAP_MAX_MS = 2_500;
/** Back by less than this is a clock that was read more exactly: time stands still meanwhile. An
 * interval that has closed must not be opened again for it, and then be called away. */
const BACK_TOLERATED_MS = 1_000;

export interface ClosedInterval {
  interval: number;
  presence: typeof SKIPPED | typeof AWAY | null; // null: pressed
}

export class Presence {
  private previous_ms: number | null = null;
  private was_attending = false;
  private readonly attended_ms = new Map<number, number>();
  private readonly pressed = new Set<number>();
  private open_interval: number | null = null;
  private skips = 0;
  /** True from the sixth skipped interval until the next press. */
  asking = false;

  constructor(private readonly cadence_ms: number) {}

  notePress(stimulus_ms: number): void {
    this.pressed.add(intervalOf(stimulus_ms, this.cadence_ms));
    this.skips = 0;
    this.asking = false;
  }

  /** Looks at the clock; answers the intervals that have closed since the last look. An
   * interval was attended when at least half of it played while the page was visible. */
  look(told_ms: number, attending: boolean): ClosedInterval[] {
    const previous_ms = this.previous_ms;
    const back_ms = previous_ms === null ? 0 : previous_ms - told_ms;
    const stimulus_ms = told_ms + (back_ms > 0 && back_ms < BACK_TOLERATED_MS ? back_ms : 0);
    const now = intervalOf(stimulus_ms, this.cadence_ms);
    this.previous_ms = stimulus_ms;
    const counts = attending && this.was_attending;
    this.was_attending = attending;
    if (previous_ms === null || this.open_interval === null) {
      this.open_interval = now;
      return [];
    }
    const gap_ms = stimulus_ms - previous_ms;
    if (counts && gap_ms > 0 && gap_ms <= LOOK_GAP_MAX_MS) this.count(previous_ms, stimulus_ms);
    if (now < this.open_interval) this.open_interval = now; // seen again after going back
    const closed: ClosedInterval[] = [];
    while (this.open_interval < now) closed.push(this.close(this.open_interval++));
    return closed;
  }

  /** Closes the interval under way, at the end of the stimulus; it lasted as long as it did. */
  finish(): ClosedInterval[] {
    if (this.open_interval === null) return [];
    const last = this.open_interval;
    this.open_interval = null;
    const length_ms = (this.previous_ms ?? 0) - last * this.cadence_ms;
    return length_ms > 0 ? [this.close(last, length_ms)] : [];
  }

  private count(from_ms: number, to_ms: number): void {
    for (let start = from_ms; start < to_ms; ) {
      const interval = intervalOf(start, this.cadence_ms);
      const end = Math.min(to_ms, (interval + 1) * this.cadence_ms);
      this.attended_ms.set(interval, (this.attended_ms.get(interval) ?? 0) + end - start);
      start = end;
    }
  }

  private close(interval: number, length_ms = this.cadence_ms): ClosedInterval {
    const attended_ms = this.attended_ms.get(interval) ?? 0;
    this.attended_ms.delete(interval);
    if (this.pressed.delete(interval)) return { interval, presence: null };
    if (attended_ms * 2 < length_ms) {
      this.skips = 0;
      return { interval, presence: AWAY };
    }
    this.skips += 1;
    if (this.skips === SKIPS_BEFORE_ASKING) this.asking = true;
    return { interval, presence: SKIPPED };
  }
}
