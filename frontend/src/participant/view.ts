// What the person sees: takes states, changes the page. Decides nothing and measures nothing.
import type { Deed } from "./practice";
import { pressOf } from "./reaction_pad";
import { tellLeft } from "./left";
import { say, sayCounted } from "./words";

export type Phase =
  | "intro" | "practice" | "ready" | "waiting" | "running" | "finishing" | "elsewhere" | "lost";

/** Places of the dot that stands in for the moving bar where motion is unwelcome. */
const DOT_PLACES = 4;
const VIBRATION_MS = 20;

export class View {
  /** The buttons of the pad, in their order on the page; a slider has none. */
  readonly choices: readonly HTMLButtonElement[];
  readonly undo: HTMLButtonElement;
  vibrates = false;
  #said = "";
  #is_open: boolean | null = null;
  readonly #controls: readonly Element[];
  readonly #asked: readonly HTMLElement[];

  constructor(private readonly page: Document) {
    this.choices = [...page.querySelectorAll<HTMLButtonElement>(".choice")];
    this.undo = this.find<HTMLButtonElement>("undo");
    this.#controls = [...page.querySelectorAll(".choice, [role=slider]")];
    this.#asked = [...page.querySelectorAll<HTMLElement>("[data-deed]")];
  }

  /** The player and its button are only on a page that shows the stimulus itself. */
  get video(): HTMLVideoElement {
    return this.find<HTMLVideoElement>("video");
  }

  get play(): HTMLButtonElement {
    return this.find<HTMLButtonElement>("play");
  }

  find<T extends HTMLElement = HTMLElement>(id: string): T {
    const element = this.page.getElementById(id);
    if (!element) throw new Error(`the page lacks #${id}`);
    return element as T;
  }

  /** Shows the parts of one phase and moves the reader's place to its heading, which may have
   * another title for the page. */
  phase(phase: Phase): void {
    const root = this.page.documentElement;
    if (root.dataset["phase"] === phase) return;
    root.dataset["phase"] = phase;
    for (const part of this.page.querySelectorAll("[data-phases]")) {
      const phases = part.getAttribute("data-phases")?.split(" ") ?? [];
      part.toggleAttribute("hidden", !phases.includes(phase)); // a drawing has no `hidden` property
    }
    this.#toHeading();
  }

  #toHeading(): void {
    const heading = this.page.querySelector<HTMLElement>("section:not([hidden]) h1");
    heading?.focus();
    this.page.title = heading?.dataset["title"] ?? this.page.title;
  }

  /** Which button stands for a target; the same signs for all. */
  choice(choice: number | null, just_now: boolean, target = 0): void {
    for (const button of this.choices) {
      const own = pressOf(button);
      if (own.target !== target) continue;
      button.setAttribute("aria-pressed", String(own.choice === choice));
      if (!just_now || own.choice !== choice) continue;
      this.say(say("%(word)s: recorded", { word: button.dataset["word"] ?? "" }));
      this.vibrate();
    }
    const has_any = this.choices.some((one) => one.getAttribute("aria-pressed") === "true");
    if (!has_any) this.#leave(this.undo);
    this.undo.disabled = !has_any;
  }

  /** A focus that vanished with its button would leave a keyboard nowhere; on an answer it would
   * make one of the next key. */
  #leave(button: HTMLElement): void {
    if (this.page.activeElement === button) this.#toHeading();
  }

  /** Felt in the hand, where that is wanted. An extra: nothing hangs on it. */
  vibrate(): void {
    try {
      if (this.vibrates) navigator.vibrate?.(VIBRATION_MS);
    } catch {
      // not allowed in this window
    }
  }

  /** Whether presses count now. Buttons and slider keep the focus either way. */
  open(is_open: boolean): void {
    if (is_open === this.#is_open) return; // it is asked in every frame
    this.#is_open = is_open;
    for (const control of this.#controls) control.setAttribute("aria-disabled", String(!is_open));
  }

  /** Linear, grey, silent; the dot of reduced motion moves once an interval. */
  pulse(share: number, interval: number): void {
    this.find("pulse-bar").style.transform = `scaleX(${share.toFixed(3)})`;
    this.find("pulse-dot").dataset["place"] = String(interval % DOT_PLACES);
  }

  /** One polite announcement; the same words twice are still said twice. */
  say(words: string): void {
    this.#said = this.#said === words ? `${words}\u00a0` : words;
    this.find("status").textContent = this.#said;
  }

  /** Why nothing goes on now, over the picture or in its place; "" takes it away. */
  hold(words: string): void {
    this.text("hold", words);
    this.find("hold").hidden = words === "";
  }

  offerPlay(is_offered: boolean): void {
    if (!is_offered) this.#leave(this.play);
    this.play.hidden = !is_offered;
  }

  /** Asks in one line, and says so once. */
  ask(is_asking: boolean): void {
    const line = this.find("line");
    const words = is_asking ? (line.dataset["ask"] ?? "") : "";
    if (words && line.textContent !== words) this.say(words);
    this.text("line", words);
  }

  /** Never an alarm: where answers are and how many are still to send. */
  network(waiting: number, lasting: boolean): void {
    const place = lasting ? say("saved on this phone") : say("kept in this page only");
    const still = sayCounted("%(num)s to send", "%(num)s to send", waiting);
    this.text("network", waiting > 0 ? `${place} · ${still}` : say("all sent"));
    tellLeft(this.page, waiting);
  }

  /** What practice asks for, one after the other; the page holds each with its words. */
  deeds(): Deed[] {
    return this.#asked.map((one) => one.dataset["deed"] ?? "");
  }

  task(step: number, steps: number, is_done: boolean, is_repeat: boolean): void {
    this.text("task-step", say("Practice %(step)s of %(steps)s", { step, steps }));
    const asked = this.#asked[step - 1]?.textContent ?? "";
    this.text("task", is_repeat ? say("Once more: %(asked)s", { asked }) : asked);
    this.find("task-done").hidden = !is_done;
  }

  text(id: string, words: string): void {
    const element = this.find(id);
    if (element.textContent !== words) element.textContent = words;
  }
}
