// Hands over by POST what earlier page loads of this browser could not send, each under its own
// writer. Takes no seat; when to try again is the caller's affair.
import type { FromPage, ToPage } from "../wire/participant.gen";
import type { Outbox } from "./outbox";

/** Rejects when the network failed; `message` is null when the answer was no frame. */
export type Post = (frame: FromPage) => Promise<{ status: number; message: ToPage | null }>;

/** One try; what the network kept from arriving is still in the outbox afterwards. */
export async function deliver(outbox: Outbox, post: Post): Promise<void> {
  for (const writer of outbox.earlierWriters()) {
    for (let frame = outbox.next(writer); frame; frame = outbox.next(writer)) {
      const answer = await post(frame).catch(() => null);
      if (answer?.message?.type === "ack") {
        outbox.acknowledged(answer.message);
        outbox.delivered(frame);
      } else if (answer && answer.status >= 400 && answer.status < 500) outbox.setAside(writer);
      else return;
    }
  }
}
