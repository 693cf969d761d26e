// What must not be overlooked: that a panel is simulated or a session imported, that the connection
// is gone, that the view is held.

import type { Room } from "../wire/dashboard.gen";
import { letGo, type RoomState } from "./room_state";
import { sayMany, sayTime } from "./words";

export function Banner() {
  return (
    <p class="banner" role="note">
      <strong>Simulated panel.</strong> These reactions are made by a program.
    </p>
  );
}

/** That another system collected these reactions, and what follows from that. */
export function ImportedNote({ room }: { room: Room }) {
  if (!room.imported) return null;
  return (
    <p class="banner" role="note">
      <strong>Imported session.</strong> Its reactions were collected with <bdi>{room.imported}</bdi>;
      presence wasn't measured here.
    </p>
  );
}

/** What was refused or went wrong, said at once. */
export function Trouble({ words }: { words: string }) {
  return <div role="alert">{words && <p class="note trouble">{words}</p>}</div>;
}

export function ConnectionNote({ state }: { state: RoomState }) {
  const connection = state.connection.value;
  const isTrouble = connection.kind === "lost" || connection.kind === "refused";
  return (
    <div role="status">
      {isTrouble && (
        <p class="note trouble">
          {connection.kind === "lost"
            ? `Connection lost; attempt ${connection.attempt} to take it up again. `
            : `${connection.why} ${connection.remedy} `}
          The figures below stand as of the last release; nothing pressed is lost.
        </p>
      )}
    </div>
  );
}

/** That the server can't store anything just now, and why. */
export function StoreNote({ state }: { state: RoomState }) {
  const why = state.status.value?.trouble;
  return why ? (
    <p class="note trouble" role="alert">
      <span>Nothing is stored at the moment: <bdi>{why}</bdi> Presses stay on the phones.</span>
    </p>
  ) : null;
}

export function HeldNote({ state }: { state: RoomState }) {
  const held = state.held.value;
  const waiting = state.waiting.value;
  return (
    <div role="status">
      {held && (
        <p class="note held">
          <span>
            <strong>View held at {sayTime(held.playMs)}.</strong>{" "}
            {waiting > 0
              ? `${sayMany(waiting, "newer release is", "newer releases are")} waiting.`
              : "Nothing newer yet."}
          </span>
          <button type="button" onClick={() => letGo(state)}>
            Show the newest
          </button>
        </p>
      )}
    </div>
  );
}
