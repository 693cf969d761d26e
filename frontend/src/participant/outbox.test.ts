import { describe, expect, it } from "vitest";
import { Outbox, type RecordStore, type Unnumbered } from "./outbox";
import { MemoryStore } from "./record_store";

const press = (clock_ms: number): Unnumbered => ({
  kind: "press", clock_ms, choice: 100, stimulus: 0, target: 0,
});
const ack = (writer: number, upto: number, refused: number[] = []) => ({
  writer, upto, refused: refused.map((sequence) => ({ sequence, reason: "outside_stimulus" })),
});

describe("the outbox", () => {
  it("numbers from one and offers records in order until they are acknowledged", () => {
    const outbox = new Outbox("A", 7, new MemoryStore());
    expect([outbox.add(press(1)), outbox.add(press(2)), outbox.add(press(3))]).toEqual([1, 2, 3]);
    expect(outbox.next()?.records.map((r) => r.sequence)).toEqual([1, 2, 3]);
    outbox.acknowledged(ack(7, 2));
    expect(outbox.next()?.records.map((r) => r.sequence)).toEqual([3]);
    expect(outbox.size).toBe(1);
    outbox.acknowledged(ack(7, 3));
    expect(outbox.next()).toBeNull();
  });

  it("sends nothing but what the wire knows", () => {
    const outbox = new Outbox("A", 7, new MemoryStore());
    outbox.add(press(1));
    expect(outbox.next()).toEqual({
      type: "records", writer: 7,
      records: [{ sequence: 1, kind: "press", clock_ms: 1, choice: 100, stimulus: 0, target: 0 }],
    });
  });

  it("cuts frames at the limit of the wire and loses none", () => {
    const outbox = new Outbox("A", 7, new MemoryStore());
    for (let i = 0; i < 50; i += 1) outbox.add(press(i));
    expect(outbox.next()?.records).toHaveLength(24);
    expect(outbox.frames().map((f) => f.records.length)).toEqual([24, 24, 2]);
  });

  it("drops what was refused and keeps what lies around it", () => {
    const outbox = new Outbox("A", 7, new MemoryStore());
    for (let i = 0; i < 3; i += 1) outbox.add(press(i));
    outbox.acknowledged(ack(7, 0, [2]));
    expect(outbox.next()?.records.map((r) => r.sequence)).toEqual([1, 3]);
  });

  it("delivers what an earlier page load left, under that load's writer", async () => {
    const store = new MemoryStore();
    const earlier = new Outbox("A", 7, store);
    earlier.add(press(1));
    earlier.add(press(2));
    const later = new Outbox("A", 8, store);
    await later.takeUp();
    later.add(press(3));
    expect(later.size).toBe(3);
    expect(later.earlierWriters()).toEqual([7]);
    expect(later.next(7)?.writer).toBe(7);
    expect(later.next()?.records.map((r) => [r.sequence, r.clock_ms])).toEqual([[1, 3]]);
    later.acknowledged(ack(7, 2));
    expect(later.size).toBe(1);
    expect(await store.all("A")).toHaveLength(1);
  });

  it("is not held up by a hole in an earlier writer's numbers", async () => {
    const store = new MemoryStore();
    await store.keep({ ...press(9), session: "A", writer: 7, sequence: 4 });
    const outbox = new Outbox("A", 8, store);
    await outbox.takeUp();
    const frame = outbox.next(7);
    outbox.acknowledged(ack(7, 2)); // 3 was lost with its page: never contiguous
    expect(outbox.size).toBe(1);
    if (frame) outbox.delivered(frame);
    expect(outbox.size).toBe(0);
  });

  it("stops counting what belongs to another seat, and keeps it", async () => {
    const store = new MemoryStore();
    await store.keep({ ...press(9), session: "A", writer: 7, sequence: 1 });
    const outbox = new Outbox("A", 8, store);
    await outbox.takeUp();
    outbox.setAside(7);
    expect(outbox.size).toBe(0);
    expect(await store.all("A")).toHaveLength(1);
  });

  it("says when the place no longer lasts, and still holds the record", async () => {
    class FullStore extends MemoryStore implements RecordStore {
      override keep(): Promise<void> {
        return Promise.reject(new DOMException("full", "QuotaExceededError"));
      }
    }
    const outbox = new Outbox("A", 7, new FullStore());
    outbox.lasting = true;
    const changed = new Promise<void>((resolve) => {
      outbox.onChange = () => (outbox.lasting ? undefined : resolve());
    });
    outbox.add(press(1));
    await changed;
    expect(outbox.lasting).toBe(false);
    expect(outbox.size).toBe(1);
  });
});
