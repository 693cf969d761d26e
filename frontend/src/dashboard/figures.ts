// What was released so far, folded by what it is about: the later release of the same interval
// or statement replaces the earlier one, and what changed after freezing is kept as a list.
// Pure; it must not know the screen.

import type { IntervalRelease, Release, StatementRelease } from "../wire/dashboard.gen";
import { MAJORITIES, sayNet, VERDICTS } from "./words";

/** A released figure that a later release corrected after it had been frozen (M10). */
export interface Change {
  number: number;
  stimulus: number;
  interval: number;
  statement: string;
  cell: string;
  before: string;
  after: string;
}

export interface Figures {
  intervals: ReadonlyMap<string, IntervalRelease>;
  statements: ReadonlyMap<string, StatementRelease>;
  changes: readonly Change[];
  last: number;
}

export const NOTHING_YET: Figures = {
  intervals: new Map(),
  statements: new Map(),
  changes: [],
  last: 0,
};

export function intervalKey(stimulus: number, interval: number): string {
  return `${stimulus}/${interval}`;
}

/** The figures with further releases taken in; the given value stays as it was. */
export function takeIn(figures: Figures, releases: readonly Release[]): Figures {
  const intervals = new Map(figures.intervals);
  const statements = new Map(figures.statements);
  const changes = [...figures.changes];
  let last = figures.last;
  for (const release of releases) {
    last = Math.max(last, release.number);
    if (release.type === "interval") {
      const key = intervalKey(release.stimulus, release.interval);
      const before = intervals.get(key);
      if (before && before.number >= release.number) continue;
      if (before) changes.push(...intervalChanges(before, release));
      intervals.set(key, release);
    } else {
      const before = statements.get(release.statement);
      if (before && before.number >= release.number) continue;
      if (before) changes.push(...statementChanges(before, release));
      statements.set(release.statement, release);
    }
  }
  return { intervals, statements, changes, last };
}

/** Whether the earlier figures could still change: whatever the last release replaces was frozen
 * by then, even where it left before its freeze. */
function wasOpen(before: Release, after: Release): boolean {
  return before.standing === "provisional" && after.standing !== "final";
}

/** The figures with those called frozen that left early and have frozen since. */
export function withFrozen(
  figures: Figures,
  isIntervalFrozen: (release: IntervalRelease) => boolean,
  isStatementFrozen: (release: StatementRelease) => boolean,
): Figures {
  return {
    ...figures,
    intervals: refreeze(figures.intervals, isIntervalFrozen),
    statements: refreeze(figures.statements, isStatementFrozen),
  };
}

function refreeze<R extends Release>(
  releases: ReadonlyMap<string, R>,
  isFrozen: (release: R) => boolean,
): ReadonlyMap<string, R> {
  return new Map(
    [...releases].map(([key, release]) => [
      key,
      release.standing === "provisional" && isFrozen(release)
        ? { ...release, standing: "frozen" as const }
        : release,
    ]),
  );
}

function intervalChanges(before: IntervalRelease, after: IntervalRelease): Change[] {
  if (wasOpen(before, after)) return [];
  const earlier = new Map(before.figures.map((f) => [f.cell, f]));
  return after.figures.flatMap((now) => {
    const was = earlier.get(now.cell);
    if (!was || (was.net === now.net && was.majority === now.majority)) return [];
    return [
      {
        number: after.number,
        stimulus: after.stimulus,
        interval: after.interval,
        statement: "",
        cell: now.cell,
        before: `${sayNetOrNone(was.net)}, ${MAJORITIES[was.majority]}`,
        after: `${sayNetOrNone(now.net)}, ${MAJORITIES[now.majority]}`,
      },
    ];
  });
}

function statementChanges(before: StatementRelease, after: StatementRelease): Change[] {
  if (wasOpen(before, after) || before.revision !== after.revision) return [];
  const earlier = new Map(before.figures.map((f) => [f.cell, f]));
  return after.figures.flatMap((now) => {
    const was = earlier.get(now.cell);
    if (!was || was.verdict === now.verdict) return [];
    return [
      {
        number: after.number,
        stimulus: -1,
        interval: -1,
        statement: after.statement,
        cell: now.cell,
        before: VERDICTS[was.verdict],
        after: VERDICTS[now.verdict],
      },
    ];
  });
}

function sayNetOrNone(net: number | null): string {
  return net === null ? "too few" : sayNet(net);
}
