// Turns released figures into the columns of the curve and the strips. A missing or too small
// interval stays a gap; nothing is estimated here, approval among pressers is the plain ratio of
// two released counts and therefore carries no band.

import type { Count, IntervalFigure, IntervalRelease } from "../wire/dashboard.gen";
import { type Figures, intervalKey } from "./figures";

export type Measure = "net" | "pressers";

/** Below this many present, a stretch of curve is drawn faded (M8). */
export const FADED_BELOW = 30;
/** Fewer pressers than this give no approval among pressers. */
export const PRESSERS_MIN = 5;

type Column = (number | null)[];

export interface CurveColumns {
  cell: string;
  strong: Column;
  faint: Column;
  low: Column;
  high: Column;
  low50: Column;
  high50: Column;
}

export interface IntervalMark {
  figure: IntervalFigure;
  standing: IntervalRelease["standing"];
}

/** How many intervals the axis holds: the stimulus's own, or what was released so far. */
export function intervalCount(durationMs: number, cadenceMs: number, figures: Figures): number {
  if (durationMs > 0) return Math.ceil(durationMs / cadenceMs);
  let most = 0;
  for (const release of figures.intervals.values()) most = Math.max(most, release.interval + 1);
  return most;
}

/** The released figure of one segment in each interval, null where nothing was released. */
export function marksOf(
  figures: Figures,
  stimulus: number,
  cell: string,
  count: number,
): (IntervalMark | null)[] {
  return Array.from({ length: count }, (_, k) => {
    const release = figures.intervals.get(intervalKey(stimulus, k));
    const figure = release?.figures.find((f) => f.cell === cell);
    return release && figure ? { figure, standing: release.standing } : null;
  });
}

/** Likes among pressers in percent, or null when the counts don't tell it. */
export function pressersShare(figure: IntervalFigure): number | null {
  if (figure.likes.coding !== "near" || figure.dislikes.coding !== "near") return null;
  const pressers = figure.likes.value + figure.dislikes.value;
  if (pressers < PRESSERS_MIN || figure.net === null) return null;
  return (100 * figure.likes.value) / pressers;
}

/** Pressers among those present in percent; a coded part counts as its bound, hence "about". */
export function participation(figure: IntervalFigure): number | null {
  if (figure.present.coding === "under" || figure.present.value <= 0) return null;
  const share = (100 * (figure.likes.value + figure.dislikes.value)) / figure.present.value;
  return Math.min(100, share);
}

export function isFaint(present: Count): boolean {
  return present.coding === "under" || present.value < FADED_BELOW;
}

export function valueOf(figure: IntervalFigure, measure: Measure): number | null {
  return measure === "net" ? figure.net : pressersShare(figure);
}

/** The columns that one segment's curve is drawn from. */
export function curveColumns(
  cell: string,
  marks: (IntervalMark | null)[],
  measure: Measure,
): CurveColumns {
  const value = marks.map((m) => (m ? valueOf(m.figure, measure) : null));
  const faint = marks.map((m) => m !== null && isFaint(m.figure.present));
  const end = (of: (f: IntervalFigure) => number | null): Column =>
    marks.map((m, k) => (m && measure === "net" && value[k] !== null ? of(m.figure) : null));
  return {
    cell,
    strong: value.map((v, k) => (faint[k] ? null : v)),
    // The line from a strong to a faint interval belongs to the faint half: it is drawn twice
    // where two strong ones stand between faint ones, never missing.
    faint: value.map((v, k) => (faint[k] || faint[k - 1] || faint[k + 1] ? v : null)),
    low: end((f) => f.low),
    high: end((f) => f.high),
    low50: end((f) => f.low50),
    high50: end((f) => f.high50),
  };
}

/** Indices that have a value but no neighbour: a line would not show them. */
export function lonely(column: Column): number[] {
  return column.flatMap((v, k) => {
    const before = column[k - 1] ?? null;
    const after = column[k + 1] ?? null;
    return v !== null && before === null && after === null ? [k] : [];
  });
}

/** The newest released interval at or before a moment, or -1. */
export function newestAt(figures: Figures, stimulus: number, interval: number): number {
  let found = -1;
  for (const release of figures.intervals.values()) {
    if (release.stimulus !== stimulus || release.interval > interval) continue;
    found = Math.max(found, release.interval);
  }
  return found;
}

/** The last interval with a value, or -1. */
export function lastWithValue(marks: (IntervalMark | null)[], measure: Measure): number {
  for (let k = marks.length - 1; k >= 0; k -= 1) {
    const mark = marks[k];
    if (mark && valueOf(mark.figure, measure) !== null) return k;
  }
  return -1;
}
