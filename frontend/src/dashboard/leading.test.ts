import { beforeEach, describe, expect, it } from "vitest";
import type { Room, Status } from "../wire/dashboard.gen";
import type { AskOptions } from "./ask_server";
import { Leader, type Player } from "./leading";
import { emptyRoom, readClock, turnClock } from "./room_state";

const STATUS: Status = {
  type: "status",
  state: "open",
  session_ms: 0,
  active: 0,
  joined: 0,
  target: 0,
  answered_share: 0,
  data_lag_ms: 0,
  frozen_upto: 0,
  duration_ms: 0,
  quota_gaps: [],
  cue: null,
  calibration: null,
    trouble: "",
};

const stimulus = (id: string) => ({
  id,
  title: id,
  duration_ms: 10_000,
  media_url: `${id}.mp4`,
  captions_url: "",
});

/** A video that goes on when the test says so. */
class Film implements Player {
  currentTime = 0;
  ended = false;
  muted = true;
  paused = true;
  async play(): Promise<void> {
    this.paused = false;
  }
  pause(): void {
    this.paused = true;
  }
}

/** A room with two stimuli, its server and its clock. Time passes only in `pass`. */
function stage() {
  const state = emptyRoom();
  const film = new Film();
  const kept = new Map<string, string>();
  const asked: string[] = [];
  const told = { refusal: "", isLast: false, isLate: false };
  let pageMs = 0;
  const say = (more: Partial<Status>): void => {
    state.status.value = { ...(state.status.value ?? STATUS), ...more };
    readClock(state, pageMs);
    turnClock(state, pageMs);
  };
  const around = {
    ask: async (what: string, options: AskOptions = {}): Promise<string> => {
      asked.push(what);
      told.isLast = options.isLast ?? false;
      if (told.refusal !== "") return told.refusal;
      const [step, query] = what.split("?");
      const at = Number(new URLSearchParams(query).get("at_ms"));
      if (!told.isLate) say({ state: step === "pause" ? "paused" : "running", session_ms: at });
      return "";
    },
    pageMs: () => pageMs,
    memory: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
  };
  const room = {
    session: "abc",
    kind: "live",
    shown: "one_room",
    stimuli: [stimulus("a"), stimulus("b")],
  } as unknown as Room;
  state.room.value = room;
  const leader = new Leader(state, room, around);
  leader.show(film, true);
  say({});
  /** Lets time go by in looks of 100 ms; a playing film that isn't stalled goes along. */
  const pass = async (ms: number, isStalled = false): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 100) {
      pageMs += 100;
      if (!film.paused && !isStalled) film.currentTime += 0.1;
      turnClock(state, pageMs);
      leader.turn();
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
  };
  return { state, film, asked, told, leader, pass, say };
}

