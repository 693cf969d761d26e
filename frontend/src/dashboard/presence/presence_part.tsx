// Drop-off by segment: who of each is present in each interval, on the shared axis, those first
// that lost most. From released counts only; nobody's leaving is told.

import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { paintBars } from "../activity_strips";
import { CanvasStrip } from "../canvas_strip";
import type { AxisProps } from "../curve";
import type { Palette } from "../palette";
import { intervalCount, marksOf } from "../series";
import { byLoss, type Presence, presenceOf, sayPresence } from "./presence";

const STRIP_PX = 22;

export function PresencePart(props: AxisProps) {
  const isOpen = useSignal(false);
  return (
    <details
      class="presence"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>Drop-off by segment</summary>
      {isOpen.value && <Strips {...props} />}
    </details>
  );
}

function Strips(props: AxisProps) {
  const { state, room, durationMs } = props;
  const figures = state.figures.value;
  const stimulus = state.stimulus.value;
  const cells = state.cells.value;
  const count = intervalCount(durationMs, room.cadence_ms, figures);
  const all = useMemo(
    () =>
      byLoss(
        cells
          .filter((cell) => !cell.withheld)
          .map((cell) => presenceOf(cell, marksOf(figures, stimulus, cell.id, count))),
      ),
    [figures, stimulus, cells, count],
  );
  return (
    <>
      <p class="quiet">
        Present in each interval, in percent of the segment’s roster; both are rounded. Those first
        that lost most between their first and their latest minute. People may come back.
      </p>
      {figures.intervals.size === 0 && <p class="quiet">No interval has been released yet.</p>}
      {all.map((presence) => (
        <Strip key={presence.cell.id} {...props} presence={presence} />
      ))}
    </>
  );
}

function Strip({ frame, room, presence }: AxisProps & { presence: Presence }) {
  const paint = useMemo(
    () =>
      (context: CanvasRenderingContext2D, _: number, palette: Palette): void =>
        paintBars(context, presence.shares, frame, room.cadence_ms, STRIP_PX, palette),
    [presence, frame.width, frame.left, frame.fromMs, frame.untilMs],
  );
  const { cell } = presence;
  const said = sayPresence(presence);
  return (
    <div class="presence-strip">
      <p style={{ marginInline: `${frame.left}px ${frame.right}px` }}>
        <b>{cell.label}</b> <span class="quiet">≈ {cell.n}</span> <span>{said}</span>
      </p>
      <CanvasStrip
        frame={frame}
        height={STRIP_PX}
        paint={paint}
        label={`Present of ${cell.label} per interval: ${said}`}
      />
    </div>
  );
}
