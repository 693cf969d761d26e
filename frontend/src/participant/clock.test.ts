import { describe, expect, it } from "vitest";
import { CommonClock } from "./clock";

function running(session_ms: number, page_ms: number): CommonClock {
  const clock = new CommonClock();
  clock.told("running", session_ms, page_ms);
  return clock;
}

describe("the common clock", () => {
  it("believes the probe with the lowest round trip, whatever the order", () => {
    const probes = [
      [100, 500, 10_390], // slow way back: its middle is 90 ms wrong
      [600, 620, 10_610],
      [700, 1_500, 11_400],
    ] as const;
    for (const order of [probes, [...probes].reverse()]) {
      const clock = running(10_000, 0);
      for (const [sent, received, session] of order) clock.heard(sent, received, session);
      expect(clock.at(1_000)).toBe(11_000);
    }
  });

  it("stands still while the session is paused and goes on from there", () => {
    const clock = running(10_000, 0);
    expect(clock.told("paused", 12_000, 2_000)).toBe(true);
    expect(clock.at(60_000)).toBe(12_000);
    clock.told("running", 12_000, 60_000);
    expect(clock.at(61_000)).toBe(13_000);
  });

  it("keeps a good reading when an answer with unknown delay comes in", () => {
    const clock = running(0, 0);
    clock.heard(0, 10, 5);
    expect(clock.told("running", 900, 1_300)).toBe(false); // 400 ms on the way
    expect(clock.at(1_300)).toBe(1_300);
  });

  it("gives up a reading that is plainly wrong, as after a sleep of the phone", () => {
    const clock = running(0, 0);
    clock.heard(0, 10, 5);
    expect(clock.told("running", 90_000, 1_000)).toBe(true);
    expect(clock.at(1_000)).toBe(90_000);
  });

  it("takes a slower probe after reading again", () => {
    const clock = running(0, 0);
    clock.heard(0, 10, 5);
    clock.heard(1_000, 1_200, 1_150); // slower: ignored
    expect(clock.at(1_100)).toBe(1_100);
    clock.readAgain();
    clock.heard(1_000, 1_200, 1_150);
    expect(clock.at(1_100)).toBe(1_150);
  });

  it("ignores a probe answered before it was sent", () => {
    const clock = running(0, 0);
    clock.heard(10, 5, 99_999);
    expect(clock.at(5)).toBe(5);
  });
});