describe("the leader", () => {
  let run = stage();
  beforeEach(() => {
    run = stage();
  });

  it("starts the session with the picture and asks no more while both agree", async () => {
    run.leader.begin();
    expect(run.film.muted).toBe(false);
    expect(run.asked).toEqual([]);
    await run.pass(5_000);
    expect(run.asked).toEqual(["start?at_ms=100"]);
    expect(run.state.sessionMs.value).toBe(5_000);
  });

  it("lets the session wait for a stalled picture and go on with it", async () => {
    run.leader.begin();
    await run.pass(2_000);
    await run.pass(300, true);
    expect(run.asked).toHaveLength(1);
    await run.pass(200, true);
    expect(run.asked.at(-1)).toBe("pause?at_ms=2000");
    expect(run.leader.isStalled.value).toBe(true);
    await run.pass(5_000, true);
    await run.pass(100);
    expect(run.asked.slice(1)).toEqual(["pause?at_ms=2000", "resume?at_ms=2100"]);
    expect(run.leader.isStalled.value).toBe(false);
  });

  it("stops with the moderator's hand at once", async () => {
    run.leader.begin();
    await run.pass(1_000);
    run.leader.halt();
    expect(run.asked.at(-1)).toBe("pause?at_ms=1000");
    expect(run.film.paused).toBe(true);
  });

  it("sets a clock that has left the picture, and says so when that doesn't help", async () => {
    run.leader.begin();
    await run.pass(1_000);
    for (let turn = 0; turn < 3; turn += 1) {
      run.say({ session_ms: 8_000 });
      await run.pass(2_100);
    }
    expect(run.asked.slice(1)).toEqual([2100, 4100, 6100].map((ms) => `resume?at_ms=${ms}`));
    expect(run.leader.trouble.value).toContain("keeps leaving this player");
    await run.pass(2_500);
    expect(run.leader.trouble.value).toBe("");
  });

  it("shows no picture to a session that refuses to start", async () => {
    run.told.refusal = "Not yet.";
    run.leader.begin();
    await run.pass(1_500);
    expect(run.film.paused).toBe(true);
    expect(run.leader.trouble.value).toBe("Not yet.");
    expect(run.asked).toHaveLength(1);
  });

  it("asks again for a pause that failed, since the session runs without a picture", async () => {
    run.leader.begin();
    await run.pass(1_000);
    run.told.refusal = "Nobody answered.";
    run.leader.halt();
    await run.pass(900);
    expect(run.asked.slice(1)).toEqual(["pause?at_ms=1000"]);
    run.told.refusal = "";
    await run.pass(300);
    expect(run.asked.slice(1)).toEqual(["pause?at_ms=1000", "pause?at_ms=1000"]);
    expect(run.leader.trouble.value).toBe("");
  });

  it("stops and goes on with a session that somebody else stops and resumes", async () => {
    run.leader.begin();
    await run.pass(3_000);
    run.say({ state: "paused", session_ms: 3_000 });
    await run.pass(100);
    expect(run.film.paused).toBe(true);
    await run.pass(3_000);
    run.say({ state: "running" });
    await run.pass(2_000);
    expect(run.film.paused).toBe(false);
    expect(run.asked).toEqual(["start?at_ms=100"]);
  });

  it("waits at the end of a stimulus, and the next one begins by hand", async () => {
    run.leader.begin();
    run.film.currentTime = 9.8;
    await run.pass(400);
    expect(run.asked.at(-1)).toBe("pause?at_ms=10000");
    await run.pass(100);
    expect(run.state.led.value).toBeNull();
    await run.pass(1_000);
    expect([run.state.onStage.value, run.state.nowMs.value]).toEqual([1, 0]);
    run.leader.begin();
    await run.pass(100);
    expect(run.asked.at(-1)).toBe("resume?at_ms=10100");
  });

  it("lets the clock run on at the very end, so that the last interval freezes", async () => {
    run.say({ state: "paused", session_ms: 19_000 });
    run.leader.begin();
    expect(run.film.currentTime).toBe(9);
    await run.pass(1_500);
    expect(run.state.led.value).toBeNull();
    expect(run.film.paused).toBe(true);
    await run.pass(5_000);
    expect(run.asked).toEqual(["resume?at_ms=19100"]);
    expect(run.state.sessionMs.value).toBeGreaterThan(24_000);
  });

  it("pauses the session when its page is left, and remembers that it led", async () => {
    expect(run.leader.hasLed).toBe(false);
    run.leader.begin();
    await run.pass(1_000);
    run.leader.leave(true);
    expect(run.asked.at(-1)).toBe("pause?at_ms=1000");
    expect(run.told.isLast).toBe(true);
    expect(run.leader.hasLed).toBe(true);
    run.leader.leave(true);
    expect(run.asked).toHaveLength(2);
  });

  it("pauses the session that it started a moment ago, before the stream says that it runs", async () => {
    run.told.isLate = true;
    run.leader.begin();
    await run.pass(300);
    expect(run.asked).toEqual(["start?at_ms=100"]);
    expect(run.state.status.value?.state).toBe("open");
    run.leader.leave(true);
    expect(run.asked.at(-1)).toMatch(/^pause\?at_ms=\d+$/);
    expect(run.asked).toHaveLength(2);
  });

  it("gives the lead up when the session is closed", async () => {
    run.leader.begin();
    await run.pass(1_000);
    run.say({ state: "closed" });
    await run.pass(100);
    expect([run.state.led.value, run.leader.isMuted.value]).toEqual([null, true]);
    expect(run.asked).toHaveLength(1);
  });

  it("comes back to the stimulus on stage before it begins", async () => {
    run.say({ state: "paused", session_ms: 12_000 });
    run.state.lookMs.value = 500;
    run.state.stimulus.value = 0;
    run.leader.begin();
    expect(run.film.paused).toBe(true);
    expect(run.state.stimulus.value).toBe(1);
    run.leader.show(run.film, true);
    expect([run.film.currentTime, run.state.lookMs.value]).toEqual([2, null]);
    await run.pass(100);
    expect(run.asked).toEqual(["resume?at_ms=12100"]);
  });
});
