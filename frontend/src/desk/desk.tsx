// The desk as a whole: what it is of, its four views, and beside them the cell that was opened. Says
// what to expect while there is nothing to show.

import { useEffect, useRef } from "preact/hooks";
import { Banner, ConnectionNote, ImportedNote } from "../dashboard/notices";
import { STATES as SESSION_STATES } from "../dashboard/words";
import type { Room } from "../wire/dashboard.gen";
import { CellView } from "./cell_view";
import { DecisionsView } from "./decisions_view";
import type { DeskState, Tab } from "./desk_state";
import { MapView } from "./map_view";
import { MatrixView } from "./matrix_view";
import { Overview } from "./overview";

const TABS: readonly [Tab, string][] = [
  ["matrix", "Matrix"],
  ["map", "Message map"],
  ["overview", "Overview"],
  ["decisions", "Decisions"],
];

export function DeskPage({ state }: { state: DeskState }) {
  const room = state.room.room.value;
  if (!room) return <Waiting state={state} />;
  return (
    <>
      <header class="top">
        <div class="top-titles">
          <p class="crumb">
            <a href="/sessions">Sessions</a> <span aria-hidden="true">/</span>{" "}
            <a href={`/sessions/${encodeURIComponent(room.session)}/live`}>
              {room.session} <span class="unseen">live room</span>
            </a>{" "}
            <span aria-hidden="true">/</span> Desk
          </p>
          <h1>{room.title}</h1>
        </div>
        {room.simulated && <Banner />}
        <ImportedNote room={room} />
        <p class="quiet">
          {SESSION_STATES[state.room.status.value?.state ?? room.status.state]}
          {room.own_only && " · your own audiences only; there are others in this session"}
        </p>
      </header>
      <ConnectionNote state={state.room} />
      {state.trouble.value !== "" && (
        <p class="note" role="status">
          The estimates on this page may not be the newest: {state.trouble.value}. The page keeps
          trying.
        </p>
      )}
      <Tabs state={state} />
      <div class={state.opened.value ? "desk-room with-cell" : "desk-room"}>
        <Shown state={state} room={room} />
        {state.opened.value && <CellView state={state} room={room} opened={state.opened.value} />}
      </div>
    </>
  );
}

function Shown({ state, room }: { state: DeskState; room: Room }) {
  const tab = state.tab.value;
  return (
    <div class="desk-view" role="tabpanel" id="desk-view" aria-labelledby={`tab-${tab}`}>
      {tab === "matrix" && <MatrixView state={state} room={room} />}
      {tab === "map" && <MapView state={state} room={room} />}
      {tab === "overview" && <Overview state={state} room={room} />}
      {tab === "decisions" && <DecisionsView state={state} room={room} />}
    </div>
  );
}

/** Arrow keys go from tab to tab, as in any list of tabs. */
function Tabs({ state }: { state: DeskState }) {
  const list = useRef<HTMLDivElement>(null);
  const hasMoved = useRef(false);
  useEffect(() => {
    if (!hasMoved.current) return;
    hasMoved.current = false;
    list.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }, [state.tab.value]);
  const go = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = TABS.findIndex(([tab]) => tab === state.tab.value);
    hasMoved.current = true;
    state.tab.value = TABS[(at + step + TABS.length) % TABS.length]![0];
  };
  const openOnes = [...state.decisions.value.values()].filter((d) => d.state === "proposed").length;
  return (
    <div class="tabs" role="tablist" aria-label="Views of the desk" ref={list} onKeyDown={go}>
      {TABS.map(([tab, name]) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-selected={state.tab.value === tab}
          aria-controls="desk-view"
          tabIndex={state.tab.value === tab ? 0 : -1}
          onClick={() => {
            state.tab.value = tab;
          }}
        >
          {name}
          {tab === "decisions" && openOnes > 0 && (
            <span class="count">
              {openOnes} <span class="unseen">proposed</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function Waiting({ state }: { state: DeskState }) {
  const connection = state.room.connection.value;
  const isTrouble = connection.kind === "lost" || connection.kind === "refused";
  return (
    <div class="waiting">
      <div class="pulse-mark" aria-hidden="true" />
      <h1>{isTrouble ? "The desk can’t be reached" : "Opening the desk …"}</h1>
      <div role="status">
        {connection.kind === "lost" && (
          <p>No answer from the server (attempt {connection.attempt}). The page keeps trying.</p>
        )}
        {connection.kind === "refused" && (
          <p>
            {connection.why} {connection.remedy}
          </p>
        )}
      </div>
      {isTrouble && (
        <p>
          <a href="/staff/sign-in">Staff sign-in</a> · <a href="/sessions">Sessions</a>
        </p>
      )}
    </div>
  );
}
