import { describe, expect, it } from "vitest";
import type { Difference, IntervalDifference } from "../../wire/cells.gen";
import type { PlanCell } from "../../wire/dashboard.gen";
import type { IntervalMark } from "../series";
import {
  differenceColumns,
  grouped,
  labelOf,
  nothingChosen,
  pairOf,
  readTime,
  snap,
  takeDifference,
} from "./choice";

function cell(id: string, attribute: string, withheld = ""): PlanCell {
  return { id, label: id.toUpperCase(), attribute, n: 40, parts: [], withheld, attribute_label: "" };
}

function at(interval: number, net: number): IntervalDifference {
  const ends = { low: net - 20, high: net + 20, low50: net - 7, high50: net + 7 };
  return { interval, standing: "frozen", net, ...ends };
}

function answer(intervals: IntervalDifference[], changes: Partial<Difference> = {}): Difference {
  return { first: "a", second: "b", stimulus: 0, number: 9, shared: false, intervals, ...changes };
}

function mark(value: number): IntervalMark {
  const present = { value, coding: "near" as const };
  const figure = { present } as IntervalMark["figure"];
  return { figure, standing: "frozen" };
}

describe("choosing", () => {
  it("offers what is shown, by attribute", () => {
    const cells = [cell("all", "all"), cell("a", "x"), cell("b", "x", "too small"), cell("c", "y")];
    expect(grouped(cells).map(([name, own]) => [name, own.map((c) => c.id)])).toEqual([
      ["", ["all"]],
      ["x", ["a"]],
      ["y", ["c"]],
    ]);
    expect(labelOf(cells, "c")).toBe("C");
    expect(labelOf(cells, "gone")).toBe("gone");
  });

  it("compares two different segments only", () => {
    const choice = nothingChosen();
    expect(pairOf(choice)).toBeNull();
    choice.first.value = choice.second.value = "a";
    expect(pairOf(choice)).toBeNull();
    choice.second.value = "b";
    expect(pairOf(choice)).toEqual(["a", "b"]);
  });

  it.each([
    ["1:30", 90_000],
    ["90", 90_000],
    [" 0:05 ", 5_000],
    ["1:02:03", 3_723_000],
    ["", null],
    ["1:xx", null],
    ["1:2:3:4", null],
    ["-1", null],
  ])("reads %j as a time", (text, ms) => {
    expect(readTime(text)).toBe(ms);
  });

  it("snaps a range outwards and keeps it in the stimulus", () => {
    expect(snap(4_999, 5_001, 5_000, 22_000)).toEqual([0, 10_000]);
    expect(snap(12_000, 90_000, 5_000, 22_000)).toEqual([10_000, 22_000]);
    expect(snap(9_000, 9_000, 5_000, 22_000)).toBeNull();
    expect(snap(30_000, 40_000, 5_000, 22_000)).toBeNull();
  });
});

describe("a difference", () => {
  it("takes in what is new and begins anew for others", () => {
    const known = takeDifference(null, answer([at(0, 10), at(1, 5)]));
    const more = takeDifference(known, answer([at(1, 7), at(2, 3)], { number: 12 }));
    expect([...more.intervals.values()].map((d) => d.net)).toEqual([10, 7, 3]);
    expect(more.number).toBe(12);
    expect(known.intervals.size).toBe(2);
    const other = takeDifference(more, answer([at(0, 1)], { second: "c" }));
    expect([...other.intervals.keys()]).toEqual([0]);
  });

  it("keeps a gap where nothing was told and is pale on few persons", () => {
    const known = takeDifference(null, answer([at(0, 10), at(2, 5), at(3, 6)]));
    const marks = [mark(50), null, mark(50), mark(50)];
    const few = [mark(50), null, mark(50), mark(12)];
    const columns = differenceColumns(known, [marks, few]);
    expect(columns.strong).toEqual([10, null, 5, null]);
    expect(columns.faint).toEqual([null, null, 5, 6]);
    expect(columns.low).toEqual([-10, null, -15, -14]);
    expect(columns.high50).toEqual([17, null, 12, 13]);
  });
});
