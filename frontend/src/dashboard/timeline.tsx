// Everything that shares the time axis and the play head: curve, participation, statements,
// axis, strips and drop-off. Measures its width once for all of them; a press anywhere jumps.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Room } from "../wire/dashboard.gen";
import { type Frame, msAt, stretch, xOf } from "./axis";
import { Curve } from "./curve";
import { DropOff, Participation } from "./activity_strips";
import { later } from "./later";
import { Legend } from "./marks";
import { MajorityStrips } from "./majority_strip";
import { ReadOut } from "./read_out";
import { hasEverybody, lookAt, type RoomState } from "./room_state";
import { intervalCount } from "./series";
import { SeekBar, StatementLane, TimeAxis } from "./time_axis";
import { sayTime } from "./words";

const FiguresTable = later(() => import("./figures_table").then((part) => part.FiguresTable));
const Cells = later(() => import("./cells/cells_part").then((part) => part.CellsPart));
const Presence = later(() => import("./presence/presence_part").then((part) => part.PresencePart));
const Pins = later(() => import("./notes/notes_part").then((part) => part.Pins));

const WIDE_PX = 640;
const ROOMY_PX = 900;

function frameOf(width: number, fromMs: number, untilMs: number): Frame {
  if (width >= ROOMY_PX) return { left: 184, right: 124, width, fromMs, untilMs };
  if (width >= WIDE_PX) return { left: 160, right: 112, width, fromMs, untilMs };
  return { left: 44, right: 70, width, fromMs, untilMs };
}

function durationOf(state: RoomState, room: Room): number {
  const known = room.stimuli[state.stimulus.value]?.duration_ms ?? 0;
  if (known > 0) return known;
  const count = intervalCount(0, room.cadence_ms, state.figures.value);
  return Math.max(60_000, count * room.cadence_ms, state.nowMs.value);
}

/** A live session can be looked at as far as it has come, not further. */
function latestMs(state: RoomState, room: Room, durationMs: number): number {
  const status = state.status.value?.state;
  const goesOn = room.kind === "live" && (status === "running" || status === "paused");
  return goesOn ? state.nowMs.value : durationMs;
}

export function Timeline({ state, room }: { state: RoomState; room: Room }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      width.value = Math.floor(element.clientWidth);
    });
    watch.observe(element);
    width.value = Math.floor(element.clientWidth);
    return () => watch.disconnect();
  }, []);

  const durationMs = durationOf(state, room);
  const [fromMs, untilMs] = stretch(durationMs, state.spanMs.value, state.playMs.value);
  const frame = frameOf(width.value, fromMs, untilMs);
  const isWhole = hasEverybody(state.cells.value);
  const jump = (ms: number): void => lookAt(state, Math.min(ms, latestMs(state, room, durationMs)));
  const at = (event: PointerEvent | MouseEvent): number | null => {
    const x = event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
    const isInside = x >= frame.left && x <= frame.width - frame.right;
    // The path as it was at the press: a control may have redrawn its inside since.
    const isControl = event
      .composedPath()
      .some((part) => part instanceof Element && part.matches("button, input, details, table"));
    return isInside && !isControl ? msAt(frame, x) : null;
  };
  return (
    <section class="card timeline" aria-labelledby="curve-title">
      <Heading state={state} durationMs={durationMs} />
      <div
        ref={box}
        class="axis-body"
        onPointerMove={(event) => {
          state.cursorMs.value = at(event);
        }}
        onPointerLeave={() => {
          state.cursorMs.value = null;
        }}
        onClick={(event) => {
          const ms = at(event);
          if (ms !== null) jump(ms);
        }}
      >
        {width.value > 0 && (
          <>
            <Curve state={state} room={room} frame={frame} durationMs={durationMs} />
            {isWhole && (
              <Participation state={state} room={room} frame={frame} durationMs={durationMs} />
            )}
            <StatementLane state={state} room={room} frame={frame} />
            <TimeAxis frame={frame} />
            <Pins state={state} frame={frame} />
            <SeekBar state={state} room={room} frame={frame} onJump={jump} />
            <ReadOut state={state} room={room} durationMs={durationMs} />
            <Cells state={state} room={room} frame={frame} durationMs={durationMs} />
            <div class="strips-head">
              <h2>Majority of each interval</h2>
              <Legend />
            </div>
            <MajorityStrips state={state} room={room} frame={frame} durationMs={durationMs} />
            {isWhole && (
              <DropOff state={state} room={room} frame={frame} durationMs={durationMs} />
            )}
            <Presence state={state} room={room} frame={frame} durationMs={durationMs} />
            <PlayHead state={state} frame={frame} />
          </>
        )}
      </div>
      <FiguresTable state={state} room={room} durationMs={durationMs} />
    </section>
  );
}

function Heading({ state, durationMs }: { state: RoomState; durationMs: number }) {
  const isNet = state.measure.value === "net";
  const spans = [0, 600_000, 180_000].filter((ms) => ms < durationMs);
  return (
    <div class="timeline-head">
      <h2 id="curve-title">{isNet ? "Net approval of those present" : "Approval among pressers"}</h2>
      <fieldset class="switch">
        <legend class="unseen">What the curve shows</legend>
        <label>
          <input
            type="radio"
            name="measure"
            checked={isNet}
            onChange={() => {
              state.measure.value = "net";
            }}
          />
          <span>net approval</span>
        </label>
        <label>
          <input
            type="radio"
            name="measure"
            checked={!isNet}
            onChange={() => {
              state.measure.value = "pressers";
            }}
          />
          <span>among pressers</span>
        </label>
      </fieldset>
      {spans.length > 1 && durationMs > 600_000 && (
        <label class="span">
          Stretch{" "}
          <select
            onChange={(event) => {
              state.spanMs.value = Number(event.currentTarget.value);
            }}
          >
            {spans.map((ms) => (
              <option key={ms} value={ms} selected={ms === state.spanMs.value}>
                {ms === 0 ? "whole" : `${ms / 60_000} minutes`}
              </option>
            ))}
          </select>
        </label>
      )}
      <p class="quiet band-note">
        {isNet
          ? "95 % and 50 % bands, pointwise; pale below n = 30"
          : "likes in 100 pressers, a base that changes each interval; no band"}
      </p>
    </div>
  );
}

function PlayHead({ state, frame }: { state: RoomState; frame: Frame }) {
  const ms = state.playMs.value;
  const cursor = state.cursorMs.value;
  const isSeen = ms >= frame.fromMs && ms <= frame.untilMs;
  return (
    <>
      {cursor !== null && (
        <div class="cursor" aria-hidden="true" style={{ left: `${xOf(frame, cursor)}px` }} />
      )}
      {isSeen && (
        <div class="playhead" aria-hidden="true" style={{ left: `${xOf(frame, ms)}px` }}>
          <span>{sayTime(ms)}</span>
        </div>
      )}
    </>
  );
}
