import { describe, expect, it } from "vitest";
import type { IntervalRelease, StatementRelease } from "../wire/dashboard.gen";
import { intervalKey, NOTHING_YET, takeIn } from "./figures";

function interval(
  number: number,
  k: number,
  standing: IntervalRelease["standing"],
  net: number | null,
): IntervalRelease {
  const near = (value: number) => ({ value, coding: "near" as const });
  return {
    type: "interval",
    number,
    stimulus: 0,
    interval: k,
    standing,
    panel_share: 90,
    figures: [
      {
        cell: "all",
        likes: near(20),
        dislikes: near(10),
        present: near(60),
        majority: net === null ? "too_few" : "most_liked",
        strength: 1,
        net,
        low: null,
        high: null,
        low50: null,
        high50: null,
      },
    ],
  };
}

function statement(
  number: number,
  standing: StatementRelease["standing"],
  verdict: "resonates" | "divides",
): StatementRelease {
  const near = (value: number) => ({ value, coding: "near" as const });
  const figure = {
    cell: "all",
    likers: near(20),
    dislikers: near(4),
    present: near(60),
    verdict,
    sentence: "",
    net: 20,
    low: 10,
    high: 30,
    people_to_settle: null,
  };
  return {
    type: "statement",
    number,
    statement: "s1",
    revision: 1,
    standing,
    panel_share: 90,
    figures: [figure],
  };
}

describe("taking releases in", () => {
  it("lets the later release stand, in whichever order they arrive", () => {
    const early = interval(1, 3, "provisional", 10);
    const late = interval(2, 3, "frozen", 12);
    for (const order of [
      [early, late],
      [late, early],
    ]) {
      const figures = order.reduce((f, r) => takeIn(f, [r]), NOTHING_YET);
      expect(figures.intervals.get(intervalKey(0, 3))).toBe(late);
      expect(figures.last).toBe(2);
    }
  });

  it("takes the same release twice as once", () => {
    const once = takeIn(NOTHING_YET, [interval(1, 0, "frozen", 10)]);
    const twice = takeIn(once, [interval(1, 0, "frozen", 10)]);
    expect(twice.changes).toEqual([]);
    expect(twice.intervals.size).toBe(1);
  });

  it("lists what changed after freezing, and only that (M10)", () => {
    const settled = takeIn(NOTHING_YET, [
      interval(1, 0, "provisional", 5),
      interval(2, 0, "frozen", 10),
    ]);
    expect(settled.changes).toEqual([]);
    const corrected = takeIn(settled, [interval(3, 0, "final", null)]);
    expect(corrected.changes).toMatchObject([
      { interval: 0, cell: "all", before: "+10, most liked", after: "too few, too few" },
    ]);
  });

  it("lists a verdict that changed after freezing", () => {
    const figures = takeIn(NOTHING_YET, [
      statement(1, "frozen", "resonates"),
      statement(2, "final", "divides"),
    ]);
    expect(figures.changes).toMatchObject([
      { statement: "s1", before: "resonates", after: "divides" },
    ]);
  });

  it("lists what the last release changed, even where the first left before its freeze", () => {
    const figures = takeIn(NOTHING_YET, [
      interval(1, 0, "provisional", 5),
      interval(2, 0, "final", 9),
    ]);
    expect(figures.changes).toMatchObject([{ interval: 0, before: "+5, most liked" }]);
  });

  it("leaves the value it was given untouched, so that a held view stays", () => {
    const held = takeIn(NOTHING_YET, [interval(1, 0, "frozen", 10)]);
    takeIn(held, [interval(2, 1, "frozen", 20)]);
    expect(held.intervals.size).toBe(1);
    expect(NOTHING_YET.intervals.size).toBe(0);
  });
});
