// What stands under the cursor, or else at the play head, in words and with its n (M8).

import type { Room } from "../wire/dashboard.gen";
import { intervalKey } from "./figures";
import { Look } from "./marks";
import type { RoomState } from "./room_state";
import { newestAt, pressersShare } from "./series";
import { KEPT_BACK, sayCount, sayNet, sayPart, sayShare, sayTime } from "./words";

interface Props {
  state: RoomState;
  room: Room;
  durationMs: number;
}

/** The interval that is read out: under the cursor, else the newest one released up to the play
 * head, since the interval that is being lived through has no figures yet. */
export function readInterval(state: RoomState, cadenceMs: number): number {
  const cursor = state.cursorMs.value;
  if (cursor !== null) return Math.floor(cursor / cadenceMs);
  const now = Math.floor(state.playMs.value / cadenceMs);
  const newest = newestAt(state.figures.value, state.stimulus.value, now);
  return newest >= 0 ? newest : now;
}

export function ReadOut({ state, room }: Props) {
  const interval = readInterval(state, room.cadence_ms);
  const release = state.figures.value.intervals.get(intervalKey(state.stimulus.value, interval));
  const from = interval * room.cadence_ms;
  return (
    <div class="read-out">
      <p>
        <strong>
          {sayTime(from)}–{sayTime(from + room.cadence_ms)}
        </strong>{" "}
        {release
          ? `${release.standing}, ${sayShare(release.panel_share)} of the panel`
          : "not released yet"}
      </p>
      {release && (
        <ul>
          {state.drawn.value.map((cell) => (
            <li key={cell}>
              <Look look={state.looks.value[cell] ?? 0} /> {say(state, release, cell)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type IntervalFigures = { figures: import("../wire/dashboard.gen").IntervalFigure[] };

function say(state: RoomState, release: IntervalFigures, cell: string): string {
  const label = state.cells.value.find((c) => c.id === cell)?.label ?? cell;
  const figure = release.figures.find((f) => f.cell === cell);
  if (!figure) return `${label}: ${KEPT_BACK}`;
  if (figure.net === null) return `${label}: too few, ${sayCount(figure.present)} present`;
  const base = `n ${sayCount(figure.present)}`;
  if (state.measure.value === "pressers") {
    const share = pressersShare(figure);
    if (share === null) return `${label}: too few pressers, ${base}`;
    const pressers = figure.likes.value + figure.dislikes.value;
    return `${label}: ${Math.round(share)} % of about ${pressers} pressers, ${base}`;
  }
  const band =
    figure.low === null || figure.high === null
      ? ""
      : ` (${sayNet(figure.low)} to ${sayNet(figure.high)})`;
  return `${label}: ${sayNet(figure.net)}${band}, likes ${sayPart(figure.likes, figure.present)}`;
}
