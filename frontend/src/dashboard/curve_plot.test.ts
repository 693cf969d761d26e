import { describe, expect, it } from "vitest";
import { type Drawing, dataOf, optionsOf, PAD_PX, rangeOf, yOf } from "./curve_plot";
import { type Palette } from "./palette";

const palette = {
  ink: "#000000",
  muted: "#555555",
  line: "#dddddd",
  looks: ["#000000", "#009e73", "#cc79a7", "#6a3d9a"],
} as Palette;

function columns(cell: string) {
  const one = [12, 14];
  return { cell, strong: one, faint: one, low: one, high: one, low50: one, high50: one };
}

const drawing: Drawing = {
  frame: { left: 100, right: 90, width: 800, fromMs: 0, untilMs: 10_000 },
  height: 224,
  measure: "net",
  mids: [2500, 7500],
  curves: [
    { columns: columns("all"), look: 0 },
    { columns: columns("young"), look: 1 },
    { columns: columns("old"), look: 2 },
  ],
  ends: ["all Like ", "even ", "all Dislike "],
  palette,
};

describe("the drawing of the curve", () => {
  it("has a fixed axis that small figures don't zoom (M6)", () => {
    const y = optionsOf(() => drawing).scales?.["y"];
    const range = y?.range as () => [number, number];
    expect(range()).toEqual([-100, 100]);
    expect(rangeOf("pressers")).toEqual([0, 100]);
    expect([yOf("net", 100, 224), yOf("net", 0, 224)]).toEqual([PAD_PX, 112]);
  });

  it("labels the zero line and both ends (M6)", () => {
    const axis = optionsOf(() => drawing).axes?.[1];
    const values = axis?.values as (plot: unknown, at: number[]) => string[];
    expect(values(null, [-100, -50, 0, 50, 100])).toEqual([
      "all Dislike −100",
      "−50",
      "even 0",
      "+50",
      "all Like +100",
    ]);
  });

  it("draws a 95 % band at 13 % and a 50 % band inside, per curve (M8)", () => {
    const bands = optionsOf(() => drawing).bands ?? [];
    expect(bands).toHaveLength(6);
    expect(bands[0]).toEqual({ series: [1, 2], fill: "rgba(0, 0, 0, 0.13)" });
    expect(dataOf(drawing)).toHaveLength(1 + 3 * 6);
  });

  it("gives each curve its own hue and dash and never spans a gap (M7, M8)", () => {
    const series = optionsOf(() => drawing).series.slice(1);
    const lines = series.filter((s) => s.stroke && !s.alpha);
    expect(lines.map((s) => s.stroke)).toEqual(["#000000", "#009e73", "#cc79a7"]);
    expect(new Set(lines.map((s) => String(s.dash))).size).toBe(3);
    expect(lines.every((s) => s.spanGaps === false)).toBe(true);
    expect(series.filter((s) => s.alpha !== undefined).map((s) => s.alpha)).toEqual([0.4, 0.4, 0.4]);
  });
});
