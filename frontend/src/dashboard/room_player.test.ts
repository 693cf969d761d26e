import { describe, expect, it } from "vitest";
import type { Room, StimulusFacts } from "../wire/dashboard.gen";
import * as player from "./room_player";

const NOW = 100_000;
const OPEN = { state: "open" as const, ms: 0 };
const running = (ms: number) => ({ state: "running" as const, ms });
const paused = (ms: number) => ({ state: "paused" as const, ms });
const going = (ms: number) => ({ ms, isMoving: true });
const standing = (ms: number) => ({ ms, isMoving: false });

/** This page brought the session to a state some time ago. */
function lead(told: player.Lead["told"], more: Partial<player.Lead> = {}): player.Lead {
  return { ...player.beginLead("open", 0), told, answeredMs: NOW - 60_000, ...more };
}

const ask = (step: player.LeadStep, atMs: number, isSetting = false) => ({
  kind: "ask",
  step,
  atMs,
  isSetting,
});

describe("the player leads", () => {
  it("starts the session once the picture moves, not before", () => {
    const before = player.beginLead("open", NOW);
    expect(player.decide(before, standing(0), OPEN, NOW)).toEqual({ kind: "wait" });
    expect(player.decide(before, going(40), OPEN, NOW)).toEqual(ask("start", 40));
  });

  it("lets the session wait where the picture stands, and go on with it", () => {
    const turn = player.decide(lead("running"), standing(9_000), running(9_350), NOW);
    expect(turn).toEqual(ask("pause", 9_000));
    expect(player.decide(lead("paused"), going(9_040), paused(9_000), NOW)).toEqual(
      ask("resume", 9_040),
    );
  });

  it("allows for the way that a request takes only where the picture goes on meanwhile", () => {
    const far = { halfTripMs: 150 };
    expect(player.decide(lead("paused", far), going(9_000), paused(9_000), NOW)).toEqual(
      ask("resume", 9_150),
    );
    expect(player.decide(lead("running", far), standing(9_000), running(9_000), NOW)).toEqual(
      ask("pause", 9_000),
    );
  });

  it("has one request on the way at a time, and is patient after a failure", () => {
    const turn = (more: Partial<player.Lead>) =>
      player.decide(lead("running", more), standing(0), running(0), NOW);
    expect(turn({ isAsking: true })).toEqual({ kind: "wait" });
    expect(turn({ patientFromMs: NOW - 999 })).toEqual({ kind: "wait" });
    expect(turn({ patientFromMs: NOW - 1_000 })).toEqual(ask("pause", 0));
  });
});

describe("a running clock that leaves the picture", () => {
  const turn = (pictureMs: number, sessionMs: number, more: Partial<player.Lead> = {}) =>
    player.decide(lead("running", more), going(pictureMs), running(sessionMs), NOW);

  it("is set beyond 400 ms in either direction", () => {
    expect(turn(20_400, 20_000)).toEqual({ kind: "agree" });
    expect(turn(20_401, 20_000)).toEqual(ask("resume", 20_401, true));
    expect(turn(19_599, 20_000)).toEqual(ask("resume", 19_599, true));
  });

  it("is old by half a trip when it is read", () => {
    expect(turn(20_500, 20_000, { halfTripMs: 100 })).toEqual({ kind: "agree" });
  });

  it("is set at most every 2 s, whether the setting worked or failed", () => {
    expect(turn(30_000, 20_000, { answeredMs: NOW - 1_999 })).toEqual({ kind: "wait" });
    expect(turn(30_000, 20_000, { patientFromMs: NOW - 1_999 })).toEqual({ kind: "wait" });
    expect(turn(30_000, 20_000, { answeredMs: NOW - 2_000 })).toMatchObject({ kind: "ask" });
  });

  it("is counted, until it agrees once", () => {
    const setting = turn(30_000, 20_000) as player.Asked;
    const once = player.answered(lead("running"), setting, 80, NOW);
    const twice = player.answered(once, setting, 40, NOW);
    expect(twice).toMatchObject({ settings: 2, halfTripMs: 20, told: "running", isAsking: false });
    expect(player.agreed(twice).settings).toBe(0);
  });
});

