// The slider: a value from −100 to 100 that stays where it is left. It is recorded when a move ends,
// and while one lasts at most twice a second, with the time at which the value was reached. Moving
// back is how a move is taken back.
import { intervalOf } from "../intervals";
import type { View } from "../view";
import type { MakePad, Pad, PadOutlets } from "./pad";

const RECORDS_APART_MS = 500;
const STEP = 10;
const LEAP = 50;

/** What of the slider is seen. */
export interface SliderFace {
  /** The value as it stands; `is_taken` while a record of this interval holds it. */
  show(value: number, is_taken: boolean): void;
  taken(value: number): void;
}

interface Reached {
  value: number;
  stimulus_ms: number;
}

export class SliderPad implements Pad {
  #is_open = false;
  #held: { from: number; down_ms: number; has_moved: boolean } | null = null;
  #recorded: Reached | null = null;
  #pending: Reached | null = null;
  /** The interval whose record is marked, if one is. */
  #ringed: number | null = null;
  readonly #cadence_ms: number;
  readonly #outlets: PadOutlets;
  readonly #face: SliderFace;
  readonly #likes_left: boolean;

  constructor(
    cadence_ms: number,
    outlets: PadOutlets,
    face: SliderFace,
    likes_left: boolean,
    public value: number,
  ) {
    this.#cadence_ms = cadence_ms;
    this.#outlets = outlets;
    this.#face = face;
    this.#likes_left = likes_left;
    this.#show();
  }

  open(is_open: boolean): void {
    if (!is_open && this.#is_open) this.#letGo();
    this.#is_open = is_open;
  }

  /** Finger or mouse came down at a value: seen at once, recorded when it goes up or moves. */
  grab(value: number, event_ms: number): void {
    if (!this.#is_open) return;
    this.#held = { from: this.value, down_ms: event_ms, has_moved: false };
    this.#moveTo(value);
  }

  drag(value: number, event_ms: number): void {
    if (!this.#held) return;
    this.#held.has_moved = true;
    this.#reach(value, event_ms);
  }

  release(): void {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    if (!held.has_moved) this.#reach(this.value, held.down_ms);
    this.#record();
  }

  /** The browser made something else of the gesture: back to what was recorded or stood before. */
  cancel(): void {
    if (!this.#held) return;
    const { from, has_moved } = this.#held;
    this.#held = this.#pending = null;
    this.#moveTo(has_moved && this.#recorded ? this.#recorded.value : from);
  }

  /** Left and right go by place on screen; the others, on the slider itself, too: up is liking. */
  key(name: string, event_ms: number, focus: Element | null): boolean {
    if (name === " ") this.#outlets.togglePlay();
    else {
      const value = this.#valueBy(name, focus?.getAttribute("role") === "slider");
      if (value === null) return false;
      if (this.#is_open && value !== this.value) this.#reach(value, event_ms);
    }
    return true;
  }

  /** A slider has nothing to take back: it is moved back. */
  undo(): void {}

  /** Time goes on: what waits is recorded, the ring of the last interval fades, the value stays. */
  advance(stimulus_ms: number): void {
    const pending = this.#pending;
    const recorded = this.#recorded;
    if (pending && !(recorded && stimulus_ms - recorded.stimulus_ms < RECORDS_APART_MS)) {
      this.#record();
    }
    if (this.#ringed !== null && intervalOf(stimulus_ms, this.#cadence_ms) > this.#ringed) this.#show();
  }

  #valueBy(name: string, is_on_slider: boolean): number | null {
    const right = this.#likes_left ? -1 : 1;
    if (name === "ArrowLeft") return held(this.value - right * STEP);
    if (name === "ArrowRight") return held(this.value + right * STEP);
    if (!is_on_slider) return null; // elsewhere these scroll the page
    switch (name) {
      case "ArrowUp": return held(this.value + STEP);
      case "ArrowDown": return held(this.value - STEP);
      case "PageUp": return held(this.value + LEAP);
      case "PageDown": return held(this.value - LEAP);
      case "Home": return -100 * right;
      case "End": return 100 * right;
      default: return null;
    }
  }

  #reach(value: number, event_ms: number): void {
    this.#moveTo(value);
    const stimulus_ms = this.#outlets.momentOf(event_ms);
    this.#pending = { value, stimulus_ms };
    const last_ms = this.#recorded?.stimulus_ms ?? -RECORDS_APART_MS;
    if (stimulus_ms - last_ms >= RECORDS_APART_MS) this.#record();
  }

  #letGo(): void {
    if (this.#held) this.release();
    else this.#record();
  }

  /** Notes what was reached, unless it is what the record has already. */
  #record(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (!pending || pending.value === this.#recorded?.value) return;
    this.#recorded = pending;
    this.#outlets.pressed(pending.value, pending.stimulus_ms, 0);
    this.#ringed = intervalOf(pending.stimulus_ms, this.#cadence_ms);
    this.#face.taken(pending.value);
    this.#face.show(this.value, true);
  }

  #moveTo(value: number): void {
    this.value = value;
    this.#show();
  }

  #show(): void {
    this.#ringed = null;
    this.#face.show(this.value, false);
  }
}

function held(value: number): number {
  return Math.max(-100, Math.min(100, value));
}

/** The value at a place, given as a share of the rail from its left end. */
export function valueAt(share: number, likes_left: boolean): number {
  const value = Math.round(held(share * 200 - 100));
  return (likes_left ? -value : value) + 0; // never −0
}

/** The slider's element: where the handle lies, what is said of it. */
export function faceOf(slider: HTMLElement, likes_left: boolean, view: View, kept: string): SliderFace {
  const { like = "", dislike = "", middle = "" } = slider.dataset;
  return {
    show: (value, is_taken) => {
      const side = value > 0 ? "like" : value < 0 ? "dislike" : "";
      const text = side ? `${side === "like" ? like : dislike} ${Math.abs(value)}` : middle;
      slider.dataset["side"] = side;
      slider.toggleAttribute("data-taken", is_taken);
      slider.style.setProperty("--share", String(((likes_left ? -value : value) + 100) / 200));
      slider.setAttribute("aria-valuenow", String(value));
      slider.setAttribute("aria-valuetext", text);
    },
    taken: (value) => {
      view.vibrate();
      remember(kept, value);
    },
  };
}

function remember(name: string, value: number | null): void {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, String(value));
  } catch {
    // forbidden in this window: a reload then begins at the start value
  }
}

