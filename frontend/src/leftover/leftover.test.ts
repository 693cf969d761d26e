import { expect, it } from "vitest";
import { Outbox } from "../participant/outbox";
import { MemoryStore } from "../participant/record_store";
import { deliverAll } from "./leftover";

it("tries with growing pauses until nothing of this browser waits", async () => {
  const store = new MemoryStore();
  new Outbox("A", 7, store).add({ kind: "press", clock_ms: 1, choice: 100, stimulus: 0, target: 0 });
  const outbox = new Outbox("A", 0, store);
  await outbox.takeUp();
  const waits: number[] = [];
  await deliverAll(outbox, {
    post: async (frame) => {
      if (waits.length < 3) throw new TypeError("offline");
      expect(frame).toMatchObject({ type: "records", writer: 7 });
      return { status: 200, message: {
        type: "ack", writer: 7, upto: 1, state: "closed", session_ms: 0, refused: [], cue: null, question: 0 } };
    },
    wait: async (wait_ms) => void waits.push(wait_ms),
    random: () => 1,
  });
  expect(waits).toEqual([500, 1_000, 2_000]);
  expect(await store.all("A")).toEqual([]);
});

it("asks nobody when nothing waits", async () => {
  const nothing = async (): Promise<never> => Promise.reject(new Error("not asked for"));
  const outbox = new Outbox("A", 0, new MemoryStore());
  await deliverAll(outbox, { post: nothing, wait: nothing, random: () => 1 });
  expect(outbox.size).toBe(0);
});
