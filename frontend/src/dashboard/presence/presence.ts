// How many of each segment are still there, from released counts of those present. A person may
// come back, so this is presence over time, not survival. It must not know elements.

import type { PlanCell } from "../../wire/dashboard.gen";
import type { IntervalMark } from "../series";

/** So many intervals at either end are read together: one minute of 5 s. */
export const END_INTERVALS = 12;

export interface Presence {
  cell: PlanCell;
  /** Of the roster, in percent, per interval; null where too few are there or nothing was told. */
  shares: (number | null)[];
  first: number | null;
  last: number | null;
}

/** Who is present of a segment's rounded roster; both counts are rounded, hence 100 at most. */
export function presenceOf(cell: PlanCell, marks: readonly (IntervalMark | null)[]): Presence {
  const shares = marks.map((mark) => {
    if (!mark || mark.figure.present.coding === "under" || cell.n <= 0) return null;
    return Math.min(100, (100 * mark.figure.present.value) / cell.n);
  });
  const told = shares.filter((share) => share !== null);
  return {
    cell,
    shares,
    first: mean(told.slice(0, END_INTERVALS)),
    last: mean(told.slice(-END_INTERVALS)),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** Those that lost most stand first, in points; those of whom nothing is told last. */
export function byLoss(all: readonly Presence[]): Presence[] {
  return [...all].sort((a, b) => lossOf(b) - lossOf(a));
}

/** Points of the roster lost between the first and the last minute told. */
export function lossOf({ first, last }: Presence): number {
  return first === null || last === null ? Number.NEGATIVE_INFINITY : first - last;
}

/** "97 % at first, 81 % now", or why there is nothing to say. */
export function sayPresence({ first, last, shares }: Presence): string {
  if (first === null || last === null) return "too few present, or nothing released";
  if (shares.filter((share) => share !== null).length <= END_INTERVALS) {
    return `${Math.round(last)} % so far`;
  }
  return `${Math.round(first)} % at first, ${Math.round(last)} % now`;
}
