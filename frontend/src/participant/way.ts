// Tells the server that a step of the way is done, and doesn't stop before it knows. The last
// step waits for an empty outbox: nothing is called done while an answer is still here.
import { pauseBefore_ms } from "./connection";

export interface Teller {
  /** True when the server knows. */
  tell(path: string): Promise<boolean>;
  wait(wait_ms: number): Promise<void>;
  random(): number;
}

/** Pauses that can be cut short: the network came back, or the person asks to try again now. */
export class Patience {
  private readonly waiting = new Set<() => void>();

  wait(wait_ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, wait_ms);
      this.waiting.add(go);
    });
  }

  end(): void {
    for (const go of [...this.waiting]) go();
  }
}

/** Tells it until the server knows. */
export async function tellUntilKnown(teller: Teller, path: string): Promise<void> {
  for (let attempt = 0; !(await teller.tell(path).catch(() => false)); attempt += 1) {
    await teller.wait(pauseBefore_ms(attempt, teller.random()));
  }
}

/** Resolves once nothing waits any more. Whoever delivers keeps trying at a pace of their own: a
 * hall of phones whose video ends together must not knock together at a server that is down. */
export async function untilEmpty(
  size: () => number,
  wait: (wait_ms: number) => Promise<void>,
): Promise<void> {
  while (size() > 0) await wait(250);
}
