// A table in which arrow keys go from cell to cell and Tab passes by: one cell is in the order of
// Tab, the one that was last in focus. Enter is the cell's own affair, it is a button.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { placeAfter, type Place } from "./grid_keys";

interface Props {
  label: string;
  class: string;
  children: ComponentChildren;
}

const CELLS = "[role=gridcell] > button, [role=rowheader] > button, [role=gridcell] > .empty";

function rowsOf(table: HTMLElement): HTMLElement[][] {
  return [...table.querySelectorAll<HTMLElement>("tbody > tr")].map((row) => [
    ...row.querySelectorAll<HTMLElement>(CELLS),
  ]);
}

export function KeyGrid(props: Props) {
  const table = useRef<HTMLTableElement>(null);
  const at = useRef<Place>({ row: 0, column: 0 });
  // After each drawing: rows come and go with the filter and with what is released.
  useEffect(() => {
    if (table.current) settle(table.current, at.current);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const rows = rowsOf(table.current!);
    const from = whereIs(rows, event.target);
    if (from === null || event.altKey || event.metaKey) return;
    const size = { rows: rows.length, columns: rows[from.row]!.length };
    const to = placeAfter(event.key, event.ctrlKey, from, size);
    if (to === null) return;
    event.preventDefault();
    rows[to.row]?.[to.column]?.focus();
  };
  const onFocusIn = (event: FocusEvent): void => {
    const place = whereIs(rowsOf(table.current!), event.target);
    if (place === null) return;
    at.current = place;
    settle(table.current!, place);
  };
  return (
    <table
      ref={table}
      role="grid"
      class={props.class}
      aria-label={props.label}
      onKeyDown={onKeyDown}
      onFocusIn={onFocusIn}
    >
      {props.children}
    </table>
  );
}

function whereIs(rows: HTMLElement[][], target: EventTarget | null): Place | null {
  for (const [row, cells] of rows.entries()) {
    const column = cells.indexOf(target as HTMLElement);
    if (column >= 0) return { row, column };
  }
  return null;
}

/** Puts the one cell into the order of Tab; the place is drawn in where rows have gone. */
function settle(table: HTMLElement, at: Place): void {
  const rows = rowsOf(table);
  const row = rows[Math.min(at.row, rows.length - 1)];
  const chosen = row?.[Math.min(at.column, row.length - 1)];
  for (const cell of rows.flat()) cell.tabIndex = cell === chosen ? 0 : -1;
}
