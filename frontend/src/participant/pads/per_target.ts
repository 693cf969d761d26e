// Two buttons for each target, one row of them a target. Up and down choose the row, left and right
// press its button on that side; the row under the keys is marked.
import { ReactionPad, pressOf, type Keys } from "../reaction_pad";
import type { View } from "../view";
import type { MakePad } from "./pad";

/** Keys over the rows of a pad; buttons in pairs, left before right, as they lie on the page. */
export function rowKeys(buttons: readonly HTMLElement[], chosen: (row: number) => void): Keys {
  const rows = buttons.length / 2;
  let row = 0;
  const rowOf = (focus: Element | null): number => {
    const place = buttons.findIndex((button) => button === focus);
    return place < 0 ? row : Math.floor(place / 2);
  };
  return (name, press, focus) => {
    row = rowOf(focus);
    if (name === "ArrowUp" || name === "ArrowDown") {
      row = (row + (name === "ArrowUp" ? rows - 1 : 1)) % rows;
      // The focus goes along where it already is on the pad, else it stays where the person is.
      const place = buttons.findIndex((button) => button === focus);
      if (place >= 0) buttons[row * 2 + (place % 2)]?.focus();
      chosen(row);
      return true;
    }
    if (name !== "ArrowLeft" && name !== "ArrowRight") return false;
    const button = buttons[row * 2 + (name === "ArrowLeft" ? 0 : 1)];
    if (!button) return false;
    const { choice, target } = pressOf(button);
    chosen(row);
    press(choice, target);
    return true;
  };
}

export function makePad(view: View, page: Document): MakePad {
  const rows = [...page.querySelectorAll<HTMLElement>(".row")];
  const keys = rowKeys(view.choices, (row) => {
    rows.forEach((one, place) => one.toggleAttribute("data-chosen", place === row));
    view.say(rows[row]?.getAttribute("aria-label") ?? "");
  });
  return (cadence_ms, outlets) => new ReactionPad(cadence_ms, outlets, keys);
}
