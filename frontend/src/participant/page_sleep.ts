// Notices that a phone slept: on most of them the page's own time (performance.now()) stands still
// meanwhile, so that the clocks anchored to it are behind when it wakes. Knows no clock of a session.

/** Less than this is left to the reading of the clock that follows on waking. */
export const STOOD_MIN_MS = 1_500;

export interface Times {
  page_ms(): number;
  wall_ms(): number;
}

/** Tells for how long the page's time stood still while the page was hidden, if it did, and the
 * page's time now. */
export function noteSleep(
  page: Document, times: Times, slept: (stood_ms: number, now_ms: number) => void,
): void {
  let hidden_at: { page_ms: number; wall_ms: number } | null = null;
  page.addEventListener("visibilitychange", () => {
    const now = { page_ms: times.page_ms(), wall_ms: times.wall_ms() };
    if (page.visibilityState !== "visible") {
      hidden_at = now;
      return;
    }
    if (!hidden_at) return;
    const stood_ms = now.wall_ms - hidden_at.wall_ms - (now.page_ms - hidden_at.page_ms);
    hidden_at = null;
    if (stood_ms >= STOOD_MIN_MS) slept(stood_ms, now.page_ms);
  });
}
