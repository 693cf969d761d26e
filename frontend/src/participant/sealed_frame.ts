// A frame that tells its size to nobody: equally long with no record in it and with as many as it
// can hold. All its signs are ASCII, so its length in signs is its length in bytes.
import { SEALED_LIMITS, type Sealed, type WireRecord } from "../wire/participant.gen";

/** Room for as many records as a frame may have, each with the longest of all numbers. */
export const FRAME_BYTES = 2_560;
export const RECORDS_MAX = SEALED_LIMITS.records_max;

export function sealedFrame(writer: number, records: readonly WireRecord[]): Sealed {
  const plain = records.map(({ sequence, kind, clock_ms, choice, stimulus, target }) => (
    { sequence, kind, clock_ms, choice, stimulus, target }
  ));
  const frame: Sealed = { type: "sealed", writer, records: plain, pad: "" };
  return { ...frame, pad: " ".repeat(Math.max(0, FRAME_BYTES - JSON.stringify(frame).length)) };
}
