import { describe, expect, it } from "vitest";
import type { Count, IntervalFigure } from "../wire/dashboard.gen";
import { NOTHING_YET, takeIn } from "./figures";
import {
  curveColumns,
  type IntervalMark,
  intervalCount,
  lastWithValue,
  lonely,
  marksOf,
  participation,
  pressersShare,
} from "./series";

const near = (value: number): Count => ({ value, coding: "near" });

function figure(net: number | null, present = 100, more: Partial<IntervalFigure> = {}) {
  const value: IntervalFigure = {
    cell: "all",
    likes: near(30),
    dislikes: near(10),
    present: near(present),
    majority: "most_liked",
    strength: 2,
    net,
    low: net === null ? null : net - 10,
    high: net === null ? null : net + 10,
    low50: net === null ? null : net - 3,
    high50: net === null ? null : net + 3,
    ...more,
  };
  return value;
}

const mark = (f: IntervalFigure): IntervalMark => ({ figure: f, standing: "frozen" });

describe("the columns of a curve", () => {
  it("leaves a gap where nothing was released or the figure is null (M8)", () => {
    const marks = [mark(figure(20)), null, mark(figure(null)), mark(figure(30))];
    const columns = curveColumns("all", marks, "net");
    expect(columns.strong).toEqual([20, null, null, 30]);
    expect(columns.low).toEqual([10, null, null, 20]);
    expect(lonely(columns.strong)).toEqual([0, 3]);
  });

  it("fades what stands on fewer than 30 and joins it to its neighbours (M8)", () => {
    const marks = [figure(1, 60), figure(2, 60), figure(3, 28), figure(4, 60)].map(mark);
    const columns = curveColumns("all", marks, "net");
    expect(columns.strong).toEqual([1, 2, null, 4]);
    expect(columns.faint).toEqual([null, 2, 3, 4]);
  });

  it("draws approval among pressers without a band, and not from coded counts (M6)", () => {
    const marks = [
      mark(figure(20)),
      mark(figure(20, 100, { dislikes: { value: 2, coding: "under" } })),
      mark(figure(20, 100, { likes: near(2), dislikes: near(2) })),
    ];
    const columns = curveColumns("all", marks, "pressers");
    expect(columns.strong).toEqual([75, null, null]);
    expect(columns.high).toEqual([null, null, null]);
    expect(pressersShare(figure(null))).toBeNull();
  });

  it("knows participation only where the base is told", () => {
    expect(participation(figure(20))).toBe(40);
    expect(participation(figure(20, 4, { present: { value: 4, coding: "under" } }))).toBeNull();
  });

  it("finds the end of the line", () => {
    const marks = [mark(figure(20)), mark(figure(null)), null];
    expect(lastWithValue(marks, "net")).toBe(0);
    expect(lastWithValue([null], "net")).toBe(-1);
  });
});

describe("the intervals of an axis", () => {
  it("come from the duration, else from what was released", () => {
    const release = {
      type: "interval" as const,
      number: 1,
      stimulus: 0,
      interval: 6,
      standing: "frozen" as const,
      panel_share: 90,
      figures: [figure(5)],
    };
    const figures = takeIn(NOTHING_YET, [release]);
    expect(intervalCount(181_000, 5000, figures)).toBe(37);
    expect(intervalCount(0, 5000, figures)).toBe(7);
    const marks = marksOf(figures, 0, "all", 7);
    expect(marks[6]?.figure.net).toBe(5);
    expect(marks.slice(0, 6)).toEqual([null, null, null, null, null, null]);
  });
});
