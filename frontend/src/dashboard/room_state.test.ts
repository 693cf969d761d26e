import { describe, expect, it } from "vitest";
import type { PlanCell, Room, StimulusFacts } from "../wire/dashboard.gen";
import * as live from "./room_state";

function cell(id: string, attribute: string, withheld = ""): PlanCell {
  return { id, label: id, attribute, n: 40, parts: [], withheld, attribute_label: attribute };
}

const CELLS = [
  cell("all", "all"),
  cell("young", "age"),
  cell("middle", "age"),
  cell("old", "age"),
  cell("south", "region", "fewer than 10 on the roster"),
];

const STATUS = {
  type: "status" as const,
  state: "running" as const,
  session_ms: 50_000,
  active: 90,
  joined: 100,
  target: 120,
  answered_share: 60,
  data_lag_ms: 300,
  frozen_upto: 8,
  duration_ms: 0,
  quota_gaps: [],
  cue: null,
  calibration: null,
    trouble: "",
};

function room(more: Partial<Room> = {}): Room {
  return {
    type: "room",
    session: "abc",
    study: "moon",
    title: "Moon",
    kind: "live",
    simulated: true,
    profile: "standard",
    smallest_roster: 10,
    cadence_ms: 5000,
    lag_ms: 3000,
    like: "Like",
    dislike: "Dislike",
    verdict_rule: "",
    stimuli: [],
    statements: [],
    cells: CELLS,
    releases: [],
    status: STATUS,
    shown: "in_page",
    cues: [],
    language: "en",
    conducts: true,
    own_only: false,
    words_live: false,
    can_extend: false,
    imported: "",
    ...more,
  };
}

const release = (number: number) => ({
  type: "interval" as const,
  number,
  stimulus: 0,
  interval: number,
  standing: "frozen" as const,
  panel_share: 90,
  figures: [],
});

describe("which curves are drawn (M7)", () => {
  it("begins with everybody and two segments", () => {
    const state = live.emptyRoom();
    live.enter(state, room());
    expect(state.drawn.value).toEqual(["all", "young", "old"]);
  });

  it("begins with an editor's own audiences where everybody isn't among them", () => {
    const state = live.emptyRoom();
    live.enter(state, room({ cells: CELLS.slice(1, 3), own_only: true }));
    expect(state.drawn.value).toEqual(["young", "middle"]);
    expect(live.hasEverybody(state.cells.value)).toBe(false);
    expect(live.hasEverybody(CELLS)).toBe(true);
  });

  it("never draws more than three: a fourth takes the oldest segment's place", () => {
    const state = live.emptyRoom();
    live.enter(state, room());
    live.toggleDrawn(state, "middle");
    expect(state.drawn.value).toEqual(["all", "old", "middle"]);
    live.toggleDrawn(state, "old");
    expect(state.drawn.value).toEqual(["all", "middle"]);
  });

  it("keeps hue and dash of who stays drawn", () => {
    const state = live.emptyRoom();
    live.enter(state, room());
    const before = state.looks.value["old"];
    live.toggleDrawn(state, "young");
    live.toggleDrawn(state, "middle");
    expect(state.looks.value["old"]).toBe(before);
    expect(state.looks.value["all"]).toBe(0);
    expect(new Set(Object.values(state.looks.value)).size).toBe(3);
  });

  it("drops a segment that a new plan withholds and keeps the rest", () => {
    const state = live.emptyRoom();
    live.enter(state, room());
    const cells = CELLS.map((c) => (c.id === "old" ? { ...c, withheld: "too few" } : c));
    live.receive(state, { type: "plan", cells });
    expect(state.drawn.value).toEqual(["all", "young"]);
  });
});

describe("hold (M11)", () => {
  it("freezes figures and play head while releases go on, and says how many wait", () => {
    const state = live.emptyRoom();
    live.enter(state, room({ releases: [release(1)] }));
    state.nowMs.value = 50_000;
    live.hold(state);
    live.receive(state, release(2));
    live.receive(state, release(3));
    state.nowMs.value = 60_000;
    expect(state.figures.value.intervals.size).toBe(1);
    expect(state.playMs.value).toBe(50_000);
    expect(state.waiting.value).toBe(2);
    live.letGo(state);
    expect(state.figures.value.intervals.size).toBe(3);
    expect(state.playMs.value).toBe(60_000);
    expect(state.waiting.value).toBe(0);
  });

  it("follows the clock again on demand", () => {
    const state = live.emptyRoom();
    live.enter(state, room());
    live.lookAt(state, 10_000);
    expect(state.isFollowing.value).toBe(false);
    live.followClock(state);
    expect(state.isFollowing.value).toBe(true);
  });
});

