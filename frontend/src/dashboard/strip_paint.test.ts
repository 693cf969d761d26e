import { describe, expect, it } from "vitest";
import type { IntervalFigure } from "../wire/dashboard.gen";
import type { Palette } from "./palette";
import type { IntervalMark } from "./series";
import { paintStrip } from "./strip_paint";

const PALETTE: Palette = {
  ink: "ink",
  muted: "muted",
  line: "line",
  card: "card",
  track: "track",
  pale: "pale",
  hatch: "hatch",
  looks: [],
  likes: ["like1", "like2", "like3"],
  dislikes: ["dislike1", "dislike2", "dislike3"],
  onTint: ["on1", "on2", "on3"],
};

/** A canvas context that keeps what was asked of it. */
function recorder() {
  const rects: { fill: string; x: number; y: number; height: number }[] = [];
  const fills: { fill: string; points: number[][] }[] = [];
  const strokes: string[] = [];
  let points: number[][] = [];
  const context = {
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 1,
    clearRect: () => {},
    fillRect(x: number, y: number, _w: number, height: number) {
      rects.push({ fill: context.fillStyle, x, y, height });
    },
    beginPath: () => void (points = []),
    moveTo: (x: number, y: number) => void points.push([x, y]),
    lineTo: (x: number, y: number) => void points.push([x, y]),
    arc: (x: number, y: number) => void points.push([x, y]),
    closePath: () => {},
    fill: () => void fills.push({ fill: context.fillStyle, points }),
    stroke: () => void strokes.push(context.strokeStyle),
    save: () => {},
    restore: () => {},
    clip: () => {},
    rect: () => {},
  };
  return { context: context as unknown as CanvasRenderingContext2D, rects, fills, strokes };
}

function mark(
  majority: IntervalFigure["majority"],
  strength = 0,
  standing: IntervalMark["standing"] = "frozen",
): IntervalMark {
  return { figure: { majority, strength } as IntervalFigure, standing };
}

function paint(marks: (IntervalMark | null)[], width: number) {
  const seen = recorder();
  const frame = { left: 50, right: 0, width: width + 50, fromMs: 0, untilMs: marks.length * 5000 };
  paintStrip(seen.context, marks, frame, 5000, 20, PALETTE);
  return seen;
}

describe("the majority of an interval (M9)", () => {
  it("points up for liked and down for disliked, in three strengths of tint", () => {
    const seen = paint([mark("most_liked", 3), mark("most_disliked", 1)], 40);
    expect(seen.rects.map((r) => r.fill)).toEqual(["track", "like3", "dislike1"]);
    const [up, down] = seen.fills.map((f) => f.points);
    expect(up?.[0]?.[1]).toBeLessThan(up?.[1]?.[1] ?? 0);
    expect(down?.[0]?.[1]).toBeGreaterThan(down?.[1]?.[1] ?? 0);
  });

  it("tells the sides apart by place when there is no room for a triangle", () => {
    const seen = paint([mark("most_liked", 2), mark("most_disliked", 2)], 10);
    expect(seen.fills).toEqual([]);
    expect(seen.rects.slice(1).map((r) => r.y)).toEqual([0, 8]);
  });

  it("hatches no majority, dots too few white, and leaves what is missing empty", () => {
    const seen = paint([mark("no_majority"), mark("too_few"), null, mark("most_silent")], 80);
    expect(seen.strokes).toEqual(["hatch", "muted"]);
    expect(seen.fills.map((f) => f.fill)).toEqual(["#ffffff"]);
    expect(seen.rects.map((r) => r.fill)).toEqual(["track", "pale"]);
  });

  it("hatches the edge of a provisional interval (M10)", () => {
    const seen = paint([mark("most_liked", 1, "provisional")], 20);
    expect(seen.strokes).toEqual(["ink"]);
    expect(seen.rects.at(-1)).toMatchObject({ fill: "card", y: 16, height: 4 });
  });
});
