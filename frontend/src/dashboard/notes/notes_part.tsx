// Notes pinned to a moment by one key, and the observers' line to the moderator: where they are
// written, read and pointed out, and their pins on the axis of time.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Remark, RemarkKindName, Remarks } from "../../wire/remarks.gen";
import type { Room } from "../../wire/dashboard.gen";
import { type Frame, xOf } from "../axis";
import { Trouble } from "../notices";
import { read } from "../read_server";
import { lookAt, type RoomState } from "../room_state";
import { sayTime } from "../words";
import {
  alongTheTime,
  isPinKey,
  KEY,
  nothingWritten,
  readSwitch,
  seeLines,
  takeRemarks,
  unseenLines,
  WORDS_MAX,
  writeSwitch,
  type Written,
} from "./notes";
import { post } from "./write_remark";

interface Props {
  state: RoomState;
  room: Room;
}

/** What is being written, and at which moment it began. */
interface Draft {
  kind: RemarkKindName;
  stimulus: number;
  at_ms: number;
}

// One page is one room: pins and list stand in different places and show the same.
const written: Written = nothingWritten();

export function NotesPart({ state, room }: Props) {
  const draft = useSignal<Draft | null>(null);
  const isKeyOn = useSignal(readSwitch(localStorage));
  const trouble = useSignal("");
  useRemarks(state, room, trouble);
  const begin = (kind: RemarkKindName): void => {
    draft.value = { kind, stimulus: state.stimulus.value, at_ms: Math.round(state.playMs.value) };
  };
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!isKeyOn.value || !isPinKey(event)) return;
      event.preventDefault();
      begin("note");
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  const isOver = ["closed", "released"].includes(state.status.value?.state ?? "");
  const mayWrite = !isOver || written.takesLines.value || room.status.active !== null;
  return (
    <section class="notes-part" aria-label="Notes and lines">
      <Lines />
      <div class="notes-bar">
        {mayWrite && (
          <button type="button" aria-keyshortcuts={KEY.toUpperCase()} onClick={() => begin("note")}>
            Note <kbd aria-hidden="true">{isKeyOn.value ? "N" : ""}</kbd>
          </button>
        )}
        {!written.takesLines.value && !isOver && (
          <button type="button" onClick={() => begin("line")}>
            Line to the moderator
          </button>
        )}
        <List state={state} room={room} isKeyOn={isKeyOn} trouble={trouble} />
      </div>
      {draft.value && <Writing key={JSON.stringify(draft.value)} room={room} draft={draft} />}
      <Trouble words={trouble.value} />
    </section>
  );
}

/** Reads what is there at first, and again whenever something changed or the stream came back. */
function useRemarks(state: RoomState, room: Room, trouble: Signal<string>): void {
  const isFirst = useRef(true);
  const isThere = state.connection.value.kind === "following";
  useEffect(() => {
    if (!isThere) return;
    let isWanted = true;
    void read<Remarks>(room.session, "remarks").then((answer) => {
      if (!isWanted) return;
      trouble.value = answer.trouble;
      if (answer.told) takeRemarks(written, answer.told, isFirst.current);
      isFirst.current = false;
    });
    return () => {
      isWanted = false;
    };
  }, [state.written.value, isThere]);
}

/** What observers wrote and nobody has put away yet. */
function Lines() {
  const lines = unseenLines(written);
  return (
    <div role="status">
      {lines.length > 0 && (
        <div class="note lines">
          <ul>
            {lines.map((line) => (
              <li key={line.id} dir="auto">
                <b>{line.author}</b> {line.words}
              </li>
            ))}
          </ul>
          <button type="button" onClick={() => seeLines(written)}>
            Seen
          </button>
        </div>
      )}
    </div>
  );
}

function Writing({ room, draft }: { room: Room; draft: Signal<Draft | null> }) {
  const field = useRef<HTMLInputElement>(null);
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  const held = draft.value;
  useLayoutEffect(() => field.current?.focus(), []);
  if (!held) return null;
  const send = async (): Promise<void> => {
    const words = field.current?.value.trim() ?? "";
    if (!words || isBusy.value) return;
    isBusy.value = true;
    trouble.value = await post(room.session, "remarks", { ...held, words });
    isBusy.value = false;
    if (!trouble.value) draft.value = null;
  };
  const name =
    held.kind === "note" ? `Note at ${sayTime(held.at_ms)}` : "Line to owners and moderators";
  return (
    <form
      class="notes-writing"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") draft.value = null;
      }}
    >
      <label>
        {name}
        <input ref={field} maxLength={WORDS_MAX} autocomplete="off" dir="auto" required />
      </label>
      <button type="submit" class="primary" disabled={isBusy.value}>
        {held.kind === "note" ? "Pin it" : "Send it"}
      </button>
      <button
        type="button"
        onClick={() => {
          draft.value = null;
        }}
      >
        Leave it
      </button>
      <Trouble words={trouble.value} />
    </form>
  );
}

interface ListProps extends Props {
  isKeyOn: Signal<boolean>;
  trouble: Signal<string>;
}

function List({ state, room, isKeyOn, trouble }: ListProps) {
  const stimulus = state.stimulus.value;
  const here = alongTheTime(written.remarks.value, stimulus);
  const takeBack = async (remark: Remark): Promise<void> => {
    trouble.value = await post(room.session, `remarks/${remark.id}/take-back`);
  };
  return (
    <details class="notes-list">
      <summary>
        Notes and lines <span class="quiet">{here.length}</span>
      </summary>
      <p class="quiet">
        Read by owners, analysts and moderators, and by who wrote them; lines by owners and
        moderators. Participants never get any.
      </p>
      {here.length === 0 && <p class="quiet">Nothing has been written here yet.</p>}
      <ol>
        {here.map((remark) => (
          <li key={remark.id} class={`remark-${remark.kind}`}>
            <button type="button" onClick={() => lookAt(state, remark.at_ms)}>
              {sayTime(remark.at_ms)}
            </button>
            <span>
              <b>{remark.author}</b>
              {remark.kind === "line" && <small> to the moderator</small>}
              <span class="remark-words" dir="auto">
                {remark.words}
              </span>
            </span>
            {remark.own && (
              <button type="button" onClick={() => void takeBack(remark)}>
                Take back
              </button>
            )}
          </li>
        ))}
      </ol>
      <p class="notes-foot">
        <a href={`/api/v1/sessions/${room.session}/remarks.csv`} download>
          All of the session as a table
        </a>
        <label>
          <input
            type="checkbox"
            checked={isKeyOn.value}
            onChange={(event) => {
              isKeyOn.value = event.currentTarget.checked;
              writeSwitch(localStorage, isKeyOn.value);
            }}
          />
          The key N pins a note
        </label>
      </p>
    </details>
  );
}

/** Where notes lie on the axis. The list says the same. */
export function Pins({ state, frame }: { state: RoomState; frame: Frame }) {
  const here = alongTheTime(written.remarks.value, state.stimulus.value).filter(
    ({ kind, at_ms }) => kind === "note" && at_ms >= frame.fromMs && at_ms <= frame.untilMs,
  );
  if (here.length === 0) return null;
  return (
    <div class="pins" aria-hidden="true">
      {here.map((note) => (
        <span
          key={note.id}
          title={`${sayTime(note.at_ms)} ${note.author}: ${note.words}`}
          style={{ left: `${xOf(frame, note.at_ms)}px` }}
        />
      ))}
    </div>
  );
}
