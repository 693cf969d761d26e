import { describe, expect, it } from "vitest";
import { type Frame, msAt, spread, stretch, ticks, xOf } from "./axis";

const frame: Frame = { left: 100, right: 80, width: 780, fromMs: 0, untilMs: 180_000 };

describe("the shared time axis", () => {
  it("turns a moment into a place and back", () => {
    expect(xOf(frame, 0)).toBe(100);
    expect(xOf(frame, 180_000)).toBe(700);
    expect(msAt(frame, xOf(frame, 61_234))).toBe(61_234);
    expect(msAt(frame, -500)).toBe(0);
    expect(msAt(frame, 5000)).toBe(180_000);
  });

  it("puts ticks on round moments and never closer than asked", () => {
    const moments = ticks(frame, 60);
    expect(moments).toContain(60_000);
    const places = moments.map((ms) => xOf(frame, ms));
    for (let k = 1; k < places.length; k += 1) {
      expect((places[k] ?? 0) - (places[k - 1] ?? 0)).toBeGreaterThanOrEqual(60);
    }
  });

  it("keeps the play head inside a moving stretch", () => {
    expect(stretch(180_000, 0, 90_000)).toEqual([0, 180_000]);
    expect(stretch(7_200_000, 600_000, 3_600_000)).toEqual([3_150_000, 3_750_000]);
    expect(stretch(7_200_000, 600_000, 7_199_000)).toEqual([6_600_000, 7_200_000]);
  });
});

describe("labels at line ends (M7)", () => {
  it("keeps every pair apart, inside the plot and in the order of the lines", () => {
    for (const wishes of [[50, 51, 52], [0, 0, 0], [200, 199, 10], [100]]) {
      const places = spread(wishes, 18, 8, 200);
      const sorted = [...places].sort((a, b) => a - b);
      for (let k = 1; k < sorted.length; k += 1) {
        expect((sorted[k] ?? 0) - (sorted[k - 1] ?? 0)).toBeGreaterThanOrEqual(17.99);
      }
      for (const y of places) {
        expect(y).toBeGreaterThanOrEqual(8);
        expect(y).toBeLessThanOrEqual(200);
      }
      for (let a = 0; a < wishes.length; a += 1) {
        for (let b = 0; b < wishes.length; b += 1) {
          if ((wishes[a] ?? 0) < (wishes[b] ?? 0)) expect(places[a]).toBeLessThan(places[b] ?? 0);
        }
      }
    }
  });

  it("leaves labels that don't collide where their lines end", () => {
    expect(spread([20, 120, 60], 18, 0, 200)).toEqual([20, 120, 60]);
  });
});
