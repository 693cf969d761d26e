// The waiting room of a live session: whether somebody is still in it, and the countdown, in which
// the common clock runs up to 0 from below.
import type { SessionStateName } from "../wire/participant.gen";
import type { View } from "./view";
import { sayCounted } from "./words";

/** Whoever is through the door isn't sent back by a clock that was read a little more exactly. */
const BACK_TOLERATED_MS = 1_000;

export class WaitingRoom {
  private is_left = false;
  private shown_s = 0;

  constructor(private readonly view: Pick<View, "text" | "say">) {}

  /** One look at state and common clock: which phase the page is in. */
  look(state: SessionStateName, common_ms: number): "waiting" | "running" {
    const is_before = common_ms < (this.is_left ? -BACK_TOLERATED_MS : 0);
    this.is_left = state !== "open" && !is_before;
    this.show(state === "running" && is_before ? Math.ceil(-common_ms / 1_000) : 0);
    return this.is_left ? "running" : "waiting";
  }

  /** Written every second, said aloud once. */
  private show(left_s: number): void {
    if (left_s === this.shown_s) return;
    const words =
      left_s && sayCounted("Begins in %(num)s second", "Begins in %(num)s seconds", left_s);
    this.view.text("countdown", words || "");
    if (this.shown_s === 0 && words) this.view.say(words);
    this.shown_s = left_s;
  }
}
