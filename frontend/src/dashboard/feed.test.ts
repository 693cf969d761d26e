import { describe, expect, it } from "vitest";
import { type Connection, Feed, SILENCE_MAX_MS, type Surroundings, waitMs } from "./feed";

const ROOM = { type: "room", releases: [{ type: "interval", number: 4 }] };

interface Asked {
  url: string;
  lastId: string | null;
}

/** A server and a clock in one: answers in turn, and time passes only when told. */
function staged(answers: ((asked: Asked) => Response | Promise<Response>)[]) {
  const asked: Asked[] = [];
  const timers = new Map<number, { action: () => void; ms: number }>();
  let count = 0;
  const around: Surroundings = {
    fetch: async (url, init) => {
      const request = { url, lastId: new Headers(init.headers).get("Last-Event-ID") };
      asked.push(request);
      const answer = answers[asked.length - 1];
      if (!answer) return new Promise<Response>(() => {});
      return answer(request);
    },
    setTimer: (action, ms) => {
      count += 1;
      timers.set(count, { action, ms });
      return count;
    },
    clearTimer: (timer) => void timers.delete(timer as number),
    random: () => 0,
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
    await new Promise((resume) => setTimeout(resume, 0));
  };
  const fire = async (matches: (ms: number) => boolean): Promise<void> => {
    for (const [key, timer] of timers) {
      if (!matches(timer.ms)) continue;
      timers.delete(key);
      timer.action();
    }
    await settle();
  };
  return { around, asked, timers, fire, settle };
}

const room = () => new Response(JSON.stringify(ROOM));
const stream = (text: string, end = true) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text));
        if (end) controller.close();
      },
    }),
  );

function follow(answers: Parameters<typeof staged>[0]) {
  const stage = staged(answers);
  const heard = { rooms: 0, numbers: [] as number[], said: [] as Connection[] };
  const feed = new Feed(
    "abc",
    {
      onRoom: () => void (heard.rooms += 1),
      onMessage: (m) => void heard.numbers.push("number" in m ? m.number : 0),
      onConnection: (connection) => void heard.said.push(connection),
    },
    stage.around,
  );
  void feed.follow();
  return { ...stage, heard, feed };
}

describe("the feed", () => {
  it("resumes after the last release it saw, not after the last it fetched", async () => {
    const release = 'event: release\nid: 9\ndata: {"type":"interval","number":9}\n\n';
    const run = follow([room, () => stream(release), () => stream("", false)]);
    await run.settle();
    await run.fire((ms) => ms < 1000);
    expect(run.asked.map((a) => a.lastId)).toEqual([null, "4", "9"]);
    expect(run.heard.numbers).toEqual([9]);
    run.feed.stop();
  });

  it("takes 15 s of silence for a dead connection and opens another", async () => {
    const run = follow([room, () => stream(": keep-alive\n\n", false), () => stream("", false)]);
    await run.settle();
    expect([...run.timers.values()].map((t) => t.ms)).toEqual([SILENCE_MAX_MS]);
    await run.fire((ms) => ms === SILENCE_MAX_MS);
    expect(run.heard.said.at(-1)).toMatchObject({ kind: "lost", attempt: 1 });
    await run.fire((ms) => ms < SILENCE_MAX_MS);
    expect(run.asked).toHaveLength(3);
    run.feed.stop();
  });

  it("never gives up, and says what the server's refusal said", async () => {
    const refuse = () =>
      new Response(JSON.stringify({ error: "Sign in first.", remedy: "Use the link." }), {
        status: 403,
      });
    const run = follow([...Array.from({ length: 12 }, () => refuse), room]);
    for (let turn = 0; turn < 12; turn += 1) {
      await run.settle();
      await run.fire(() => true);
    }
    expect(run.heard.said[1]).toEqual({
      kind: "refused",
      why: "Sign in first.",
      remedy: "Use the link.",
    });
    expect(run.heard.rooms).toBe(1);
    run.feed.stop();
  });

  it("waits from half a second up to half a minute", () => {
    expect(waitMs(0, 1)).toBe(500);
    expect(waitMs(3, 0)).toBe(2000);
    expect(waitMs(50, 1)).toBe(30_000);
  });
});
