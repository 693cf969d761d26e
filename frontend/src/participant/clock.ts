// The common clock of a live session as this page believes it. Knows probes and their round
// trips; what carries them it doesn't know. All page times are those of performance.now().
import type { SessionStateName } from "../wire/participant.gen";

/** How many probes make one reading. */
export const PROBES = 10;
/** An answer that contradicts the clock by more than this calls for a new reading. */
const DOUBT_MS = 1_000;

export class CommonClock {
  #anchor_session_ms = 0;
  #anchor_page_ms = 0;
  #round_trip_ms = Infinity;
  #running = false;

  /** A probe left at `sent_ms` and was answered at `received_ms`. The quickest answer of a
   * reading wins: its session time lies closest to the middle of its round trip. */
  heard(sent_ms: number, received_ms: number, session_ms: number): void {
    const round_trip_ms = received_ms - sent_ms;
    if (round_trip_ms < 0 || round_trip_ms > this.#round_trip_ms) return;
    this.#round_trip_ms = round_trip_ms;
    this.#anchor_session_ms = session_ms;
    this.#anchor_page_ms = (sent_ms + received_ms) / 2;
  }

  /** Starts a new reading: after a reconnect or a sleep the old best probe proves nothing. */
  readAgain(): void {
    this.#round_trip_ms = Infinity;
  }

  /** The server said on its own what state and time it is; the way here took unknown time, so
   * it sets the clock only when the state changed or the clock is plainly wrong. */
  told(state: SessionStateName, session_ms: number, page_ms: number): boolean {
    const running = state === "running";
    const is_wrong = Math.abs(this.at(page_ms) - session_ms) > DOUBT_MS + this.#knownError();
    if (running === this.#running && !is_wrong) return false;
    this.#running = running;
    this.#anchor_session_ms = session_ms;
    this.#anchor_page_ms = page_ms;
    this.#round_trip_ms = Infinity;
    return true;
  }

  /** Session time at a page time; stands still unless the session runs. */
  at(page_ms: number): number {
    if (!this.#running) return this.#anchor_session_ms;
    return this.#anchor_session_ms + (page_ms - this.#anchor_page_ms);
  }

  #knownError(): number {
    return Number.isFinite(this.#round_trip_ms) ? this.#round_trip_ms / 2 : 0;
  }
}
