// Tells the server that a step of the way is done, and doesn't stop before it knows. The last
// step waits for an empty outbox: nothing is called done while an answer is still here.
import { pauseBefore_ms } from "./connection";

export interface Teller {
  /** True when the server knows. */
  tell(path: string): Promise<boolean>;
  wait(wait_ms: number): Promise<void>;
  random(): number;
}

/** Tells it until the server knows. */
export async function tellUntilKnown(teller: Teller, path: string): Promise<void> {
  for (let attempt = 0; !(await teller.tell(path).catch(() => false)); attempt += 1) {
    await teller.wait(pauseBefore_ms(attempt, teller.random()));
  }
}

/** Resolves once nothing waits any more; asks for delivery again with each look. */
export async function untilEmpty(
  size: () => number,
  deliver: () => void,
  wait: (wait_ms: number) => Promise<void>,
): Promise<void> {
  for (let look = 0; size() > 0; look += 1) {
    if (look % 20 === 19) deliver();
    await wait(250);
  }
}
