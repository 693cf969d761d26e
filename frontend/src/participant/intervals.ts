// Stimulus time cut into half-open intervals of one cadence. Knows numbers only.

export function intervalOf(stimulus_ms: number, cadence_ms: number): number {
  return Math.floor(stimulus_ms / cadence_ms);
}

/** How much of its interval a moment has behind it, 0 up to but not including 1. */
export function shareOfInterval(stimulus_ms: number, cadence_ms: number): number {
  return (stimulus_ms % cadence_ms) / cadence_ms;
}

/** The last whole millisecond that belongs to an interval of a stimulus. */
export function lastMoment(interval: number, cadence_ms: number, duration_ms: number): number {
  return Math.min((interval + 1) * cadence_ms, duration_ms) - 1;
}

/** A moment as records carry it: a whole millisecond inside the stimulus. */
export function wholeMoment(stimulus_ms: number, duration_ms: number): number {
  return Math.max(0, Math.min(Math.floor(stimulus_ms), duration_ms - 1));
}
