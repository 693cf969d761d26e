import { describe, expect, it } from "vitest";
import { WIRE_RECORD_LIMITS, type RecordKindName, type WireRecord } from "../wire/participant.gen";
import { FRAME_BYTES, RECORDS_MAX, sealedFrame } from "./sealed_frame";

const bytes = (frame: unknown): number => new TextEncoder().encode(JSON.stringify(frame)).length;
const KINDS: RecordKindName[] = ["press", "undo", "presence", "pause", "tap"];
const { sequence_max, clock_ms_max, stimulus_max, target_max } = WIRE_RECORD_LIMITS;
const LONGEST: WireRecord = {
  sequence: sequence_max, kind: "presence", clock_ms: clock_ms_max, choice: -100,
  stimulus: stimulus_max, target: target_max,
};

describe("a sealed frame", () => {
  it("is equally long for each kind, choice and number of digits", () => {
    const sizes = new Set<number>();
    for (const kind of KINDS) {
      for (const choice of [-100, -50, -7, 0, 5, 50, 100, 101, 102]) {
        for (const sequence of [1, 10, 999, sequence_max]) {
          for (const clock_ms of [0, 42, 59_999, 3_600_000, clock_ms_max]) {
            for (const target of [0, 4, target_max]) {
              const record = { sequence, kind, clock_ms, choice, stimulus: 0, target };
              sizes.add(bytes(sealedFrame(7, [record])));
            }
          }
        }
      }
    }
    expect([...sizes]).toEqual([FRAME_BYTES]);
  });

  it("is equally long with no record and with as many as it holds, for any writer", () => {
    for (let count = 0; count <= RECORDS_MAX; count += 1) {
      for (const writer of [1, 4_294_967_295, Number.MAX_SAFE_INTEGER]) {
        const records = Array<WireRecord>(count).fill(LONGEST);
        expect(bytes(sealedFrame(writer, records)), `${count} records`).toBe(FRAME_BYTES);
      }
    }
  });

  it("carries what the wire knows of a record and nothing that is kept beside it", () => {
    const kept = { ...LONGEST, session: "Prüfung", writer: 7, beats: 2 };
    const frame = sealedFrame(7, [kept]);
    expect(frame.records).toEqual([LONGEST]);
    expect(bytes(frame)).toBe(FRAME_BYTES);
  });

  it("would be longer with more records than the wire allows", () => {
    const records = Array<WireRecord>(RECORDS_MAX + 2).fill(LONGEST);
    expect(bytes(sealedFrame(Number.MAX_SAFE_INTEGER, records))).toBeGreaterThan(FRAME_BYTES);
  });
});
