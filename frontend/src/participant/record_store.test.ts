import { IDBFactory, IDBKeyRange, IDBTransaction } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { KeptRecord } from "./outbox";
import { MemoryStore, openStore } from "./record_store";

const record = (session: string, writer: number, sequence: number): KeptRecord => ({
  session, writer, sequence, kind: "press", clock_ms: 10, choice: 100, stimulus: 0, target: 0,
});

beforeEach(() => vi.stubGlobal("IDBKeyRange", IDBKeyRange));

describe("the browser's database", () => {
  it("gives a later page load what an earlier one kept, of this session only", async () => {
    const factory = new IDBFactory();
    const earlier = await openStore(factory);
    await earlier.keep(record("A", 7, 1));
    await earlier.keep(record("A", 7, 2));
    await earlier.keep(record("B", 7, 1));
    await earlier.forget([record("A", 7, 1)]);
    const later = await openStore(factory);
    expect(later.lasting).toBe(true);
    expect(await later.all("A")).toEqual([record("A", 7, 2)]);
    expect(await later.all("B")).toEqual([record("B", 7, 1)]);
  });

  it("commits at once, so that a page may be closed right after a press", async () => {
    const commit = vi.spyOn(IDBTransaction.prototype, "commit");
    const store = await openStore(new IDBFactory());
    const kept = store.keep(record("A", 7, 1));
    expect(commit).toHaveBeenCalledOnce(); // while the press is being handled
    await kept;
    commit.mockRestore();
  });

  it("keeps the same record once", async () => {
    const store = await openStore(new IDBFactory());
    await store.keep(record("A", 7, 1));
    await store.keep(record("A", 7, 1));
    expect(await store.all("A")).toHaveLength(1);
  });
});

describe("memory", () => {
  it("stands in where there is no database, and says that it does not last", async () => {
    const store = await openStore(undefined);
    expect(store.lasting).toBe(false);
    await store.keep(record("A", 7, 1));
    expect(await store.all("A")).toEqual([record("A", 7, 1)]);
    await store.forget([record("A", 7, 1)]);
    expect(await store.all("A")).toEqual([]);
  });

  it("stands in where the database refuses to open", async () => {
    const refusing = { open: () => { throw new DOMException("no", "SecurityError"); } };
    expect(await openStore(refusing as unknown as IDBFactory)).toBeInstanceOf(MemoryStore);
  });
});
