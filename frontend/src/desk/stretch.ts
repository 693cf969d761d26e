// A stretch of the curve as something to draw: where points and bands lie on a small picture. Pure;
// a gap stays a gap, and nothing is estimated here.

import type { IntervalMark } from "../dashboard/series";

export interface Frame {
  startMs: number;
  endMs: number;
  width: number;
  height: number;
}

export function xOf(ms: number, frame: Frame): number {
  const share = (ms - frame.startMs) / Math.max(1, frame.endMs - frame.startMs);
  return Math.round(Math.min(1, Math.max(0, share)) * frame.width * 10) / 10;
}

/** The axis is fixed from −100 to 100 (M6). */
export function yOf(net: number, frame: Frame): number {
  return Math.round(((100 - net) / 200) * frame.height * 10) / 10;
}

interface Point {
  x: number;
  net: number;
  low: number;
  high: number;
}

/** Runs of neighbouring intervals that have a value, each at the middle of its interval. */
export function runsOf(marks: readonly (IntervalMark | null)[], cadenceMs: number, frame: Frame): Point[][] {
  const runs: Point[][] = [];
  let open: Point[] | null = null;
  for (const [k, mark] of marks.entries()) {
    const middleMs = (k + 0.5) * cadenceMs;
    const net = mark?.figure.net ?? null;
    if (mark === null || net === null || middleMs < frame.startMs || middleMs > frame.endMs) {
      open = null;
      continue;
    }
    if (open === null) runs.push((open = []));
    const { low, high } = mark.figure;
    open.push({ x: xOf(middleMs, frame), net, low: low ?? net, high: high ?? net });
  }
  return runs;
}

export function linePath(run: readonly Point[], frame: Frame): string {
  return run.map((p, k) => `${k === 0 ? "M" : "L"}${p.x} ${yOf(p.net, frame)}`).join("");
}

export function bandPath(run: readonly Point[], frame: Frame): string {
  const over = run.map((p, k) => `${k === 0 ? "M" : "L"}${p.x} ${yOf(p.high, frame)}`);
  const under = [...run].reverse().map((p) => `L${p.x} ${yOf(p.low, frame)}`);
  return `${over.join("")}${under.join("")}Z`;
}

/** The clip around words: so much before and after, within the stimulus. */
export function clipAround(startMs: number, endMs: number, durationMs: number, marginMs = 5_000) {
  const last = durationMs > 0 ? durationMs : endMs + marginMs;
  return { startMs: Math.max(0, startMs - marginMs), endMs: Math.min(last, endMs + marginMs) };
}
