import { describe, expect, it } from "vitest";
import type { Decision, DecisionEntry } from "../wire/decisions.gen";
import type { Desk } from "../wire/desk.gen";
import { cellKey, close, emptyDesk, narrow, NO_FILTER, open, takeDecision, takeDecisions, takeDesk } from "./desk_state";

export function entry(state: DecisionEntry["state"]): DecisionEntry {
  return { state, author: "Mona", role: "moderator", wall_ms: 1, reason: "", ran_at: "", ran_ms: null };
}

function decision(...states: DecisionEntry["state"][]): Decision {
  return {
    id: "d1",
    session: "ABC",
    statement: "s1",
    revision: 1,
    audience: "region:north",
    audience_label: "North",
    kind: "feature",
    state: states.at(-1)!,
    own: true,
    entries: states.map(entry),
    type: "decision",
  };
}

const desk = (release: number): Desk => ({
  session: "ABC",
  release,
  member: "Mona",
  own_only: false,
  statements: { rows: [], comparisons: { tested: 0, by_chance: 0, differing: 0, corrected: 0 } },
  passages: { rows: [], comparisons: { tested: 0, by_chance: 0, differing: 0, corrected: 0 } },
  passage_facts: [],
  maps: [],
  clashes: [],
  type: "desk",
});

describe("what the desk depends on", () => {
  it("keeps the longer history of a decision, whichever came first", () => {
    const state = emptyDesk();
    takeDecision(state, decision("proposed", "taken"));
    takeDecision(state, decision("proposed"));
    expect(state.decisions.value.get("d1")?.state).toBe("taken");
    takeDecision(state, decision("proposed", "taken", "done"));
    expect(state.decisions.value.get("d1")?.state).toBe("done");
  });

  it("counts what stands about a cell, without what was dropped", () => {
    const state = emptyDesk();
    takeDecision(state, decision("proposed"));
    takeDecision(state, { ...decision("proposed"), id: "d2" });
    expect(state.decided.value.get(cellKey("s1", "region:north"))).toBe(2);
    takeDecision(state, { ...decision("proposed", "dropped"), id: "d2" });
    expect(state.decided.value.get(cellKey("s1", "region:north"))).toBe(1);
  });

  it("takes all decisions and the rights together", () => {
    const state = emptyDesk();
    takeDecisions(state, { decisions: [decision("proposed")], propose_for: ["all"], decide_for: ["region:north"] });
    expect(state.decisions.value.size).toBe(1);
    expect([...state.rights.value.propose]).toEqual(["all"]);
    expect(state.rights.value.decide.has("region:north")).toBe(true);
  });

  it("passes over estimates of an earlier release and forgets the trouble with newer ones", () => {
    const state = emptyDesk();
    state.trouble.value = "the server answered 503";
    takeDesk(state, desk(7));
    expect(state.trouble.value).toBe("");
    takeDesk(state, desk(5));
    expect(state.desk.value?.release).toBe(7);
  });

  it("opens and closes a cell, and narrows by one thing after the other", () => {
    const state = emptyDesk();
    open(state, "s1", "all");
    expect(state.opened.value).toEqual({ id: "s1", cell: "all" });
    close(state);
    expect(state.opened.value).toBeNull();
    narrow(state, { topic: "Moon" });
    narrow(state, { verdict: "divides" });
    expect(state.filter.value).toEqual({ ...NO_FILTER, topic: "Moon", verdict: "divides" });
  });
});
