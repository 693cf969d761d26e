// The outbox of a page whose traffic tells nothing of presses. An interval's answers stay here until
// it is over; what leaves counts beats, not records: one frame for each, full or empty, and after a
// gap so many as beats were missed. For each page load a mark is kept beside its records, so that
// the next load delivers as many frames for somebody who pressed as for somebody who didn't.
import type { Ack } from "../wire/participant.gen";
import { intervalOf } from "./intervals";
import { Outbox, type Frame, type KeptRecord, type RecordStore, type Unnumbered } from "./outbox";
import { RECORDS_MAX, sealedFrame } from "./sealed_frame";

/** After a gap a frame stands for so many beats; each of them has room for eight records then. */
export const BEATS_IN_FRAME = 3;
/** No record has this number. */
const MARK = 0;
/** Kinds of which the last in its interval stands, for each target. */
const ANSWERS: readonly string[] = ["press", "undo", "presence"];

export interface SealedFacts {
  cadence_ms: number;
  /** Pressed freely: each press is kept, not the last of an interval alone. */
  is_free: boolean;
}

export class SealedOutbox extends Outbox {
  /** By writer: beats of which the server has answered no frame yet. */
  private readonly beats = new Map<number, number>();
  private readonly carried = new WeakMap<Frame, number>();
  private open: KeptRecord[] = []; // of intervals that are not over
  private closed_upto = -1;
  private closed = 0; // intervals since the last beat
  private has_taken_up = false;
  private has_ended = false;

  constructor(
    session: string,
    writer: number,
    store: RecordStore,
    private readonly facts: SealedFacts = { cadence_ms: 1, is_free: true }, // who only delivers has none
  ) {
    super(session, writer, store);
    if (writer) this.mark(writer);
  }

  /** Later than elsewhere: a page takes the seat before it delivers what earlier loads left, so that
   * the place where a video goes on doesn't hang on a press. */
  override async takeUp(): Promise<void> {
    if (this.has_taken_up) return;
    this.has_taken_up = true;
    const kept = await this.store.all(this.session).catch(() => []);
    for (const record of kept.sort((a, b) => a.sequence - b.sequence)) {
      if (record.writer === this.writer) continue;
      if (record.sequence === MARK) this.beats.set(record.writer, record.beats ?? 1);
      else this.hold(record);
    }
    this.onChange();
  }

  override add(record: Unnumbered): number {
    const standing = this.standing(record);
    if (!standing) return super.add(record);
    this.keep(Object.assign(standing, record));
    return standing.sequence;
  }

  override intervalClosed(interval: number): void {
    this.closed += 1;
    this.closed_upto = Math.max(this.closed_upto, interval);
    this.letOut((record) => this.intervalOf(record) <= this.closed_upto);
  }

  /** A frame is due. Many intervals may have ended at once while the phone slept. */
  beat(): void {
    if (this.has_ended) return;
    this.beats.set(this.writer, this.beatsOf(this.writer) + Math.max(1, this.closed));
    this.closed = 0;
    this.mark(this.writer);
  }

  override end(): void {
    this.letOut(() => true);
    this.beat();
    this.has_ended = true;
    this.mark(this.writer);
    this.onChange();
  }

  override get size(): number {
    let beats = 0; // of one's own only at the end: until then the next frame takes them along
    for (const [writer, count] of this.beats) {
      if (writer !== this.writer || this.has_ended) beats += count;
    }
    return super.size + this.open.length + beats;
  }

  override earlierWriters(): number[] {
    const writers = new Set([...this.waiting.keys(), ...this.beats.keys()]);
    return [...writers].filter((writer) => writer !== this.writer);
  }

  override next(writer: number = this.writer): Frame | null {
    const records = this.waiting.get(writer) ?? [];
    const is_over = writer !== this.writer || this.has_ended;
    const beats = this.beatsOf(writer);
    if (beats === 0 && !(is_over && records.length > 0)) return null;
    const frame = sealedFrame(writer, records.slice(0, RECORDS_MAX));
    this.carried.set(frame, Math.min(beats, BEATS_IN_FRAME));
    return frame;
  }

  /** To hide is a beat, too, and hands over what is due; an interval that isn't over stays. */
  override frames(): Frame[] {
    this.beat();
    const frames: Frame[] = [];
    for (const writer of new Set([...this.waiting.keys(), ...this.beats.keys()])) {
      const records = this.waiting.get(writer) ?? [];
      const count = Math.ceil(this.beatsOf(writer) / BEATS_IN_FRAME);
      for (let place = 0; place < count; place += 1) {
        const start = place * RECORDS_MAX;
        frames.push(sealedFrame(writer, records.slice(start, start + RECORDS_MAX)));
      }
    }
    return frames;
  }

  /** A record refused because another tab had sent it as it stood before is sent under a new number. */
  override acknowledged(ack: Pick<Ack, "writer" | "upto" | "refused">, frame?: Frame | null): void {
    const changed = ack.refused
      .filter(({ reason }) => reason === "other_content" && ack.writer === this.writer)
      .flatMap(({ sequence }) =>
        this.waiting.get(ack.writer)?.filter((record) => record.sequence === sequence) ?? []);
    super.acknowledged(ack);
    if (frame) this.delivered(frame);
    for (const { kind, clock_ms, choice, stimulus, target } of changed) {
      super.add({ kind, clock_ms, choice, stimulus, target });
    }
  }

  override delivered(frame: Frame): void {
    super.delivered(frame);
    const carried = this.carried.get(frame);
    if (carried === undefined) return;
    this.carried.delete(frame);
    const left = this.beatsOf(frame.writer) - carried;
    if (left > 0) this.beats.set(frame.writer, left);
    else this.beats.delete(frame.writer);
    this.mark(frame.writer);
    this.onChange();
  }

  override setAside(writer: number): void {
    this.beats.delete(writer);
    super.setAside(writer);
  }

  protected override hold(record: KeptRecord): void {
    const is_open = record.writer === this.writer && this.intervalOf(record) > this.closed_upto;
    if (is_open && !this.has_ended) this.open.push(record);
    else super.hold(record);
  }

  private standing(record: Unnumbered): KeptRecord | undefined {
    if (this.facts.is_free || !ANSWERS.includes(record.kind)) return undefined;
    const interval = this.intervalOf(record);
    return this.open.find((other) =>
      ANSWERS.includes(other.kind) && other.target === record.target &&
      this.intervalOf(other) === interval);
  }

  private letOut(goes: (record: KeptRecord) => boolean): void {
    const out = this.open.filter(goes);
    this.open = this.open.filter((record) => !goes(record));
    for (const record of out) super.hold(record);
  }

  private intervalOf(record: Unnumbered): number {
    return intervalOf(record.clock_ms, this.facts.cadence_ms);
  }

  private beatsOf(writer: number): number {
    return this.beats.get(writer) ?? 0;
  }

  /** How many beats the next page load would have to answer for: those that wait, and the one under
   * way, in which somebody may have pressed. */
  private mark(writer: number): void {
    const is_under_way = writer === this.writer && !this.has_ended;
    const beats = this.beatsOf(writer) + Number(is_under_way);
    const mark: KeptRecord = {
      session: this.session, writer, sequence: MARK, beats,
      kind: "presence", clock_ms: 0, choice: 0, stimulus: 0, target: 0,
    };
    const work = beats > 0 ? this.store.keep(mark) : this.store.forget([mark]);
    work.catch(() => undefined);
  }
}
