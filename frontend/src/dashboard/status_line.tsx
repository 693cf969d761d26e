// One line that says whether it is live, where the clock stands, who is there and how much of
// the panel the newest figures have (M1). Activity only: nothing here has a direction.

import type { ComponentChildren } from "preact";
import type { Room, Status } from "../wire/dashboard.gen";
import { intervalKey } from "./figures";
import type { RoomState } from "./room_state";
import { newestAt } from "./series";
import { SHOWN, sayDelay, sayShare, sayStart, sayTime, STATES } from "./words";

export function StatusLine({ state, room }: { state: RoomState; room: Room }) {
  const status = state.status.value;
  if (!status) return null;
  const isLive = room.kind === "live";
  const place = isLive ? SHOWN[room.shown] : "";
  return (
    <section class={`status state-${status.state}`} aria-label="Status of the session">
      <p class="lamp">
        <span class="lamp-dot" aria-hidden="true" />
        <span>
          {sayState(state, status, isLive)}
          {place && <small> {place}</small>}
        </span>
      </p>
      {isLive && <IntervalClock state={state} room={room} />}
      <People status={status} />
      {status.answered_share !== null && (
        <Tile name="of intervals answered" value={`${status.answered_share} %`}>
          <Bar share={status.answered_share} />
        </Tile>
      )}
      {status.data_lag_ms !== null && (
        <Tile name="median data lag" value={sayDelay(status.data_lag_ms)} />
      )}
      <PanelShare state={state} />
    </section>
  );
}

function sayState(state: RoomState, status: Status, isLive: boolean): string {
  if (status.state !== "running") return STATES[status.state];
  if (!isLive) return "Running";
  return state.sessionMs.value < 0 ? "Starting" : STATES.running;
}

function Tile(props: { name: string; value: string; more?: string; children?: ComponentChildren }) {
  return (
    <div class="tile">
      <span class="tile-value">
        {props.value}
        {props.more && <small> {props.more}</small>}
      </span>
      <span class="tile-name">{props.name}</span>
      {props.children}
    </div>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ width: `${Math.min(100, Math.max(0, share))}%` }} />
    </span>
  );
}

function IntervalClock({ state, room }: { state: RoomState; room: Room }) {
  const sessionMs = state.sessionMs.value;
  if (sessionMs < 0) return <Tile name="countdown" value={sayStart(sessionMs)} />;
  const now = state.nowMs.value;
  const duration = room.stimuli[state.stimulus.value]?.duration_ms ?? 0;
  const interval = Math.floor(now / room.cadence_ms);
  const into = (now - interval * room.cadence_ms) / room.cadence_ms;
  return (
    <Tile
      name={`interval ${interval + 1}`}
      value={sayTime(now)}
      {...(duration > 0 ? { more: `of ${sayTime(duration)}` } : {})}
    >
      <Bar share={Math.floor(into * 5 + 1) * 20} />
    </Tile>
  );
}

/** Who isn't told how many are there gets no number, and so no tile. */
function People({ status: { active, joined, target } }: { status: Status }) {
  if (active === null || joined === null || target === null) return null;
  const share = (100 * active) / Math.max(target, joined, 1);
  return (
    <Tile
      name={target > 0 ? "active now / joined / target" : "active now / joined"}
      value={`≈ ${active}`}
      more={`/ ${joined}${target > 0 ? ` / ${target}` : ""}`}
    >
      <Bar share={share} />
    </Tile>
  );
}

/** How much of the panel the newest released interval has (M10). */
function PanelShare({ state }: { state: RoomState }) {
  const figures = state.figures.value;
  const newest = newestAt(figures, state.stimulus.value, Number.POSITIVE_INFINITY);
  const release = figures.intervals.get(intervalKey(state.stimulus.value, newest));
  if (!release) return <Tile name="of panel in newest figures" value="–" />;
  return (
    <Tile name="of panel in newest figures" value={sayShare(release.panel_share)}>
      <span class={`standing standing-${release.standing}`}>{release.standing}</span>
    </Tile>
  );
}