describe("steps that others take", () => {
  it("are obeyed: the picture stops and goes on with the session", () => {
    expect(player.decide(lead("running"), going(9_000), paused(9_000), NOW)).toEqual({
      kind: "obey",
      shouldPlay: false,
    });
    expect(player.decide(lead("paused"), standing(9_000), running(9_000), NOW)).toEqual({
      kind: "obey",
      shouldPlay: true,
    });
  });

  it("are told from an old status that arrives after an answer", () => {
    const fresh = { answeredMs: NOW - 1_999 };
    expect(player.decide(lead("running", fresh), going(9_000), paused(9_000), NOW)).toEqual({
      kind: "wait",
    });
    expect(player.decide(lead("paused", fresh), standing(9_000), running(9_000), NOW)).toEqual({
      kind: "wait",
    });
  });

  it("leave the player time to come along", () => {
    const followed = player.obeyed(lead("paused"), "running", NOW);
    expect(player.decide(followed, standing(9_000), running(9_100), NOW + 900)).toEqual({
      kind: "wait",
    });
    const taken = player.beginLead("running", NOW);
    expect(player.decide(taken, standing(9_000), running(9_000), NOW + 900)).toEqual({
      kind: "wait",
    });
    expect(player.decide(taken, standing(9_000), running(9_000), NOW + 1_000)).toEqual(
      ask("pause", 9_000),
    );
  });
});

describe("a picture", () => {
  it("has stalled when it stood for more than 300 ms", () => {
    const seen = player.moved({ mediaMs: 500, movedMs: 1_000 }, 500, 1_300);
    expect(player.isMoving(seen, false, 1_300)).toBe(true);
    expect(player.isMoving(seen, false, 1_301)).toBe(false);
    expect(player.isMoving(player.moved(seen, 540, 1_301), false, 1_301)).toBe(true);
    expect(player.isMoving(seen, true, 1_300)).toBe(false);
  });

  const stimulus = (duration_ms: number, media_url = "x.mp4"): StimulusFacts => ({
    id: "x",
    title: "",
    duration_ms,
    media_url,
    captions_url: "", media_offset_ms: 0, media_rate: 1,
  });

  it("lies in the session behind the stimuli before it, and never in the next one", () => {
    const list = [stimulus(60_000), stimulus(30_000)];
    expect(player.pictureMs(list, 1, 4_000)).toBe(64_000);
    expect(player.pictureMs(list, 0, 60_080)).toBe(60_000);
    expect(player.pictureMs([stimulus(0)], 0, 7_000)).toBe(7_000);
    expect(player.isOver(stimulus(60_000), 59_999, false)).toBe(false);
    expect(player.isOver(stimulus(60_000), 60_000, false)).toBe(true);
    expect(player.isOver(stimulus(60_000), 59_920, true)).toBe(true);
  });

  it("may lead in one room only, and where there is one", () => {
    const room = (
      shown: Room["shown"],
      kind: Room["kind"],
      url: string,
      conducts = true,
    ): boolean =>
      player.mayLead({ shown, kind, conducts, stimuli: [stimulus(1, url)] } as Room, 0);
    expect(room("one_room", "live", "x.mp4")).toBe(true);
    expect(room("one_room", "live", "x.mp4", false)).toBe(false);
    expect(room("one_room", "live", "")).toBe(false);
    expect(room("in_page", "live", "x.mp4")).toBe(false);
    expect(room("own_screen", "live", "x.mp4")).toBe(false);
    expect(room("one_room", "on_demand", "x.mp4")).toBe(false);
  });
});

it("makes the session's buttons those of the player, on the page that leads", () => {
  const steps = ["open", "start", "pause", "resume", "close"];
  const of = (leads: boolean, hasLed: boolean) =>
    steps.filter((step) => player.actsOnPlayer(step, leads, hasLed));
  expect(of(true, true)).toEqual(["start", "pause", "resume"]);
  // A tablet beside the projector stops and resumes the session; the projector obeys.
  expect(of(false, false)).toEqual(["start"]);
  expect(of(false, true)).toEqual(["start", "resume"]);
});
