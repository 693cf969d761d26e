// The axis itself: moments, the seek bar that is the keyboard's way along it, and the lane that
// shows where each statement lies.

import type { Room } from "../wire/dashboard.gen";
import { type Frame, plotWidth, ticks, xOf } from "./axis";
import { VerdictSign } from "./marks";
import { type RoomState, wholeCell } from "./room_state";
import { sayTime } from "./words";

export function TimeAxis({ frame }: { frame: Frame }) {
  return (
    <div class="time-axis" aria-hidden="true">
      {ticks(frame, 58).map((ms) => (
        <span key={ms} style={{ left: `${xOf(frame, ms)}px` }}>
          {sayTime(ms)}
        </span>
      ))}
    </div>
  );
}

interface SeekProps {
  state: RoomState;
  room: Room;
  frame: Frame;
  onJump(ms: number): void;
}

export function SeekBar({ state, room, frame, onJump }: SeekProps) {
  const play = state.playMs.value;
  const lag = 8;
  return (
    <input
      class="seek"
      type="range"
      aria-label="Time in the stimulus"
      aria-valuetext={`${sayTime(play)} of ${sayTime(frame.untilMs)}`}
      min={frame.fromMs}
      max={frame.untilMs}
      step={room.cadence_ms}
      value={Math.round(play / room.cadence_ms) * room.cadence_ms}
      style={{ marginLeft: `${frame.left - lag}px`, width: `${plotWidth(frame) + 2 * lag}px` }}
      onInput={(event) => onJump(Number(event.currentTarget.value))}
    />
  );
}

/** Where the statements lie, with everybody's verdict. The list beside it says the same. */
export function StatementLane({ state, room, frame }: Omit<SeekProps, "onJump">) {
  const whole = wholeCell(state.cells.value)?.id;
  const play = state.playMs.value;
  const here = room.statements.filter((s) => s.stimulus === state.stimulus.value);
  return (
    <div class="lane" aria-hidden="true">
      {here.map((statement) => {
        const from = Math.max(frame.left, xOf(frame, statement.start_ms));
        const until = Math.min(frame.width - frame.right, xOf(frame, statement.end_ms));
        if (until <= from) return null;
        const release = state.figures.value.statements.get(statement.id);
        const figure = release?.figures.find((f) => f.cell === whole);
        const isNow = statement.start_ms <= play && play < statement.end_ms;
        return (
          <span
            key={statement.id}
            class={isNow ? "now" : ""}
            title={statement.topic || statement.words}
            style={{ left: `${from}px`, width: `${Math.max(2, until - from - 2)}px` }}
          >
            {figure && until - from >= 16 && <VerdictSign verdict={figure.verdict} />}
          </span>
        );
      })}
    </div>
  );
}
