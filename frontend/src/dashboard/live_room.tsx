// The screen as a whole, in the order of the first glance: status, video and curve, strips,
// statements, drop-off and quotas. Says what to expect while there is nothing to show.

import { Controls } from "./controls";
import { later } from "./later";
import { Banner, ConnectionNote, HeldNote, ImportedNote, StoreNote } from "./notices";
import type { RoomState } from "./room_state";
import { Stage } from "./stage";
import { StatementList } from "./statement_list";
import { StatusLine } from "./status_line";
import { Timeline } from "./timeline";

/** Fetched only where people have screens of their own. */
const Calibration = later(() => import("./calibration_card").then((part) => part.CalibrationCard));

const WordsLive = later(() => import("./words_live/words_part").then((part) => part.WordsPart));
const Questions = later(() => import("./questions/questions_part").then((part) => part.QuestionsPart));
const Extend = later(() => import("./extend/extend_part").then((part) => part.ExtendPart));
const Below = later(() => import("./below").then((part) => part.Below));
const Notes = later(() => import("./notes/notes_part").then((part) => part.NotesPart));

export function LiveRoom({ state }: { state: RoomState }) {
  const room = state.room.value;
  if (!room) return <Waiting state={state} />;
  const isCalibrated = room.shown === "own_screen" && room.conducts;
  return (
    <>
      <header class="top">
        <div class="top-titles">
          <p class="crumb">
            <a href="/sessions">Sessions</a> <span aria-hidden="true">/</span> {room.session} ·{" "}
            <a href={`/sessions/${encodeURIComponent(room.session)}/desk`}>Desk</a>
          </p>
          <h1>{room.title}</h1>
        </div>
        {room.simulated && <Banner />}
        <ImportedNote room={room} />
        <Controls state={state} room={room} />
      </header>
      <ConnectionNote state={state} />
      <StoreNote state={state} />
      <StatusLine state={state} room={room} />
      <Notes state={state} room={room} />
      {room.kind === "live" && <Questions state={state} room={room} />}
      {room.can_extend && room.conducts && <Extend state={state} room={room} />}
      <HeldNote state={state} />
      {room.words_live && room.conducts && <WordsLive state={state} room={room} />}
      <div class={isCalibrated ? "room calibrated" : "room"}>
        <Stage state={state} room={room} />
        {isCalibrated && <Calibration state={state} room={room} />}
        <Timeline state={state} room={room} />
        <StatementList state={state} room={room} />
        <Below state={state} room={room} />
      </div>
    </>
  );
}

function Waiting({ state }: { state: RoomState }) {
  const connection = state.connection.value;
  const isTrouble = connection.kind === "lost" || connection.kind === "refused";
  return (
    <div class="waiting">
      <div class="pulse-mark" aria-hidden="true" />
      <h1>{isTrouble ? "The live room can’t be reached" : "Opening the live room …"}</h1>
      <div role="status">
        {connection.kind === "lost" && (
          <p>
            No answer from the server (attempt {connection.attempt}). The page keeps trying; nothing
            that participants press is lost meanwhile.
          </p>
        )}
        {connection.kind === "refused" && (
          <p>
            {connection.why} {connection.remedy}
          </p>
        )}
      </div>
      {connection.kind === "refused" && (
        <p>
          <a href="/staff/sign-in">Staff sign-in</a> · <a href="/sessions">Sessions</a>
        </p>
      )}
    </div>
  );
}
