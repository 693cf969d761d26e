// Sends what an earlier page of this browser pressed and could not send, from whatever page of the
// way the person sees now; holds no seat and presses nothing.
import { pauseBefore_ms } from "../participant/connection";
import { deliver, type Post } from "../participant/deliver";
import type { Outbox } from "../participant/outbox";

export interface Outside {
  post: Post;
  wait(wait_ms: number): Promise<void>;
  random(): number;
}

/** Resolves once nothing of this browser waits any more. */
export async function deliverAll(outbox: Outbox, outside: Outside): Promise<void> {
  for (let attempt = 0; outbox.size > 0; attempt += 1) {
    await deliver(outbox, outside.post);
    if (outbox.size > 0) await outside.wait(pauseBefore_ms(attempt, outside.random()));
  }
}
