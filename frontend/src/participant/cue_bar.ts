// The bar that asks for a tap when somebody hears or sees a cue on their own screen: how much later
// that is than here tells the delay of their broadcast. Decides when the bar is there and for what;
// knows no clock of the session.
import type { OpenCue, PageFacts } from "../wire/participant.gen";
import { DOWN_AGE_MAX_MS } from "./reaction_pad";
import type { View } from "./view";
import { say } from "./words";

/** The bar stays for its thanks, so that the second half of a double tap meets nothing else. */
const THANKS_MS = 2_000;

type Face = "" | "ask" | "thanks";

export class CueBar {
  private readonly bar: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly kept: string;
  private cue: OpenCue | null = null;
  private tapped: number | null;
  private asked: number | null = null;
  private thanks_until_ms = -Infinity;
  private face: Face = "";
  private down_ms: number | null = null;

  constructor(
    private readonly facts: Pick<PageFacts, "session" | "cues">,
    private readonly view: View,
    private readonly page: Document,
    private readonly noteTap: (number: number, event_ms: number) => void,
  ) {
    this.bar = view.find("cue");
    this.button = view.find<HTMLButtonElement>("cue-now");
    this.kept = `pulsemeter.tapped.${facts.session}`;
    this.tapped = this.remembered();
    // As on the pad: the time is that of the finger coming down, the deed is the click.
    this.button.addEventListener("pointerdown", (event) => (this.down_ms = event.timeStamp));
    this.button.addEventListener("pointercancel", () => (this.down_ms = null));
    this.button.addEventListener("contextmenu", (event) => event.preventDefault());
    this.button.addEventListener("click", (event) => this.clicked(event.timeStamp));
  }

  told(cue: OpenCue | null): void {
    this.cue = cue;
  }

  /** One look; taps count while the session runs. */
  look(now_ms: number, is_running: boolean): void {
    const { cue } = this;
    const asks = is_running && cue !== null && cue.number !== this.tapped;
    const face = asks ? "ask" : is_running && now_ms < this.thanks_until_ms ? "thanks" : "";
    const is_new = asks && cue.number !== this.asked;
    if (is_new) this.write(cue);
    if (face !== this.face) this.show(face);
    if (is_new) this.view.say(this.view.find("cue-ask").textContent.trim());
  }

  private clicked(event_ms: number): void {
    const down_ms = this.down_ms;
    this.down_ms = null;
    if (this.face !== "ask" || !this.cue) return;
    const is_of_pointer = down_ms !== null && event_ms - down_ms <= DOWN_AGE_MAX_MS;
    this.noteTap(this.cue.number, is_of_pointer ? down_ms : event_ms);
    this.tapped = this.cue.number;
    this.remember();
    this.thanks_until_ms = event_ms + THANKS_MS;
    this.show("thanks");
    this.view.vibrate();
    this.view.say(say("Thank you"));
  }

  /** The cue's words, marked with their language where they may not be in the page's. */
  private write(cue: OpenCue): void {
    this.asked = cue.number;
    const own = this.facts.cues[cue.planned];
    const words = this.view.find("cue-words");
    this.view.text("cue-words", own ?? cue.words);
    if (own === undefined || own === cue.words) words.lang = words.dataset["lang"] ?? "";
    else words.removeAttribute("lang");
  }

  private show(face: Face): void {
    const has_focus = this.page.activeElement === this.button;
    this.face = face;
    this.bar.hidden = face === "";
    this.view.find("cue-ask").hidden = face === "thanks";
    this.view.find("cue-thanks").hidden = face !== "thanks";
    this.button.setAttribute("aria-disabled", String(face !== "ask"));
    // Whoever came here by keys goes on from the topic, not from the top of the page.
    if (has_focus && face === "") this.view.find("topic").focus();
  }

  private remembered(): number | null {
    try {
      const text = sessionStorage.getItem(this.kept);
      return text === null ? null : Number(text);
    } catch {
      return null; // forbidden in this window: a reload then asks once more
    }
  }

  private remember(): void {
    try {
      sessionStorage.setItem(this.kept, String(this.tapped));
    } catch {
      // as above
    }
  }
}
