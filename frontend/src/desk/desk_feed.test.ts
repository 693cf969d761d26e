import { beforeEach, describe, expect, it } from "vitest";
import type { Surroundings } from "../dashboard/feed";
import { DeskFeed, GATHER_MS } from "./desk_feed";

let timers: { action: () => void; ms: number }[];
let asked: string[];
let release: number;
let status: number;
let desks: number[];
let troubles: string[];

const around: Surroundings = {
  fetch: async (url) => {
    asked.push(url);
    const body = url.endsWith("desk") ? { release } : { decisions: [], propose_for: [], decide_for: [] };
    const told = status === 200 ? body : { error: "The disk is full." };
    return new Response(JSON.stringify(told), { status });
  },
  setTimer: (action, ms) => timers.push({ action, ms }),
  clearTimer: () => {},
  random: () => 0.5,
};

/** Lets the next timer ring, and what it began come to its end. */
async function ring(): Promise<number> {
  const timer = timers.shift()!;
  timer.action();
  await new Promise((done) => setTimeout(done));
  return timer.ms;
}

function followed(): DeskFeed {
  return new DeskFeed(
    "ABC",
    {
      onDesk: (desk) => desks.push(desk.release),
      onDecisions: () => {},
      onTrouble: (words) => troubles.push(words),
    },
    around,
  );
}

describe("what the desk fetches", () => {
  beforeEach(() => {
    [timers, asked, desks, troubles] = [[], [], [], []];
    release = 3;
    status = 200;
  });

  it("asks once for several releases that leave together", async () => {
    const feed = followed();
    feed.hear();
    feed.hear();
    feed.hear();
    expect(timers.length).toBe(1);
    expect(await ring()).toBe(GATHER_MS);
    expect(asked).toEqual(["/api/v1/sessions/ABC/desk", "/api/v1/sessions/ABC/decisions"]);
    expect(desks).toEqual([3]);
    expect(timers).toEqual([]);
  });

  it("asks again for what left while it was asking", async () => {
    const feed = followed();
    feed.hear();
    const timer = timers.shift()!;
    timer.action();
    feed.hear();
    expect(timers).toEqual([]);
    await new Promise((done) => setTimeout(done));
    release = 4;
    await ring();
    expect(desks).toEqual([3, 4]);
    expect(timers).toEqual([]);
  });

  it("says what is wrong, waits longer each time and never gives up", async () => {
    const feed = followed();
    status = 503;
    feed.hear();
    await ring();
    const first = await ring();
    const second = await ring();
    expect(troubles[0]).toBe("The disk is full.");
    expect(second).toBeGreaterThan(first);
    status = 200;
    await ring();
    expect(desks).toEqual([3]);
    expect(timers).toEqual([]);
  });
});
