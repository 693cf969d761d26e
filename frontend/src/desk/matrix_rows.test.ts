import { describe, expect, it } from "vitest";
import type { PlanCell, StatementFacts, VerdictName } from "../wire/dashboard.gen";
import type { Desk, DeskRow, Split } from "../wire/desk.gen";
import { NO_FILTER } from "./desk_state";
import { allRows, attributesOf, cellOf, choicesOf, columnsOf, filtered, inOrder, splitOf, withheldOf } from "./matrix_rows";

const cell = (id: string, attribute: string, withheld = ""): PlanCell => ({
  id,
  label: id,
  attribute,
  n: 20,
  parts: [],
  withheld,
  attribute_label: attribute.toUpperCase(),
});

const CELLS = [cell("all", "all"), cell("r:n", "region"), cell("r:s", "region"), cell("a:y", "age", "too small")];

const statement = (id: string, start: number, more: Partial<StatementFacts> = {}): StatementFacts => ({
  id,
  revision: 1,
  stimulus: 0,
  start_ms: start,
  end_ms: start + 5_000,
  words: `words of ${id}`,
  speaker: "Ada",
  topic: "Roads",
  note: "",
  ...more,
});

const split = (attribute: string, low: number): Split => ({
  attribute,
  highest: "r:n",
  lowest: "r:s",
  gap: low + 10,
  low,
  high: low + 20,
});

const row = (id: string, verdict: VerdictName, splits: Split[] = []): DeskRow => ({
  id,
  revision: 1,
  release: 1,
  standing: "frozen",
  panel_share: 100,
  cells: [
    {
      cell: "r:n",
      verdict,
      tint: 0,
      present: { value: 20, coding: "near" },
      net: 0,
      like_share: 1,
      dislike_share: 1,
      modelled: null,
      contrast: null,
    },
  ],
  splits,
});

const NONE = { tested: 0, by_chance: 0, differing: 0, corrected: 0 };
const SAID = [
  statement("s3", 10_000, { topic: "Moon" }),
  statement("s1", 0),
  statement("s2", 5_000, { speaker: "Ben", words: "A Bridge too far" }),
];
const DESK: Desk = {
  session: "ABC",
  release: 4,
  member: "Mona",
  own_only: false,
  statements: {
    rows: [
      row("s1", "resonates", [split("region", 5), split("age", 40)]),
      row("s2", "divides", [split("region", 30)]),
    ],
    comparisons: NONE,
  },
  passages: { rows: [], comparisons: NONE },
  passage_facts: [
    { id: "p1", revision: 1, stimulus: 0, title: "Opening", start_ms: 0, end_ms: 10_000, statements: ["s1", "s2"] },
  ],
  maps: [],
  clashes: [],
  type: "desk",
};

const ids = (rows: { id: string }[]): string[] => rows.map((r) => r.id);

describe("the rows of the matrix", () => {
  it("stand in order of time, a passage before its statements", () => {
    expect(ids(allRows(SAID, DESK))).toEqual(["p1", "s1", "s2", "s3"]);
    expect(ids(allRows(SAID, null))).toEqual(["s1", "s2", "s3"]);
  });

  it("know what was released of them", () => {
    const rows = allRows(SAID, DESK);
    expect(cellOf(rows[1]!, "r:n")?.verdict).toBe("resonates");
    expect(cellOf(rows[1]!, "all")).toBeUndefined();
    expect(cellOf(rows[3]!, "r:n")).toBeUndefined();
  });

  it("stand by how surely audiences are split, those not known last", () => {
    const rows = allRows(SAID, DESK);
    expect(ids(inOrder(rows, "split", "region"))).toEqual(["s2", "s1", "p1", "s3"]);
    expect(ids(inOrder(rows, "split", ""))).toEqual(["s1", "s2", "p1", "s3"]);
    expect(splitOf(rows[1]!, "")?.attribute).toBe("age");
    expect(ids(inOrder(rows, "time", ""))).toEqual(ids(rows));
  });

  it.each([
    [{ words: "bridge" }, ["p1", "s2"]],
    [{ words: "  ADA " }, ["p1", "s1", "s3"]],
    [{ topic: "Moon" }, ["s3"]],
    [{ speaker: "Ben" }, ["p1", "s2"]],
    [{ verdict: "divides" as const }, ["p1", "s2"]],
    [{ verdict: "resonates" as const, topic: "Moon" }, []],
    [{ words: "opening" }, ["p1"]],
  ])("are narrowed by %o; a passage stays with its statements", (asked, kept) => {
    const rows = allRows(SAID, DESK);
    const found = filtered(rows, { ...NO_FILTER, ...asked }, CELLS, DESK.passage_facts);
    expect(ids(found)).toEqual(kept);
  });

  it("offer each topic once", () => {
    expect(choicesOf(allRows(SAID, DESK), (r) => r.topic)).toEqual(["Roads", "Moon"]);
  });
});

describe("the columns", () => {
  it("are the audiences that can be shown, of one attribute or of all", () => {
    expect(ids(columnsOf(CELLS, ""))).toEqual(["all", "r:n", "r:s"]);
    expect(ids(columnsOf(CELLS, "region"))).toEqual(["all", "r:n", "r:s"]);
    expect(ids(columnsOf(CELLS, "age"))).toEqual(["all"]);
    expect(attributesOf(CELLS)).toEqual([{ id: "region", label: "REGION" }]);
  });

  it("say which audiences are left out, and why", () => {
    const cells = [...CELLS, cell("a:o", "age", "too small"), cell("x", "x", "one cell too small")];
    expect(withheldOf(cells)).toEqual([
      { reason: "too small", labels: ["a:y", "a:o"] },
      { reason: "one cell too small", labels: ["x"] },
    ]);
  });
});
