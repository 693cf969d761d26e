// Where the arrow keys lead in a grid: one cell further, to the ends of a row or of the whole grid.
// Pure; it must not know what the cells show.

export interface Place {
  row: number;
  column: number;
}

export interface Size {
  rows: number;
  columns: number;
}

/** Rows that Page Up and Page Down pass over. */
export const PAGE_ROWS = 8;

/** Where a key leads from a place, or null where it is none of the grid's. */
export function placeAfter(key: string, isWhole: boolean, at: Place, size: Size): Place | null {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const to = (row: number, column: number): Place => ({
    row: Math.max(0, Math.min(last.row, row)),
    column: Math.max(0, Math.min(last.column, column)),
  });
  switch (key) {
    case "ArrowRight":
      return to(at.row, at.column + 1);
    case "ArrowLeft":
      return to(at.row, at.column - 1);
    case "ArrowDown":
      return to(at.row + 1, at.column);
    case "ArrowUp":
      return to(at.row - 1, at.column);
    case "PageDown":
      return to(at.row + PAGE_ROWS, at.column);
    case "PageUp":
      return to(at.row - PAGE_ROWS, at.column);
    case "Home":
      return to(isWhole ? 0 : at.row, 0);
    case "End":
      return to(isWhole ? last.row : at.row, last.column);
    default:
      return null;
  }
}
