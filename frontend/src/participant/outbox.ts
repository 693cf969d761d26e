// Numbers every record of this page load and keeps it until the server has it for good. Also
// holds what earlier loads of this page left behind. Where records are kept and how they
// travel is the business of others.
import {
  RECORDS_LIMITS, type Ack, type Records, type Sealed, type WireRecord,
} from "../wire/participant.gen";

/** Records on their way; which of the two a page sends is its study's profile. */
export type Frame = Records | Sealed;

export interface KeptRecord extends WireRecord {
  session: string;
  writer: number;
  /** On the mark of a sealed page load alone; see `SealedOutbox`. */
  beats?: number;
}

/** A place that survives the page, or doesn't (`lasting` says which). */
export interface RecordStore {
  readonly lasting: boolean;
  all(session: string): Promise<KeptRecord[]>;
  keep(record: KeptRecord): Promise<void>;
  forget(records: KeptRecord[]): Promise<void>;
}

export type Unnumbered = Omit<WireRecord, "sequence">;

export class Outbox {
  protected readonly waiting = new Map<number, KeptRecord[]>(); // by writer, in sequence order
  #sequence = 0;
  /** Called whenever the number of waiting records changed. */
  onChange: () => void = () => undefined;
  lasting: boolean;

  constructor(
    protected readonly session: string,
    readonly writer: number,
    protected readonly store: RecordStore,
  ) {
    this.lasting = store.lasting;
  }

  /** Takes up what earlier page loads could not deliver. */
  async takeUp(): Promise<void> {
    const kept = await this.store.all(this.session).catch(() => []);
    for (const record of kept.sort((a, b) => a.sequence - b.sequence)) this.hold(record);
    this.onChange();
  }

  add(record: Unnumbered): number {
    const numbered = {
      ...record,
      sequence: ++this.#sequence,
      session: this.session,
      writer: this.writer,
    };
    this.hold(numbered);
    this.keep(numbered);
    return numbered.sequence;
  }

  protected keep(record: KeptRecord): void {
    this.store.keep(record).catch(() => {
      this.lasting = false; // full or forbidden: the page still holds it in memory
      this.onChange();
    });
    this.onChange();
  }

  /** An interval is over, and what it was is added. Here nothing waits for that. */
  intervalClosed(_interval: number): void {}

  /** Nothing will be added any more. */
  end(): void {}

  get size(): number {
    return [...this.waiting.values()].reduce((sum, records) => sum + records.length, 0);
  }

  /** Writers of earlier page loads that still have something to deliver. */
  earlierWriters(): number[] {
    return [...this.waiting.keys()].filter((writer) => writer !== this.writer);
  }

  /** The next frame of a writer, oldest records first; null when nothing waits. */
  next(writer: number = this.writer): Frame | null {
    return this.#frame(this.waiting.get(writer)?.slice(0, RECORDS_LIMITS.records_max) ?? []);
  }

  /** Everything that waits, cut into frames, for the moment in which the page is hidden. */
  frames(): Frame[] {
    const frames: (Frame | null)[] = [];
    for (const records of this.waiting.values()) {
      for (let start = 0; start < records.length; start += RECORDS_LIMITS.records_max) {
        frames.push(this.#frame(records.slice(start, start + RECORDS_LIMITS.records_max)));
      }
    }
    return frames.filter((frame) => frame !== null);
  }

  /** The server has all of a writer's records up to `upto`; refused ones are never taken. `_frame`
   * is the one that is answered, if one is. */
  acknowledged(ack: Pick<Ack, "writer" | "upto" | "refused">, _frame?: Frame | null): void {
    const refused = new Set(ack.refused.map((record) => record.sequence));
    this.#release(ack.writer, (r) => r.sequence <= ack.upto || refused.has(r.sequence));
  }

  /** A frame of an earlier writer was answered though an older record of it is lost for ever
   * (the page died before it was kept): the answer itself proves that the frame is durable. */
  delivered(frame: Frame): void {
    const sent = new Set(frame.records.map((record) => record.sequence));
    this.#release(frame.writer, (record) => sent.has(record.sequence));
  }

  /** The server will never take this writer's records here (they belong to another seat): stop
   * counting them. They stay where they are kept, for whoever holds that seat. */
  setAside(writer: number): void {
    this.waiting.delete(writer);
    this.onChange();
  }

  #frame(records: KeptRecord[]): Records | null {
    const first = records[0];
    if (!first) return null;
    const plain = records.map(({ session: _s, writer: _w, ...record }) => record);
    return { type: "records", writer: first.writer, records: plain };
  }

  protected hold(record: KeptRecord): void {
    const records = this.waiting.get(record.writer);
    if (records) records.push(record);
    else this.waiting.set(record.writer, [record]);
  }

  #release(writer: number, gone: (record: KeptRecord) => boolean): void {
    const records = this.waiting.get(writer);
    if (!records) return;
    const released = records.filter(gone);
    if (released.length === 0) return;
    const left = records.filter((record) => !gone(record));
    if (left.length > 0) this.waiting.set(writer, left);
    else this.waiting.delete(writer);
    this.store.forget(released).catch(() => undefined);
    this.onChange();
  }
}
