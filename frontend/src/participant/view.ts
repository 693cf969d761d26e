// What the person sees: takes states, changes the page. Decides nothing and measures nothing.
import { DISLIKE, LIKE, type Choice } from "./reaction_pad";
import type { Task } from "./practice";

export type Phase =
  | "intro" | "practice" | "ready" | "waiting" | "running" | "finishing" | "elsewhere" | "lost";

/** Places of the dot that stands in for the moving bar where motion is unwelcome. */
const DOT_PLACES = 4;
const VIBRATION_MS = 20;

export class View {
  readonly like: HTMLButtonElement;
  readonly dislike: HTMLButtonElement;
  readonly undo: HTMLButtonElement;
  readonly play: HTMLButtonElement;
  readonly video: HTMLVideoElement;
  vibrates = false;
  private said = "";

  constructor(private readonly page: Document) {
    this.like = this.find<HTMLButtonElement>("like");
    this.dislike = this.find<HTMLButtonElement>("dislike");
    this.undo = this.find<HTMLButtonElement>("undo");
    this.play = this.find<HTMLButtonElement>("play");
    this.video = this.find<HTMLVideoElement>("video");
  }

  find<T extends HTMLElement = HTMLElement>(id: string): T {
    const element = this.page.getElementById(id);
    if (!element) throw new Error(`the page lacks #${id}`);
    return element as T;
  }

  /** Shows the parts of one phase and moves the reader's place to its heading. */
  phase(phase: Phase): void {
    const root = this.page.documentElement;
    if (root.dataset["phase"] === phase) return;
    root.dataset["phase"] = phase;
    for (const part of this.page.querySelectorAll("[data-phases]")) {
      const phases = part.getAttribute("data-phases")?.split(" ") ?? [];
      part.toggleAttribute("hidden", !phases.includes(phase)); // a drawing has no `hidden` property
    }
    this.page.querySelector<HTMLElement>(`[data-phases~="${phase}"] [tabindex="-1"]`)?.focus();
  }

  /** Which button stands; the same signs for both. */
  choice(choice: Choice | null, just_now: boolean): void {
    this.like.setAttribute("aria-pressed", String(choice === LIKE));
    this.dislike.setAttribute("aria-pressed", String(choice === DISLIKE));
    this.undo.disabled = choice === null;
    if (!just_now || choice === null) return;
    this.say(`${choice === LIKE ? this.word(this.like) : this.word(this.dislike)}: recorded`);
    if (this.vibrates) this.page.defaultView?.navigator.vibrate?.(VIBRATION_MS);
  }

  /** Whether presses count now. The buttons keep the focus either way. */
  open(is_open: boolean): void {
    for (const button of [this.like, this.dislike]) {
      button.setAttribute("aria-disabled", String(!is_open));
    }
  }

  /** Linear, grey, silent; the dot of reduced motion moves once an interval. */
  pulse(share: number, interval: number): void {
    this.find("pulse-bar").style.transform = `scaleX(${share.toFixed(3)})`;
    this.find("pulse-dot").dataset["place"] = String(interval % DOT_PLACES);
  }

  /** One polite announcement; the same words twice are still said twice. */
  say(words: string): void {
    this.said = this.said === words ? `${words}\u00a0` : words;
    this.find("status").textContent = this.said;
  }

  /** Words over the picture while it does not play; "" takes them away. */
  hold(words: string): void {
    this.text("hold", words);
    this.find("hold").hidden = words === "";
  }

  offerPlay(is_offered: boolean): void {
    this.play.hidden = !is_offered;
  }

  ask(is_asking: boolean): void {
    this.text("line", is_asking ? "Still watching? Press only when you feel something." : "");
  }

  /** Never an alarm: where answers are and how many are still to send. */
  network(waiting: number, lasting: boolean): void {
    const place = lasting ? "saved on this phone" : "kept in this page only";
    this.text("network", waiting > 0 ? `${place} · ${waiting} to send` : "all sent");
    this.text("left", waiting === 1 ? "1 answer to send" : `${waiting} answers to send`);
  }

  task(task: Task, step: number, steps: number, is_done: boolean, is_repeat: boolean): void {
    const words: Record<Task, string> = {
      press_like: `Press “${this.word(this.like)}”.`,
      press_dislike: `Now press “${this.word(this.dislike)}”.`,
      change: "Press one button, then change to the other.",
      let_pass: "Now press nothing: let this one pass.",
    };
    this.text("task-step", `Practice ${step} of ${steps}`);
    this.text("task", `${is_repeat && !is_done ? "Once more: " : ""}${words[task]}`);
    this.find("task-done").hidden = !is_done || task === "let_pass";
  }

  text(id: string, words: string): void {
    const element = this.find(id);
    if (element.textContent !== words) element.textContent = words;
  }

  private word(button: HTMLElement): string {
    return button.dataset["word"] ?? "";
  }
}
