import { expect, it } from "vitest";
import { sessionMs } from "./session_clock";

it("runs on between two messages and stands still while paused", () => {
  const running = { sessionMs: 10_000, atMs: 500, isRunning: true };
  expect(sessionMs(running, 750)).toBe(10_250);
  expect(sessionMs({ ...running, isRunning: false }, 9000)).toBe(10_000);
});
