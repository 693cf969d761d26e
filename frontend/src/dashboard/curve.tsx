// The curve of at most three segments, with its labels at the line ends and the provisional
// stretch marked. The drawing itself is curve_plot's; nothing is eased.

import { useLayoutEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Room } from "../wire/dashboard.gen";
import { type Frame, spread, xOf } from "./axis";
import { type Drawing, dataOf, optionsOf, rangeOf, yOf } from "./curve_plot";
import { Look } from "./marks";
import { readPalette, schemeTurn } from "./palette";
import type { RoomState } from "./room_state";
import {
  curveColumns,
  type IntervalMark,
  intervalCount,
  lastWithValue,
  marksOf,
  valueOf,
} from "./series";
import { sayNet, sayTime } from "./words";

export interface AxisProps {
  state: RoomState;
  room: Room;
  frame: Frame;
  durationMs: number;
}

const LABEL_GAP_PX = 19;

function heightOf(width: number): number {
  return Math.round(Math.min(340, Math.max(190, width * 0.3)));
}

export function Curve({ state, room, frame, durationMs }: AxisProps) {
  const measure = state.measure.value;
  const count = intervalCount(durationMs, room.cadence_ms, state.figures.value);
  const height = heightOf(frame.width);
  const curves = state.drawn.value.map((cell) => ({
    cell,
    look: state.looks.value[cell] ?? 0,
    marks: marksOf(state.figures.value, state.stimulus.value, cell, count),
  }));
  const isWide = frame.left > 100;
  const net = measure === "net";
  const drawing: Drawing = {
    frame,
    height,
    measure,
    mids: Array.from({ length: count }, (_, k) => (k + 0.5) * room.cadence_ms),
    curves: curves.map((c) => ({ columns: curveColumns(c.cell, c.marks, measure), look: c.look })),
    ends: isWide
      ? [`all ${room.like} `, net ? "even  " : "half  ", net ? `all ${room.dislike} ` : "none  "]
      : ["", "", ""],
    palette: readPalette(),
  };
  return (
    <div class="curve" style={{ height: `${height}px` }}>
      <Provisional state={state} room={room} frame={frame} count={count} />
      <Plot drawing={drawing} label={describe(drawing)} />
      <EndLabels state={state} room={room} frame={frame} height={height} curves={curves} />
      {curves.length === 0 && (
        <p class="curve-empty">Press a segment’s name below to draw its curve.</p>
      )}
      {curves.length > 0 && state.figures.value.intervals.size === 0 && (
        <p class="curve-empty">No interval has been released yet.</p>
      )}
    </div>
  );
}

export function Plot({ drawing, label }: { drawing: Drawing; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(drawing);
  latest.current = drawing;
  const looks = drawing.curves.map((c) => c.look).join();
  const { width, left, right } = drawing.frame;
  // What shapes the drawing; anything else only brings new data.
  const shape = [width, left, right, drawing.height, drawing.measure, looks, schemeTurn.value];
  const key = shape.join("|");
  useLayoutEffect(() => {
    if (!box.current) return;
    plot.current = new uPlot(
      optionsOf(() => latest.current),
      dataOf(latest.current),
      box.current,
    );
    return () => plot.current?.destroy();
  }, [key]);
  useLayoutEffect(() => {
    plot.current?.setData(dataOf(drawing));
  });
  return <div ref={box} class="plot" role="img" aria-label={label} />;
}

function describe(drawing: Drawing): string {
  const [low, high] = rangeOf(drawing.measure);
  const what = drawing.measure === "net" ? "net approval" : "approval among pressers";
  const many = drawing.curves.length;
  return `Curve of ${what} over time, fixed axis from ${low} to ${high}, ${many} of at most 3
    segments. The table below the strips holds the same figures.`.replace(/\s+/g, " ");
}

interface EndProps {
  state: RoomState;
  room: Room;
  frame: Frame;
  height: number;
  curves: { cell: string; look: number; marks: (IntervalMark | null)[] }[];
}

function EndLabels({ state, room, frame, height, curves }: EndProps) {
  const measure = state.measure.value;
  const ends = curves.flatMap(({ cell, look, marks }) => {
    const k = lastWithValue(marks, measure);
    const mark = marks[k];
    const value = mark ? valueOf(mark.figure, measure) : null;
    if (value === null) return [];
    const label = state.cells.value.find((c) => c.id === cell)?.label ?? cell;
    return [{ cell, look, label, value, ms: (k + 0.5) * room.cadence_ms }];
  });
  const places = spread(
    ends.map((end) => yOf(measure, end.value, height)),
    LABEL_GAP_PX,
    10,
    height - 10,
  );
  // All labels stand at the furthest end, so that none covers another's line.
  const furthest = Math.max(0, ...ends.map((end) => xOf(frame, end.ms)));
  const x = Math.min(furthest, frame.width - frame.right) + 8;
  return (
    <div class="ends" aria-hidden="true">
      {ends.map((end, k) => (
        <span
          key={end.cell}
          style={{ left: `${x}px`, top: `${places[k]}px`, maxWidth: `${frame.width - x}px` }}
        >
          <Look look={end.look} />
          <b>{measure === "net" ? sayNet(end.value) : `${Math.round(end.value)} %`}</b> {end.label}
        </span>
      ))}
    </div>
  );
}

/** Shades the intervals that have not frozen yet (M10). */
function Provisional(props: { state: RoomState; room: Room; frame: Frame; count: number }) {
  const { state, room, frame } = props;
  const open = [...state.figures.value.intervals.values()].filter(
    (r) => r.stimulus === state.stimulus.value && r.standing === "provisional",
  );
  if (open.length === 0) return null;
  const first = Math.min(...open.map((r) => r.interval)) * room.cadence_ms;
  const last = (Math.max(...open.map((r) => r.interval)) + 1) * room.cadence_ms;
  const from = Math.max(frame.left, xOf(frame, first));
  const until = Math.min(frame.width - frame.right, xOf(frame, last));
  if (until <= from) return null;
  return (
    <div
      class="provisional"
      title={`Provisional from ${sayTime(first)}`}
      style={{ left: `${from}px`, width: `${until - from}px` }}
    />
  );
}
