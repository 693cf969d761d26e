// Where records wait: the browser's database, or memory where there is none (some private
// windows and in-app browsers). Knows nothing of sending.
import type { KeptRecord, RecordStore } from "./outbox";

const NAME = "pulsemeter";
const RECORDS = "records";
/** A browser that neither opens nor refuses its database must not hold up the page. */
const PATIENCE_MS = 2_000;

export class MemoryStore implements RecordStore {
  readonly lasting = false;
  readonly #kept = new Map<string, KeptRecord>();

  all(session: string): Promise<KeptRecord[]> {
    return Promise.resolve([...this.#kept.values()].filter((r) => r.session === session));
  }

  keep(record: KeptRecord): Promise<void> {
    this.#kept.set(`${record.session}/${record.writer}/${record.sequence}`, record);
    return Promise.resolve();
  }

  forget(records: KeptRecord[]): Promise<void> {
    for (const r of records) this.#kept.delete(`${r.session}/${r.writer}/${r.sequence}`);
    return Promise.resolve();
  }
}

class IndexedStore implements RecordStore {
  readonly lasting = true;

  constructor(private readonly database: IDBDatabase) {}

  all(session: string): Promise<KeptRecord[]> {
    return new Promise((resolve, reject) => {
      const range = IDBKeyRange.bound([session], [session, []]);
      const asked = this.#records("readonly").getAll(range) as IDBRequest<KeptRecord[]>;
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  keep(record: KeptRecord): Promise<void> {
    return this.#change((records) => records.put(record));
  }

  forget(gone: KeptRecord[]): Promise<void> {
    return this.#change((records) => {
      for (const r of gone) records.delete([r.session, r.writer, r.sequence]);
    });
  }

  #records(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(RECORDS, mode).objectStore(RECORDS);
  }

  #change(work: (records: IDBObjectStore) => unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const records = this.#records("readwrite"); // throws when the browser closed the database
      const { transaction } = records;
      work(records);
      // Without this the browser first tells the page that each request succeeded, and a page that
      // is closed meanwhile loses the press. Browsers before 2021 know no commit.
      transaction.commit?.();
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** Some browsers throw at the mere question whether there is a database. */
export function browserDatabase(): IDBFactory | undefined {
  try {
    return window.indexedDB;
  } catch {
    return undefined;
  }
}

/** The browser's database if it opens in time, else memory. */
export function openStore(factory: IDBFactory | undefined): Promise<RecordStore> {
  return new Promise((resolve) => {
    const memory = () => resolve(new MemoryStore());
    if (!factory) return memory();
    setTimeout(memory, PATIENCE_MS);
    try {
      const asked = factory.open(NAME, 1);
      asked.onupgradeneeded = () =>
        asked.result.createObjectStore(RECORDS, { keyPath: ["session", "writer", "sequence"] });
      asked.onsuccess = () => resolve(new IndexedStore(asked.result));
      asked.onerror = memory;
      asked.onblocked = memory;
    } catch {
      memory();
    }
  });
}
