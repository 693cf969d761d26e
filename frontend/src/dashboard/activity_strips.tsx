// Grey strips without direction: how many of those present pressed (under the curve), and how
// many are still there (drop-off). Both of everybody, both on the shared axis.

import { useMemo } from "preact/hooks";
import { type Frame, plotWidth, xOf } from "./axis";
import { CanvasStrip } from "./canvas_strip";
import type { AxisProps } from "./curve";
import type { Palette } from "./palette";
import { wholeCell } from "./room_state";
import { type IntervalMark, intervalCount, marksOf, participation } from "./series";
import { sayCount } from "./words";

function useMarks({ state, room, durationMs }: AxisProps): (IntervalMark | null)[] {
  const figures = state.figures.value;
  const whole = wholeCell(state.cells.value)?.id ?? "";
  const count = intervalCount(durationMs, room.cadence_ms, figures);
  const stimulus = state.stimulus.value;
  return useMemo(
    () => marksOf(figures, stimulus, whole, count),
    [figures, stimulus, whole, count],
  );
}

export function paintBars(
  context: CanvasRenderingContext2D,
  shares: (number | null)[],
  frame: Frame,
  cadenceMs: number,
  height: number,
  palette: Palette,
): void {
  const bare = { ...frame, left: 0, right: 0, width: plotWidth(frame) };
  context.clearRect(0, 0, bare.width, height);
  context.fillStyle = palette.track;
  context.fillRect(0, 0, bare.width, height);
  context.fillStyle = palette.hatch;
  shares.forEach((share, k) => {
    if (share === null) return;
    const from = xOf(bare, k * cadenceMs);
    const width = xOf(bare, (k + 1) * cadenceMs) - from;
    const top = height * (1 - Math.min(100, share) / 100);
    context.fillRect(from, top, Math.max(1, width - (width >= 4 ? 1 : 0)), height - top);
  });
}

const newest = (marks: (IntervalMark | null)[]): IntervalMark | undefined =>
  marks.filter((m) => m !== null).at(-1) ?? undefined;

export function Participation(props: AxisProps) {
  const marks = useMarks(props);
  const { frame, room } = props;
  const height = 26;
  const paint = useMemo(() => {
    const shares = marks.map((m) => (m ? participation(m.figure) : null));
    return (context: CanvasRenderingContext2D, _: number, palette: Palette): void =>
      paintBars(context, shares, frame, room.cadence_ms, height, palette);
  }, [marks, frame.width, frame.left, frame.fromMs, frame.untilMs]);
  const last = newest(marks);
  const share = last ? participation(last.figure) : null;
  return (
    <div class="activity">
      <span class="gutter" style={{ width: `${frame.left - 8}px` }}>
        pressed <small>of present</small>
      </span>
      <CanvasStrip
        frame={frame}
        height={height}
        paint={paint}
        label="Share of those present who pressed, per interval, 0 to 100 percent"
      />
      <span class="aside" style={{ width: `${frame.right - 10}px` }}>
        {share === null ? "" : `about ${Math.round(share)} %`}
      </span>
    </div>
  );
}

export function DropOff(props: AxisProps) {
  const marks = useMarks(props);
  const { frame, room, state } = props;
  const height = 40;
  const roster = wholeCell(state.cells.value)?.n ?? 0;
  const most = Math.max(roster, ...marks.map((m) => m?.figure.present.value ?? 0), 1);
  const paint = useMemo(() => {
    const shares = marks.map((m) =>
      m && m.figure.present.coding !== "under" ? (100 * m.figure.present.value) / most : null,
    );
    return (context: CanvasRenderingContext2D, _: number, palette: Palette): void =>
      paintBars(context, shares, frame, room.cadence_ms, height, palette);
  }, [marks, most, frame.width, frame.left, frame.fromMs, frame.untilMs]);
  const last = newest(marks);
  return (
    <>
      <div class="strips-head">
        <h2>Drop-off</h2>
        <span class="quiet">present in each interval, of a roster of about {roster}</span>
      </div>
      <div class="activity">
        <span class="gutter" style={{ width: `${frame.left - 8}px` }}>
          present
        </span>
        <CanvasStrip
          frame={frame}
          height={height}
          paint={paint}
          label={`Present per interval, full height is about ${most} persons`}
        />
        <span class="aside" style={{ width: `${frame.right - 10}px` }}>
          {last ? sayCount(last.figure.present) : ""}
        </span>
      </div>
    </>
  );
}
