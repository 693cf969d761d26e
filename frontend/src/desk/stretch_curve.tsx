// The curve of one audience around a statement, the whole panel's beneath it, and the window in
// which reactions to the words are read.

import type { Signal } from "@preact/signals";
import { intervalCount, marksOf } from "../dashboard/series";
import { sayDelay, sayNet, sayTime } from "../dashboard/words";
import type { PlanCell, Room } from "../wire/dashboard.gen";
import type { DeskState } from "./desk_state";
import type { Row } from "./matrix_rows";
import { bandPath, type Frame, linePath, runsOf, xOf, yOf } from "./stretch";

const WIDTH = 520;
const HEIGHT = 130;

interface Props {
  state: DeskState;
  room: Room;
  row: Row;
  cell: PlanCell;
  span: { startMs: number; endMs: number };
  playMs: Signal<number | null>;
}

export function StretchCurve({ state, room, row, cell, span, playMs }: Props) {
  // Reactions come a lag after the words, so the picture goes on for that long.
  const frame: Frame = {
    startMs: span.startMs,
    endMs: span.endMs + room.lag_ms,
    width: WIDTH,
    height: HEIGHT,
  };
  const figures = state.room.figures.value;
  const duration = room.stimuli[row.stimulus]?.duration_ms ?? 0;
  const count = intervalCount(duration, room.cadence_ms, figures);
  const runs = (id: string) => runsOf(marksOf(figures, row.stimulus, id, count), room.cadence_ms, frame);
  const mine = runs(cell.id);
  const whole = cell.id === "all" ? [] : runs("all");
  if (mine.length === 0) {
    return <p class="quiet">No interval of this stretch has figures for {cell.label}.</p>;
  }
  const nets = mine.flat().map((p) => p.net);
  const said = `Net approval of ${cell.label} from ${sayTime(frame.startMs)} to ${sayTime(frame.endMs)}: between ${sayNet(Math.min(...nets))} and ${sayNet(Math.max(...nets))}`;
  const from = xOf(row.startMs + room.lag_ms, frame);
  const upto = xOf(row.endMs + room.lag_ms, frame);
  return (
    <figure class="stretch">
      <svg viewBox={`-34 -6 ${WIDTH + 44} ${HEIGHT + 26}`} role="img" aria-label={said}>
        <rect class="stretch-window" x={from} y={0} width={Math.max(1, upto - from)} height={HEIGHT} />
        {[100, 50, 0, -50, -100].map((net) => (
          <line
            key={net}
            class={net === 0 ? "stretch-zero" : "stretch-grid"}
            x1={0}
            x2={WIDTH}
            y1={yOf(net, frame)}
            y2={yOf(net, frame)}
          />
        ))}
        {[100, 0, -100].map((net) => (
          <text key={net} x={-6} y={yOf(net, frame) + 4} text-anchor="end">
            {sayNet(net)}
          </text>
        ))}
        {whole.map((run, k) => (
          <path key={`all-${k}`} class="stretch-whole" d={linePath(run, frame)} />
        ))}
        {mine.map((run, k) => (
          <g key={k}>
            <path class="stretch-band" d={bandPath(run, frame)} />
            <path class="stretch-line" d={linePath(run, frame)} />
            {run.length === 1 && (
              <circle class="stretch-dot" cx={run[0]!.x} cy={yOf(run[0]!.net, frame)} r={3} />
            )}
          </g>
        ))}
        {playMs.value !== null && (
          <line class="stretch-play" x1={xOf(playMs.value, frame)} x2={xOf(playMs.value, frame)} y1={0} y2={HEIGHT} />
        )}
        <text x={0} y={HEIGHT + 15}>
          {sayTime(frame.startMs)}
        </text>
        <text x={WIDTH} y={HEIGHT + 15} text-anchor="end">
          {sayTime(frame.endMs)}
        </text>
      </svg>
      <figcaption class="quiet">
        Net approval of those present, {cell.label}
        {whole.length > 0 && "; thin: all"}. Shaded: where reactions to these words are read,{" "}
        {sayDelay(room.lag_ms)} after them. The band is pointwise.
      </figcaption>
    </figure>
  );
}
