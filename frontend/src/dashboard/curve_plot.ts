// The curve as a uPlot drawing: fixed axis, a band of 95 % and an inner one of 50 %, gaps kept,
// stretches on few persons faded. It must not know releases or elements around the drawing.

import uPlot from "uplot";
import type { Frame } from "./axis";
import { DASHES, type Palette } from "./palette";
import { type CurveColumns, lonely, type Measure } from "./series";

export const PAD_PX = 12;
const BAND_ALPHA = 0.13;
const INNER_ALPHA = 0.2;
const FADED_ALPHA = 0.4;
const COLUMNS = 6;

export interface Drawing {
  frame: Frame;
  height: number;
  measure: Measure;
  mids: number[];
  curves: { columns: CurveColumns; look: number }[];
  ends: [top: string, middle: string, bottom: string];
  palette: Palette;
}

export function rangeOf(measure: Measure): [number, number] {
  return measure === "net" ? [-100, 100] : [0, 100];
}

/** Where a value lies, from the top of the drawing, in pixels. */
export function yOf(measure: Measure, value: number, height: number): number {
  const [low, high] = rangeOf(measure);
  return PAD_PX + ((high - value) / (high - low)) * (height - 2 * PAD_PX);
}

export function dataOf(drawing: Drawing): uPlot.AlignedData {
  const columns = drawing.curves.flatMap(({ columns: c }) => [
    c.high,
    c.low,
    c.high50,
    c.low50,
    c.faint,
    c.strong,
  ]);
  return [drawing.mids, ...columns];
}

function alpha(colour: string, share: number): string {
  const hex = colour.length === 4 ? colour.replace(/[^#]/g, "$&$&") : colour;
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return `rgba(${part(1)}, ${part(3)}, ${part(5)}, ${share})`;
}

function seriesOf(look: number, palette: Palette): uPlot.Series[] {
  const stroke = palette.looks[look] ?? palette.ink;
  const edge: uPlot.Series = { width: 0, points: { show: false } };
  const line: uPlot.Series = {
    stroke,
    width: look === 0 ? 2.5 : 2.25,
    dash: [...(DASHES[look] ?? [])],
    cap: "butt",
    spanGaps: false,
    points: { show: false },
  };
  return [edge, edge, edge, edge, { ...line, alpha: FADED_ALPHA }, line];
}

function bandsOf(drawing: Drawing): uPlot.Band[] {
  return drawing.curves.flatMap(({ look }, k) => {
    const first = 1 + k * COLUMNS;
    const stroke = drawing.palette.looks[look] ?? drawing.palette.ink;
    return [
      { series: [first, first + 1] as [number, number], fill: alpha(stroke, BAND_ALPHA) },
      { series: [first + 2, first + 3] as [number, number], fill: alpha(stroke, INNER_ALPHA) },
    ];
  });
}

function axesOf(drawing: Drawing): uPlot.Axis[] {
  const { palette, measure, ends } = drawing;
  const [low, high] = rangeOf(measure);
  const middle = (low + high) / 2;
  const splits = [low, (low + middle) / 2, middle, (middle + high) / 2, high];
  const say = (v: number): string => {
    const number = measure === "net" && v > 0 ? `+${v}` : `${v}`.replace("-", "−");
    if (v === high) return `${ends[0]}${number}`;
    if (v === middle) return `${ends[1]}${number}`;
    return v === low ? `${ends[2]}${number}` : number;
  };
  return [
    { show: false },
    {
      size: drawing.frame.left,
      gap: 8,
      font: "12px system-ui, sans-serif",
      stroke: palette.muted,
      splits: () => splits,
      values: (_, at) => at.map(say),
      grid: { stroke: palette.line, width: 1 },
      ticks: { show: false },
    },
  ];
}

/** The zero line, stronger than the grid, and single intervals that no line would show. */
function drawExtras(plot: uPlot, drawing: () => Drawing): void {
  const now = drawing();
  const { ctx: context } = plot;
  const ratio = devicePixelRatio;
  context.save();
  const middle = Math.round(plot.valToPos(now.measure === "net" ? 0 : 50, "y", true)) + 0.5;
  context.setLineDash([]);
  context.strokeStyle = now.palette.muted;
  context.lineWidth = 1.25 * ratio;
  context.beginPath();
  context.moveTo(plot.bbox.left, middle);
  context.lineTo(plot.bbox.left + plot.bbox.width, middle);
  context.stroke();
  for (const { columns, look } of now.curves) {
    const stroke = now.palette.looks[look] ?? now.palette.ink;
    const value = columns.strong.map((v, k) => v ?? columns.faint[k] ?? null);
    for (const k of lonely(value)) {
      const x = plot.valToPos(now.mids[k] ?? 0, "x", true);
      const low = columns.low[k] ?? value[k] ?? 0;
      const high = columns.high[k] ?? value[k] ?? 0;
      context.fillStyle = alpha(stroke, BAND_ALPHA * 2);
      const top = plot.valToPos(high, "y", true);
      context.fillRect(x - 3 * ratio, top, 6 * ratio, plot.valToPos(low, "y", true) - top);
      context.fillStyle = stroke;
      context.beginPath();
      context.arc(x, plot.valToPos(value[k] ?? 0, "y", true), 3 * ratio, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.restore();
}

/** Options of a drawing; what can change without new options is read through `drawing()`. */
export function optionsOf(drawing: () => Drawing): uPlot.Options {
  const first = drawing();
  return {
    width: first.frame.width,
    height: first.height,
    padding: [PAD_PX, first.frame.right, PAD_PX, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: false, range: () => [drawing().frame.fromMs, drawing().frame.untilMs] },
      // Never auto-zoomed: a small difference must look small.
      y: { auto: false, range: () => rangeOf(drawing().measure) },
    },
    axes: axesOf(first),
    series: [{}, ...first.curves.flatMap(({ look }) => seriesOf(look, first.palette))],
    bands: bandsOf(first),
    hooks: { draw: [(plot) => drawExtras(plot, drawing)] },
  };
}