function remembered(name: string): number | null {
  try {
    const text = sessionStorage.getItem(name);
    return text === null ? null : Number(text);
  } catch {
    return null;
  }
}

/** Ties pointers to whichever pad is in use; a finger on the handle keeps its distance to it. */
export function bindSlider(
  slider: HTMLElement, likes_left: boolean, inUse: () => SliderPad | null,
): void {
  const handle = slider.querySelector(".handle");
  const rail = slider.querySelector(".rail") ?? slider;
  let apart = 0;
  const shareOf = (event: PointerEvent): number => {
    const { left, width } = rail.getBoundingClientRect();
    return (event.clientX - left) / width;
  };
  const valueOf = (event: PointerEvent): number => valueAt(shareOf(event) - apart, likes_left);
  slider.addEventListener("pointerdown", (event) => {
    const pad = inUse();
    if (!pad || !event.isPrimary || event.button !== 0) return;
    const is_on_handle = event.target instanceof Element && handle?.contains(event.target);
    const share = ((likes_left ? -pad.value : pad.value) + 100) / 200;
    apart = is_on_handle ? shareOf(event) - share : 0;
    slider.setPointerCapture?.(event.pointerId);
    pad.grab(valueOf(event), event.timeStamp);
  });
  slider.addEventListener("pointermove", (event) => inUse()?.drag(valueOf(event), event.timeStamp));
  slider.addEventListener("pointerup", () => inUse()?.release());
  slider.addEventListener("pointercancel", () => inUse()?.cancel());
  slider.addEventListener("contextmenu", (event) => event.preventDefault());
}

export function makePad(
  view: View, facts: { likes_left: boolean; session: string; stimulus: number },
): MakePad {
  const slider = view.find("slider");
  const { likes_left } = facts;
  const kept = `pulsemeter.slider.${facts.session}.${facts.stimulus}`;
  const start = Number(slider.dataset["start"] ?? 0);
  let pad: SliderPad | null = null;
  bindSlider(slider, likes_left, () => pad);
  return (cadence_ms, outlets, is_kept) => {
    if (!is_kept) remember(kept, null);
    const value = (is_kept ? remembered(kept) : null) ?? start;
    const face = faceOf(slider, likes_left, view, is_kept ? kept : `${kept}.practice`);
    pad = new SliderPad(cadence_ms, outlets, face, likes_left, value);
    return pad;
  };
}
