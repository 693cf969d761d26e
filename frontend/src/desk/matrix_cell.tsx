// One cell of the matrix: verdict, share and n on a tint that says how far its interval lies from
// zero. Shape, words and place say the same as the colour.

import { VerdictSign } from "../dashboard/marks";
import { KEPT_BACK } from "../dashboard/words";
import type { PlanCell } from "../wire/dashboard.gen";
import type { DeskCell } from "../wire/desk.gen";
import { cellKey } from "./desk_state";
import { sayCell, sayShare, shortCount } from "./desk_words";
import type { Row } from "./matrix_rows";

/** The class that paints a cell. */
export function paint(cell: DeskCell): string {
  if (cell.tint > 0) return `swatch-liked tint-${Math.min(3, cell.tint)}`;
  if (cell.tint < 0) return `swatch-disliked tint-${Math.min(3, -cell.tint)}`;
  if (cell.verdict === "leaves_cold") return "swatch-silent";
  return "";
}

export function isMarked(cell: DeskCell, isCorrected: boolean): boolean {
  return (isCorrected ? cell.contrast?.corrected : cell.contrast?.differs) ?? false;
}

interface Props {
  row: Row;
  column: PlanCell;
  cell: DeskCell | undefined;
  isCorrected: boolean;
  isOpen: boolean;
  decided: number;
  onOpen(): void;
}

export function MatrixCell(props: Props) {
  const { row, column, cell } = props;
  if (!cell) {
    const why = row.told ? KEPT_BACK : "not released yet";
    return (
      <td role="gridcell">
        <span class="empty" title={why}>
          <span aria-hidden="true">{row.told ? "·" : ""}</span>
          <span class="unseen">
            {column.label}: {why}
          </span>
        </span>
      </td>
    );
  }
  const marked = isMarked(cell, props.isCorrected);
  const standing = row.told?.standing ?? "";
  const classes = ["cell", paint(cell), standing === "provisional" ? "early" : ""];
  if (cell.verdict === "too_few") classes.push("cell-few");
  const said = sayCell(column.label, cell, marked, standing);
  return (
    <td role="gridcell">
      <button
        type="button"
        class={classes.filter(Boolean).join(" ")}
        aria-expanded={props.isOpen}
        data-cell={cellKey(row.id, column.id)}
        onClick={props.onOpen}
      >
        <span class="unseen">{props.decided ? `${said}, ${props.decided} decided` : said}</span>
        <span class="cell-sign">
          <VerdictSign verdict={cell.verdict} />
        </span>
        <span class="cell-line" aria-hidden="true">
          <b>{sayShare(cell)}</b>
          {props.decided > 0 && <span class="cell-decided" />}
        </span>
        <span class="cell-line" aria-hidden="true">
          <small>n {shortCount(cell.present)}</small>
          {marked && <span class="cell-mark">≠</span>}
        </span>
      </button>
    </td>
  );
}
