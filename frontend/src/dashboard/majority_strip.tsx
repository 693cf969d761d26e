// One strip per segment on the shared axis. Its name is the switch that draws its curve; what
// stands at the play head is said in figures at its end. A withheld segment says why.

import { useMemo } from "preact/hooks";
import type { PlanCell } from "../wire/dashboard.gen";
import { type Frame, plotWidth } from "./axis";
import { CanvasStrip } from "./canvas_strip";
import type { AxisProps } from "./curve";
import { Look, MajoritySwatch } from "./marks";
import type { Palette } from "./palette";
import { readInterval } from "./read_out";
import { CURVES_MAX, toggleDrawn } from "./room_state";
import { type IntervalMark, intervalCount, marksOf } from "./series";
import { paintStrip } from "./strip_paint";
import { sayMajority, sayNet } from "./words";

const STRIP_PX = 20;

export function MajorityStrips(props: AxisProps) {
  const { state } = props;
  const cells = state.cells.value;
  return (
    <div class="strips">
      <p class="unseen">
        Press a segment’s name to draw its curve; {CURVES_MAX} at most, a further one takes the
        place of the oldest.
      </p>
      {cells.length === 0 && (
        <p class="quiet">The segments are settled when the session starts.</p>
      )}
      {cells.map((cell, k) => (
        <div key={cell.id}>
          {cell.id !== "all" && cell.attribute !== cells[k - 1]?.attribute && (
            <h3 class="attribute">{cell.attribute_label || cell.attribute}</h3>
          )}
          {firstPart(cells, cell) !== firstPart(cells, cells[k - 1]) && (
            <p class="attribute first-part">{firstPart(cells, cell)}</p>
          )}
          {cell.withheld ? (
            <Withheld cells={cells} cell={cell} frame={props.frame} />
          ) : (
            <Strip {...props} cell={cell} />
          )}
        </div>
      ))}
    </div>
  );
}

function isMerged(cell: PlanCell): boolean {
  return cell.parts.length > 1 && !cell.attribute.includes("×");
}

/** Of a two-way segment, the part that several strips share and that stands above them. */
export function firstPart(cells: readonly PlanCell[], cell: PlanCell | undefined): string {
  if (cell === undefined || !cell.attribute.includes("×")) return "";
  return cells.find((c) => c.id === cell.parts[0])?.label ?? cell.label;
}

/** What is left to say of a segment below its headings. */
export function ownPart(cells: readonly PlanCell[], cell: PlanCell): string {
  if (!cell.attribute.includes("×")) return cell.label;
  return cells.find((c) => c.id === cell.parts[1])?.label ?? cell.label;
}

function Strip({ state, room, frame, durationMs, cell }: AxisProps & { cell: PlanCell }) {
  const figures = state.figures.value;
  const stimulus = state.stimulus.value;
  const count = intervalCount(durationMs, room.cadence_ms, figures);
  const marks = useMemo(
    () => marksOf(figures, stimulus, cell.id, count),
    [figures, stimulus, cell.id, count],
  );
  const paint = useMemo(
    () =>
      (context: CanvasRenderingContext2D, _: number, palette: Palette): void =>
        paintStrip(context, marks, frame, room.cadence_ms, STRIP_PX, palette),
    [marks, frame.width, frame.left, frame.fromMs, frame.untilMs],
  );
  const isDrawn = state.drawn.value.includes(cell.id);
  const look = state.looks.value[cell.id];
  const here = marks[readInterval(state, room.cadence_ms)] ?? null;
  return (
    <div class="strip">
      <button
        type="button"
        class="strip-name"
        aria-pressed={isDrawn}
        title={isMerged(cell) ? `${cell.label}, put together for its size` : cell.label}
        style={frame.left > 100 ? { width: `${frame.left - 8}px` } : {}}
        onClick={() => toggleDrawn(state, cell.id)}
      >
        <span class="strip-label">{ownPart(state.cells.value, cell)}</span>
        <span class="strip-n">≈ {cell.n}</span>
        {isDrawn && look !== undefined ? <Look look={look} /> : <span class="look" />}
      </button>
      <CanvasStrip
        frame={frame}
        height={STRIP_PX}
        paint={paint}
        label={`${cell.label}: ${summary(marks)}`}
      />
      <span class="aside" style={{ width: `${frame.right - 10}px` }}>
        {here && <Here mark={here} />}
      </span>
    </div>
  );
}

const SIGNS = { near: "≈", under: "<", over: ">" };

function Here({ mark }: { mark: IntervalMark }) {
  const { figure } = mark;
  return (
    <>
      <MajoritySwatch majority={figure.majority} strength={figure.strength} />{" "}
      <b>{figure.net === null ? "too few" : sayNet(figure.net)}</b>{" "}
      {figure.net !== null && <span class="quiet">n{SIGNS[figure.present.coding]}{figure.present.value}</span>}
      <span class="unseen">{sayMajority(figure.majority, figure.strength)}</span>
    </>
  );
}

function Withheld(props: { cells: readonly PlanCell[]; cell: PlanCell; frame: Frame }) {
  const { cells, cell, frame } = props;
  return (
    <div class="strip">
      <span
        class="strip-name withheld"
        style={frame.left > 100 ? { width: `${frame.left - 8}px` } : {}}
      >
        <span class="strip-label">{ownPart(cells, cell)}</span>
      </span>
      <span
        class="withheld-why"
        style={{ marginLeft: `${frame.left}px`, maxWidth: `${plotWidth(frame)}px` }}
      >
        Not shown: {cell.withheld}
      </span>
    </div>
  );
}

/** "12 most liked, 3 no majority": a strip in one breath, for who can't see it. */
export function summary(marks: (IntervalMark | null)[]): string {
  const counts = new Map<string, number>();
  for (const mark of marks) {
    if (!mark) continue;
    const words = sayMajority(mark.figure.majority, 0);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  if (counts.size === 0) return "no interval released yet";
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([words, n]) => `${n} ${words}`);
  return `${parts.join(", ")} intervals`;
}
