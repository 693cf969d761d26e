// What was chosen to be looked at beyond the curves: two segments to compare and a range of time.
// Pure but for the signals; it must not know elements or the server.

import { type Signal, signal } from "@preact/signals";
import type { Difference, IntervalDifference } from "../../wire/cells.gen";
import type { PlanCell } from "../../wire/dashboard.gen";
import type { CurveColumns, IntervalMark } from "../series";
import { isFaint } from "../series";

export interface Choice {
  first: Signal<string>;
  second: Signal<string>;
  range: Signal<[fromMs: number, untilMs: number] | null>;
}

export function nothingChosen(): Choice {
  return { first: signal(""), second: signal(""), range: signal(null) };
}

/** Two different segments, or null as long as there aren't. */
export function pairOf(choice: Choice): [string, string] | null {
  const [first, second] = [choice.first.value, choice.second.value];
  return first && second && first !== second ? [first, second] : null;
}

/** Segments by attribute, in the order of the plan; withheld ones are left out. */
export function grouped(cells: readonly PlanCell[]): [label: string, cells: PlanCell[]][] {
  const groups = new Map<string, PlanCell[]>();
  for (const cell of cells) {
    if (cell.withheld) continue;
    const name = cell.id === "all" ? "" : cell.attribute_label || cell.attribute;
    groups.set(name, [...(groups.get(name) ?? []), cell]);
  }
  return [...groups];
}

export function labelOf(cells: readonly PlanCell[], id: string): string {
  return cells.find((cell) => cell.id === id)?.label ?? id;
}

/** "1:30", "90" or "1:02:03" as milliseconds, or null for what is no time. */
export function readTime(text: string): number | null {
  const parts = text.trim().split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return null;
  return parts.reduce((whole, part) => whole * 60 + Number(part), 0) * 1000;
}

/** A range moved outwards to whole intervals, within the stimulus; null where nothing is left. */
export function snap(
  fromMs: number,
  untilMs: number,
  cadenceMs: number,
  durationMs: number,
): [number, number] | null {
  const from = Math.max(0, Math.floor(fromMs / cadenceMs) * cadenceMs);
  const until = Math.min(durationMs, Math.ceil(untilMs / cadenceMs) * cadenceMs);
  return fromMs < untilMs && from < until ? [from, until] : null;
}

/** The difference of two segments as far as it is known. */
export interface Known {
  first: string;
  second: string;
  stimulus: number;
  number: number;
  shared: boolean;
  intervals: ReadonlyMap<number, IntervalDifference>;
}

/** What is known with an answer taken in; of other segments it begins anew. */
export function takeDifference(known: Known | null, answer: Difference): Known {
  const isSame =
    known?.first === answer.first &&
    known.second === answer.second &&
    known.stimulus === answer.stimulus;
  const intervals = new Map(isSame ? known.intervals : []);
  for (const interval of answer.intervals) intervals.set(interval.interval, interval);
  return { ...answer, intervals };
}

/** The columns of the difference's curve; pale where either segment is on few persons. */
export function differenceColumns(
  known: Known,
  marks: [(IntervalMark | null)[], (IntervalMark | null)[]],
): CurveColumns {
  const [first, second] = marks;
  const found = first.map((_, k) => known.intervals.get(k) ?? null);
  const faint = found.map(
    (_, k) => [first[k], second[k]].some((mark) => mark && isFaint(mark.figure.present)),
  );
  const net = found.map((d) => d?.net ?? null);
  return {
    cell: "difference",
    strong: net.map((v, k) => (faint[k] ? null : v)),
    faint: net.map((v, k) => (faint[k] || faint[k - 1] || faint[k + 1] ? v : null)),
    low: found.map((d) => d?.low ?? null),
    high: found.map((d) => d?.high ?? null),
    low50: found.map((d) => d?.low50 ?? null),
    high50: found.map((d) => d?.high50 ?? null),
  };
}
