// Four steps: two sides, the strong answers above the weak ones. Arrow keys move the focus among the
// four by place; Enter or Space presses, as on any button.
import { ReactionPad, type Keys } from "../reaction_pad";
import type { View } from "../view";
import type { MakePad } from "./pad";

const STEPS: Record<string, readonly [down: number, right: number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** Keys over four buttons that lie two by two, row by row; at an edge the focus stays. */
export function squareKeys(buttons: readonly HTMLElement[]): Keys {
  return (name, _, focus) => {
    const step = STEPS[name];
    const place = buttons.findIndex((button) => button === focus);
    // Up and down scroll the page until the focus is on the pad.
    if (!step || (place < 0 && step[1] === 0)) return false;
    // From elsewhere the first key goes to the weak answer of its side: the smaller claim.
    const next = place < 0
      ? [1, name === "ArrowRight" ? 1 : 0] as const
      : [Math.floor(place / 2) + step[0], (place % 2) + step[1]] as const;
    if (next.every((part) => part === 0 || part === 1)) buttons[next[0] * 2 + next[1]]?.focus();
    return true;
  };
}

export function makePad(view: View): MakePad {
  const keys = squareKeys(view.choices);
  return (cadence_ms, outlets) => new ReactionPad(cadence_ms, outlets, keys);
}
