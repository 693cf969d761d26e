// The same figures as a table, for reading instead of looking: the intervals around the play
// head, one row each, one column per segment. Built only while it is open.

import { useSignal } from "@preact/signals";
import type { Room } from "../wire/dashboard.gen";
import { intervalKey } from "./figures";
import type { RoomState } from "./room_state";
import { intervalCount } from "./series";
import { sayCell, sayTime } from "./words";

const ROWS_MAX = 40;

interface Props {
  state: RoomState;
  room: Room;
  durationMs: number;
}

export function FiguresTable({ state, room, durationMs }: Props) {
  const isOpen = useSignal(false);
  return (
    <details
      class="figures-table"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>Read the intervals as a table</summary>
      {isOpen.value && <Table state={state} room={room} durationMs={durationMs} />}
    </details>
  );
}

function Table({ state, room, durationMs }: Props) {
  const cells = state.cells.value.filter((cell) => !cell.withheld);
  const count = intervalCount(durationMs, room.cadence_ms, state.figures.value);
  const now = Math.floor(state.playMs.value / room.cadence_ms);
  const first = Math.max(0, Math.min(count - ROWS_MAX, now - ROWS_MAX + 2));
  const rows = Array.from({ length: Math.min(ROWS_MAX, count) }, (_, k) => first + k);
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Figures of the intervals">
      <table>
        <caption>
          Net approval and majority per interval and segment; all from rounded counts. What is kept
          back would tell too much by its sums.
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {cells.map((cell) => (
              <th key={cell.id} scope="col">
                {cell.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((k) => {
            const release = state.figures.value.intervals.get(
              intervalKey(state.stimulus.value, k),
            );
            return (
              <tr key={k} aria-current={k === now ? "time" : undefined}>
                <th scope="row">{sayTime(k * room.cadence_ms)}</th>
                {cells.map((cell) => (
                  <td key={cell.id}>{sayCell(release, cell.id)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
