import { expect, it } from "vitest";
import type { Room, Status } from "../wire/dashboard.gen";
import { isGoing } from "./following";
import { emptyRoom } from "./room_state";

it("lets a following video stand in a countdown, in a pause and past the end", () => {
  const room = { stimuli: [{ duration_ms: 60_000 }] } as Room;
  const at = (sessionMs: number, now: Status["state"] = "running", told = sessionMs): boolean => {
    const state = emptyRoom();
    state.status.value = { state: now, session_ms: told } as Status;
    state.sessionMs.value = sessionMs;
    state.nowMs.value = Math.min(60_000, Math.max(0, sessionMs));
    return isGoing(state, room);
  };
  expect([-1, 0, 59_999, 60_000].map((ms) => at(ms))).toEqual([false, true, true, false]);
  expect(at(30_000, "paused")).toBe(false);
  // The status that begins a countdown, before the clock is set back; the clock before the next.
  expect([at(0, "running", -10_000), at(5, "running", -400)]).toEqual([false, true]);
});
