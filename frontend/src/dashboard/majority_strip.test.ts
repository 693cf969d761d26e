import { expect, it } from "vitest";
import type { PlanCell } from "../wire/dashboard.gen";
import { firstPart, ownPart } from "./majority_strip";

function cell(id: string, label: string, attribute: string, parts: string[]): PlanCell {
  return { id, label, attribute, attribute_label: attribute, n: 40, parts, withheld: "" };
}

const CELLS = [
  cell("age:young", "Under 35", "age", ["young"]),
  cell("region:north", "North", "region", ["north"]),
  cell("both", "Under 35, North", "age×region", ["age:young", "region:north"]),
];

it("says the shared part of two-way segments once, above, and the rest on the strip", () => {
  const [age, , both] = CELLS;
  expect(firstPart(CELLS, both)).toBe("Under 35");
  expect(both && ownPart(CELLS, both)).toBe("North");
  expect(firstPart(CELLS, age)).toBe("");
  expect(age && ownPart(CELLS, age)).toBe("Under 35");
});
