import { expect, test } from "vitest";
import { leftWords } from "./left";

test("the planned end is told, and whether it is near or past", () => {
  expect(leftWords(3_600_000, 60_000)).toBe("Planned end at 1:00:00.");
  expect(leftWords(3_600_000, 3_500_000)).toContain("soon");
  expect(leftWords(3_600_000, 3_600_000)).toContain("past");
});