describe("what left before its freeze (M10)", () => {
  const early = (interval: number) => ({
    ...release(interval),
    interval,
    standing: "provisional" as const,
  });

  it("passes over decisions, which are the desk's", () => {
    const state = live.emptyRoom();
    live.enter(state, room());
    const before = state.newest.value;
    live.receive(state, {
      type: "decision",
      id: "d1",
      session: "abc",
      statement: "s1",
      revision: 1,
      audience: "all",
      audience_label: "All",
      kind: "watch",
      state: "proposed",
      own: true,
      entries: [],
    });
    expect(state.newest.value).toBe(before);
  });

  it("is called frozen once the clock has passed it", () => {
    const state = live.emptyRoom();
    live.enter(state, room({ releases: [early(7), early(8)] }));
    const standing = (k: number) => state.figures.value.intervals.get(`0/${k}`)?.standing;
    expect([standing(7), standing(8)]).toEqual(["frozen", "provisional"]);
    live.receive(state, { ...STATUS, frozen_upto: 9 });
    expect(standing(8)).toBe("frozen");
  });

  it("holds for a statement when its lag-shifted end has frozen", () => {
    const words = { stimulus: 0, start_ms: 25_000, words: "", speaker: "", topic: "", note: "" };
    const statement = (id: string, end_ms: number) => ({ id, revision: 1, end_ms, ...words });
    const told = (number: number, id: string) => ({
      type: "statement" as const,
      number,
      statement: id,
      revision: 1,
      standing: "provisional" as const,
      panel_share: 90,
      figures: [],
    });
    const state = live.emptyRoom();
    const statements = [statement("a", 37_000), statement("b", 37_001)];
    live.enter(state, room({ statements, releases: [told(1, "a"), told(2, "b")] }));
    expect(state.figures.value.statements.get("a")?.standing).toBe("frozen");
    expect(state.figures.value.statements.get("b")?.standing).toBe("provisional");
  });
});

describe("the session's clock in a playlist", () => {
  const stimulus = (duration_ms: number): StimulusFacts => ({
    id: "x",
    title: "",
    duration_ms,
    media_url: "",
    captions_url: "", media_offset_ms: 0, media_rate: 1,
  });

  it("counts from the beginning of the stimulus that is on", () => {
    const list = [stimulus(60_000), stimulus(30_000)];
    expect(live.placeInPlaylist(list, 59_999)).toEqual({ stimulus: 0, ms: 59_999 });
    expect(live.placeInPlaylist(list, 61_000)).toEqual({ stimulus: 1, ms: 1000 });
    expect(live.placeInPlaylist(list, 500_000)).toEqual({ stimulus: 1, ms: 30_000 });
    expect(live.placeInPlaylist([stimulus(0)], 7000)).toEqual({ stimulus: 0, ms: 7000 });
  });

  it("stands at the beginning during a countdown, which goes on by itself", () => {
    const state = live.emptyRoom();
    const status = { ...STATUS, session_ms: -8000 };
    live.enter(state, room({ stimuli: [stimulus(60_000)], status }));
    live.readClock(state, 1000);
    live.turnClock(state, 3000);
    expect([state.sessionMs.value, state.nowMs.value, state.onStage.value]).toEqual([-6000, 0, 0]);
    live.turnClock(state, 9500);
    expect([state.sessionMs.value, state.nowMs.value]).toEqual([500, 500]);
  });

  it("takes the view along to the next stimulus only while it follows", () => {
    const state = live.emptyRoom();
    live.enter(state, room({ stimuli: [stimulus(60_000), stimulus(30_000)] }));
    live.readClock(state, 0);
    live.lookAt(state, 5000);
    live.turnClock(state, 20_000);
    expect([state.onStage.value, state.stimulus.value]).toEqual([1, 0]);
    live.followClock(state);
    live.turnClock(state, 20_000);
    expect([state.stimulus.value, state.nowMs.value]).toEqual([1, 10_000]);
  });
});

describe("words that come live", () => {
  const spoken = (id: string, words: string, revision = 1) => ({
    id,
    revision,
    stimulus: 0,
    start_ms: 0,
    end_ms: 10_000,
    words,
    speaker: "",
    topic: "",
    note: "",
  });
  const now = (closed: number, statements: ReturnType<typeof spoken>[]) => ({
    type: "words" as const,
    place: 0,
    said: [],
    skipped: [],
    open: null,
    closed,
    statements,
  });

  it("join the list, are revised in their places, and go when they are taken back", () => {
    const state = live.emptyRoom();
    live.enter(state, room({ words_live: true }));
    live.receive(state, now(2, [spoken("s1", ""), spoken("s2", "Two.")]));
    live.receive(state, now(2, [spoken("s1", "One.", 2)]));
    const words = () => state.room.value?.statements.map((s) => [s.words, s.revision]);
    expect(words()).toEqual([["One.", 2], ["Two.", 1]]);
    live.receive(state, now(1, []));
    expect(words()).toEqual([["One.", 2]]);
    expect(state.words.value?.closed).toBe(1);
  });

  it("leave statements alone whose times were set before", () => {
    const state = live.emptyRoom();
    live.enter(state, room({ statements: [spoken("s1", "Planned.")] }));
    live.receive(state, now(0, []));
    expect(state.room.value?.statements).toHaveLength(1);
  });
});

describe("a session that is extended", () => {
  it("has a later end from the next status on", () => {
    const state = live.emptyRoom();
    const stimulus = { title: "On air", duration_ms: 60_000 } as StimulusFacts;
    live.enter(state, room({ stimuli: [stimulus] }));
    live.receive(state, { ...STATUS, duration_ms: 0 });
    expect(state.room.value?.stimuli[0]?.duration_ms).toBe(60_000);
    live.receive(state, { ...STATUS, duration_ms: 360_000 });
    expect(state.room.value?.stimuli[0]).toEqual({ ...stimulus, duration_ms: 360_000 });
  });
});
