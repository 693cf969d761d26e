import { describe, expect, it } from "vitest";
import { PAGE_ROWS, placeAfter } from "./grid_keys";

const SIZE = { rows: 20, columns: 4 };
const AT = { row: 2, column: 1 };

describe("keys in a grid", () => {
  it.each([
    ["ArrowRight", false, { row: 2, column: 2 }],
    ["ArrowLeft", false, { row: 2, column: 0 }],
    ["ArrowDown", false, { row: 3, column: 1 }],
    ["ArrowUp", false, { row: 1, column: 1 }],
    ["PageDown", false, { row: 2 + PAGE_ROWS, column: 1 }],
    ["PageUp", false, { row: 0, column: 1 }],
    ["Home", false, { row: 2, column: 0 }],
    ["End", false, { row: 2, column: 3 }],
    ["Home", true, { row: 0, column: 0 }],
    ["End", true, { row: 19, column: 3 }],
  ])("%s (whole grid: %s) leads on", (key, isWhole, to) => {
    expect(placeAfter(key, isWhole, AT, SIZE)).toEqual(to);
  });

  it("ends at the edges", () => {
    const corner = { row: 19, column: 3 };
    expect(placeAfter("ArrowDown", false, corner, SIZE)).toEqual(corner);
    expect(placeAfter("ArrowRight", false, corner, SIZE)).toEqual(corner);
  });

  it.each(["Tab", "Enter", "a", "Escape"])("leaves %s to others", (key) => {
    expect(placeAfter(key, false, AT, SIZE)).toBeNull();
  });
});
