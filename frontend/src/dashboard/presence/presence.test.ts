import { describe, expect, it } from "vitest";
import type { Count, PlanCell } from "../../wire/dashboard.gen";
import type { IntervalMark } from "../series";
import { byLoss, END_INTERVALS, lossOf, presenceOf, sayPresence } from "./presence";

function cell(id: string, n = 40): PlanCell {
  return { id, label: id, attribute: "x", n, parts: [], withheld: "", attribute_label: "" };
}

function mark(value: number, coding: Count["coding"] = "near"): IntervalMark {
  const present = { value, coding };
  return { figure: { present } as IntervalMark["figure"], standing: "frozen" };
}

const minute = (value: number) => Array.from({ length: END_INTERVALS }, () => mark(value));

describe("presence of a segment", () => {
  it("is a share of its roster, and a gap where too few are there", () => {
    const found = presenceOf(cell("a"), [mark(40), null, mark(10, "under"), mark(30), mark(44)]);
    expect(found.shares).toEqual([100, null, null, 75, 100]);
  });

  it("compares the first minute with the last", () => {
    const found = presenceOf(cell("a"), [...minute(40), mark(20), ...minute(30)]);
    expect([found.first, found.last, lossOf(found)]).toEqual([100, 75, 25]);
    expect(sayPresence(found)).toBe("100 % at first, 75 % now");
  });

  it("says no change before there is one to be had", () => {
    expect(sayPresence(presenceOf(cell("a"), [mark(40), mark(36)]))).toBe("95 % so far");
    expect(sayPresence(presenceOf(cell("a"), [null, mark(10, "under")]))).toContain("too few");
    expect(sayPresence(presenceOf(cell("a", 0), [mark(4)]))).toContain("too few");
  });

  it("puts first who lost most, and last of whom nothing is told", () => {
    const all = [
      presenceOf(cell("none"), [null]),
      presenceOf(cell("few"), [...minute(40), ...minute(38)]),
      presenceOf(cell("many"), [...minute(40), ...minute(20)]),
    ];
    expect(byLoss(all).map((p) => p.cell.id)).toEqual(["many", "few", "none"]);
    expect(all.map((p) => p.cell.id)).toEqual(["none", "few", "many"]);
  });
});
