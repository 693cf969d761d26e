// Says why nothing goes on: shown at once, aloud only when it is more than a hitch.
import type { View } from "./view";

/** A shorter halt is seen and not said. */
const SAID_AFTER_MS = 1_000;

export class SaidHold {
  /** What holds, and since when. */
  private held = { words: "", since_ms: 0, is_said: false };

  constructor(private readonly view: Pick<View, "hold" | "say">) {}

  /** One look; without words nothing holds. */
  show(words: string, now_ms: number): void {
    this.view.hold(words);
    if (words !== this.held.words) this.held = { words, since_ms: now_ms, is_said: false };
    if (!words || this.held.is_said || now_ms - this.held.since_ms < SAID_AFTER_MS) return;
    this.held.is_said = true;
    this.view.say(words);
  }
}
