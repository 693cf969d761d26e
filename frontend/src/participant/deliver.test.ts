import { beforeEach, describe, expect, it } from "vitest";
import type { FromPage, ToPage } from "../wire/participant.gen";
import { deliver, type Post } from "./deliver";
import { Outbox } from "./outbox";
import { MemoryStore } from "./record_store";

const ack = (writer: number, upto: number): ToPage => ({
  type: "ack", writer, upto, state: "running", session_ms: 0, refused: [], cue: null, question: 0,
});

let store: MemoryStore;
let outbox: Outbox;
let posted: FromPage[];

function answering(answer: (frame: FromPage) => { status: number; message: ToPage | null }): Post {
  return async (frame) => {
    posted.push(frame);
    return answer(frame);
  };
}

beforeEach(async () => {
  posted = [];
  store = new MemoryStore();
  for (const writer of [3, 4]) {
    const earlier = new Outbox("A", writer, store);
    for (let n = 0; n < 30; n += 1) {
      earlier.add({ kind: "press", clock_ms: n, choice: 100, stimulus: 0, target: 0 });
    }
  }
  outbox = new Outbox("A", 9, store);
  await outbox.takeUp();
});

describe("what earlier loads left", () => {
  it("goes out under its own writer, in order and in frames, until nothing is left", async () => {
    await deliver(outbox, answering((frame) => {
      if (frame.type !== "records") throw new Error("only records");
      return { status: 200, message: ack(frame.writer, frame.records.at(-1)?.sequence ?? 0) };
    }));
    expect(posted.map((f) => f.type === "records" && [f.writer, f.records[0]?.sequence]))
      .toEqual([[3, 1], [3, 25], [4, 1], [4, 25]]);
    expect(outbox.size).toBe(0);
    expect(await store.all("A")).toEqual([]);
  });

  it("stays where it is while the network or the server fails", async () => {
    await deliver(outbox, async () => Promise.reject(new TypeError("offline")));
    await deliver(outbox, answering(() => ({ status: 200, message: null })));
    expect(outbox.size).toBe(60);
    expect(posted).toHaveLength(1);
  });

  it("is set aside where it belongs to another seat, and the next writer's still goes", async () => {
    await deliver(outbox, answering((frame) => frame.type === "records" && frame.writer === 4
      ? { status: 200, message: ack(4, 30) }
      : { status: 409, message: { type: "taken_over", writer: 3 } }));
    expect(outbox.size).toBe(0);
    expect((await store.all("A")).map((record) => record.writer)).toEqual(Array(30).fill(3));
  });
});
