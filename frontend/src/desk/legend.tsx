// The signs of the matrix in words, and how to read it; always on the page (M9).

import { VerdictSign } from "../dashboard/marks";
import { VERDICTS } from "../dashboard/words";
import type { Room, VerdictName } from "../wire/dashboard.gen";

const SAYS: Record<VerdictName, string> = {
  resonates: "share who like",
  falls_flat: "share who dislike",
  divides: "like : dislike",
  leaves_cold: "share who pressed",
  undecided: "like : dislike",
  too_few: "",
};

export function DeskLegend() {
  return (
    <ul class="legend desk-legend" aria-label="Signs of the matrix">
      {(Object.keys(VERDICTS) as VerdictName[]).map((verdict) => (
        <li key={verdict}>
          <VerdictSign verdict={verdict} /> {VERDICTS[verdict]}
          {SAYS[verdict] && ` (${SAYS[verdict]})`}
        </li>
      ))}
      <li>
        <span class="swatch swatch-tints" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>{" "}
        interval of net approval beyond 0, 10, 25
      </li>
      <li>
        <span class="swatch swatch-provisional" aria-hidden="true" /> provisional
      </li>
      <li>
        <b aria-hidden="true">≠</b> differs from the others of its attribute
      </li>
      <li>
        <span class="cell-decided" aria-hidden="true" /> something is decided
      </li>
      <li>· kept back, its sums would tell too much</li>
    </ul>
  );
}

export function HowToRead({ room }: { room: Room }) {
  return (
    <details class="card how">
      <summary>How to read this, and the keys</summary>
      <p>
        Every count is rounded by the profile “{room.profile}”; audiences below{" "}
        {room.smallest_roster} persons are not shown. Shares are of those present. Everything here is
        made of figures that were released, so nothing is exact.
      </p>
      <p>
        “≠” compares an audience with the others of its attribute together. By itself each of these
        comparisons is wrong once in twenty times where nothing differs; the corrected view
        (Benjamini and Yekutieli) allows for how many there are. A split is the distance between the
        two audiences that stand furthest apart; the largest of several is partly luck.
      </p>
      <p>
        In the matrix the arrow keys go from cell to cell, Home and End to the ends of a row, with
        Ctrl to the ends of the matrix, Page Up and Page Down eight rows on. Enter opens a cell,
        Escape closes it and leads back. Left and right change the view where its names have the
        focus.
      </p>
      {room.verdict_rule && <p>{room.verdict_rule}</p>}
    </details>
  );
}
