// Which rows and columns the matrix has: statements and passages in their order, as far as the
// filter lets them through. Pure; nothing is estimated here, it only picks and sorts.

import type { PlanCell, StatementFacts } from "../wire/dashboard.gen";
import type { Desk, DeskCell, DeskRow, PassageFacts, Split } from "../wire/desk.gen";
import type { Filter, Order } from "./desk_state";

/** A row of the matrix: a statement or a passage with what was released of it so far. */
export interface Row {
  id: string;
  kind: "statement" | "passage";
  stimulus: number;
  startMs: number;
  endMs: number;
  title: string;
  speaker: string;
  topic: string;
  note: string;
  revision: number;
  told: DeskRow | undefined;
}

export function cellOf(row: Row, cell: string): DeskCell | undefined {
  return row.told?.cells.find((each) => each.cell === cell);
}

/** The audiences that are columns: the whole panel and those of the attribute, or of all. */
export function columnsOf(cells: readonly PlanCell[], attribute: string): PlanCell[] {
  return cells.filter(
    (cell) =>
      !cell.withheld && (attribute === "" || cell.attribute === attribute || cell.id === "all"),
  );
}

export interface Named {
  id: string;
  label: string;
}

/** The attributes that have a released audience, in the plan's order. */
export function attributesOf(cells: readonly PlanCell[]): Named[] {
  const found = new Map<string, string>();
  for (const cell of cells) {
    if (!cell.withheld && cell.attribute !== "all") {
      found.set(cell.attribute, cell.attribute_label || cell.attribute);
    }
  }
  return [...found].map(([id, label]) => ({ id, label }));
}

/** Which audiences are never shown, and why, those of one reason together. */
export function withheldOf(cells: readonly PlanCell[]): { reason: string; labels: string[] }[] {
  const found = new Map<string, string[]>();
  for (const cell of cells) {
    if (cell.withheld) found.set(cell.withheld, [...(found.get(cell.withheld) ?? []), cell.label]);
  }
  return [...found].map(([reason, labels]) => ({ reason, labels }));
}

function ofStatement(facts: StatementFacts, desk: Desk | null): Row {
  return {
    id: facts.id,
    kind: "statement",
    stimulus: facts.stimulus,
    startMs: facts.start_ms,
    endMs: facts.end_ms,
    title: facts.words,
    speaker: facts.speaker,
    topic: facts.topic,
    note: facts.note,
    revision: facts.revision,
    told: desk?.statements.rows.find((row) => row.id === facts.id),
  };
}

function ofPassage(facts: PassageFacts, desk: Desk | null): Row {
  return {
    id: facts.id,
    kind: "passage",
    stimulus: facts.stimulus,
    startMs: facts.start_ms,
    endMs: facts.end_ms,
    title: facts.title,
    speaker: "",
    topic: "",
    note: "",
    revision: facts.revision,
    told: desk?.passages.rows.find((row) => row.id === facts.id),
  };
}

/** Everything in order of time; a passage stands before its statements. */
export function allRows(statements: readonly StatementFacts[], desk: Desk | null): Row[] {
  const rows = [
    ...(desk?.passage_facts ?? []).map((facts) => ofPassage(facts, desk)),
    ...statements.map((facts) => ofStatement(facts, desk)),
  ];
  // A stable sort: of a passage and its first statement, which begin together, the passage leads.
  return rows.sort((a, b) => a.stimulus - b.stimulus || a.startMs - b.startMs);
}

/** The split that counts for a row: the surest of the attribute, or of all attributes. */
export function splitOf(row: Row, attribute: string): Split | null {
  const splits = row.told?.splits.filter((s) => attribute === "" || s.attribute === attribute) ?? [];
  return splits.reduce<Split | null>((best, s) => (best && best.low >= s.low ? best : s), null);
}

/** By how far apart the audiences surely stand; rows of which that isn't known come last. */
export function inOrder(rows: readonly Row[], order: Order, attribute: string): Row[] {
  if (order === "time") return [...rows];
  const sure = (row: Row): number => splitOf(row, attribute)?.low ?? Number.NEGATIVE_INFINITY;
  return [...rows].sort((a, b) => sure(b) - sure(a));
}

function holds(text: string, words: string): boolean {
  return text.toLocaleLowerCase().includes(words.trim().toLocaleLowerCase());
}

/** The rows that the filter lets through; a passage stays where one of its statements does. */
export function filtered(
  rows: readonly Row[],
  filter: Filter,
  columns: readonly PlanCell[],
  passages: readonly PassageFacts[],
): Row[] {
  const fits = (row: Row): boolean =>
    (filter.words.trim() === "" ||
      [row.title, row.speaker, row.topic, row.note, row.id].some((t) => holds(t, filter.words))) &&
    (filter.topic === "" || row.topic === filter.topic) &&
    (filter.speaker === "" || row.speaker === filter.speaker) &&
    (filter.verdict === "" ||
      columns.some((column) => cellOf(row, column.id)?.verdict === filter.verdict));
  const kept = new Set(rows.filter(fits).map((row) => row.id));
  const held = (row: Row): boolean =>
    row.kind === "passage" &&
    (passages.find((p) => p.id === row.id)?.statements.some((id) => kept.has(id)) ?? false);
  return rows.filter((row) => kept.has(row.id) || held(row));
}

/** What can be chosen among: each once, in order of first use. */
export function choicesOf(rows: readonly Row[], of: (row: Row) => string): string[] {
  return [...new Set(rows.map(of).filter((text) => text !== ""))];
}
