// What the run page needs where traffic is even, fetched by such pages alone: their outbox, and the
// beat at which they speak.
import type { PageFacts } from "../wire/participant.gen";
import { beat } from "./beat";
import type { CommonClock } from "./clock";
import type { Outside } from "./connection";
import type { RecordStore } from "./outbox";
import { SealedOutbox } from "./sealed_outbox";

export { SealedOutbox } from "./sealed_outbox";

export interface Seal {
  outbox: SealedOutbox;
  /** From here on the page speaks once in each interval. */
  speak(outside: Pick<Outside, "now" | "later">, clock: CommonClock, flush: () => void): void;
}

export function seal(facts: PageFacts, writer: number, store: RecordStore): Seal {
  const { cadence_ms, cue, instrument, kind, presses, session } = facts;
  const is_free = presses && instrument === "two_buttons" && !cue;
  const outbox = new SealedOutbox(session, writer, store, { cadence_ms, is_free });
  return {
    outbox,
    speak: (outside, clock, flush) =>
      beat(outside, cadence_ms, kind === "live" ? clock : null, () => {
        outbox.beat();
        flush();
      }),
  };
}
