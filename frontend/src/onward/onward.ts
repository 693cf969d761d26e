// A page that goes on by itself, and only then: it asks where the person stands instead of
// loading again and again, so nobody's reading is cut off by a reload that changes nothing.

const SECOND_MS = 1_000;

export interface Way {
  to: string;
  wait_ms: number;
  /** The step at which the page waits; "" for a page that goes on after one wait. */
  step: string;
}

export interface Outside {
  after(wait_ms: number, work: () => void): number;
  forget(timer: number): void;
  /** Where the seat stands now; rejects without a connection. */
  step(): Promise<string>;
  go(to: string): void;
}

export function wayOf(element: HTMLElement): Way {
  const { onward = "", waitS = "", step = "" } = element.dataset;
  return { to: onward, wait_ms: Math.max(1, Number(waitS) || 10) * SECOND_MS, step };
}

/** Sets out; what it returns makes the page stay. */
export function setOut(way: Way, outside: Outside): () => void {
  let stays = false;
  let timer = 0;
  const arrive = async () => {
    if (way.step) {
      const now = await outside.step().catch(() => way.step);
      if (stays) return;
      if (now === way.step) {
        timer = outside.after(way.wait_ms, arrive);
        return;
      }
    }
    outside.go(way.to);
  };
  timer = outside.after(way.wait_ms, arrive);
  return () => {
    stays = true;
    outside.forget(timer);
  };
}
