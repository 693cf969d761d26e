import { describe, expect, it } from "vitest";
import type { IntervalMark } from "../dashboard/series";
import { bandPath, clipAround, linePath, runsOf, xOf, yOf } from "./stretch";

const FRAME = { startMs: 0, endMs: 20_000, width: 200, height: 100 };

function mark(net: number | null): IntervalMark {
  const count = { value: 20, coding: "near" } as const;
  return {
    standing: "frozen",
    figure: {
      cell: "all",
      likes: count,
      dislikes: count,
      present: count,
      majority: "no_majority",
      strength: 0,
      net,
      low: net === null ? null : net - 10,
      high: net === null ? null : net + 10,
      low50: null,
      high50: null,
    },
  };
}

describe("a stretch of the curve", () => {
  it("has a fixed axis", () => {
    expect([yOf(100, FRAME), yOf(0, FRAME), yOf(-100, FRAME)]).toEqual([0, 50, 100]);
    expect([xOf(-5, FRAME), xOf(10_000, FRAME), xOf(90_000, FRAME)]).toEqual([0, 100, 200]);
  });

  it("leaves a gap where an interval is missing or too few", () => {
    const runs = runsOf([mark(0), null, mark(20), mark(null), mark(50)], 5_000, FRAME);
    expect(runs.map((run) => run.map((p) => p.net))).toEqual([[0], [20]]);
    expect(runs[1]![0]!.x).toBe(125);
  });

  it("draws line and band of a run", () => {
    const [run] = runsOf([mark(0), mark(20)], 5_000, FRAME);
    expect(linePath(run!, FRAME)).toBe("M25 50L75 40");
    expect(bandPath(run!, FRAME)).toBe("M25 45L75 35L75 45L25 55Z");
  });

  it("cuts a clip five seconds around the words, within the stimulus", () => {
    expect(clipAround(3_000, 9_000, 12_000)).toEqual({ startMs: 0, endMs: 12_000 });
    expect(clipAround(30_000, 40_000, 0)).toEqual({ startMs: 25_000, endMs: 45_000 });
  });
});
