// Own screens are some seconds behind, each by its own time. Here the moderator asks for a tap at a
// cue, marks the moment on an own feed, and sees how well the delays are known (L1, L2).

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Calibration, CueStatus, Room } from "../wire/dashboard.gen";
import { ask } from "./ask_server";
import { canAsk, partsOf, reminder } from "./calibration";
import { Trouble } from "./notices";
import type { RoomState } from "./room_state";
import { saySeconds, sayTime } from "./words";

const WORDS_MAX = 200;
const LATE = "some screens are a minute behind";

type Send = (what: "ask" | "mark" | "end", body?: object) => Promise<void>;

export function CalibrationCard({ state, room }: { state: RoomState; room: Room }) {
  const card = useRef<HTMLElement>(null);
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  // The keyboard goes along with what was done here, never with what another page did.
  const isOurs = useSignal(false);
  const status = state.status.value;
  const cue = status?.cue;
  useEffect(() => {
    if (!cue) isOurs.value = false;
  }, [cue?.number]);
  if (!status) return null;
  const send: Send = async (what, body) => {
    if (isBusy.value) return;
    isBusy.value = isOurs.value = true;
    trouble.value = await ask(state, room.session, `cue/${what}`, body ? { body } : {});
    isBusy.value = false;
    isOurs.value = trouble.value === "";
    if (trouble.value === "" && what === "end") card.current?.focus({ preventScroll: true });
  };
  const sessionMs = state.sessionMs.value;
  const isOn = canAsk(status.state, sessionMs);
  return (
    <section ref={card} class="card calibration" tabIndex={-1} aria-labelledby="calibration-title">
      <div class="calibration-cue">
        <h2 id="calibration-title">Delay of own screens</h2>
        <p class="quiet">
          Ask first; press Now exactly when it is heard on your own feed. Three cues make a
          calibration; again every ten minutes.
        </p>
        <p class="due" role="status">
          {isOn && reminder(status.calibration, status.cue, sessionMs)}
        </p>
        {cue ? (
          <OpenCue key={cue.number} cue={cue} send={send} isOurs={isOurs.value} />
        ) : isOn ? (
          <AskCue cues={room.cues} send={send} />
        ) : (
          <p class="quiet">Cues can be asked for while the session’s clock runs.</p>
        )}
        <Trouble words={trouble.value} />
      </div>
      {status.calibration && <Quality calibration={status.calibration} />}
    </section>
  );
}

function AskCue({ cues, send }: { cues: string[]; send: Send }) {
  const words = useSignal("");
  return (
    <div class="ask-cue">
      {cues.length > 0 && (
        <ul aria-label="Planned cues">
          {cues.map((cue, planned) => (
            <li key={planned}>
              <button type="button" onClick={() => void send("ask", { words: cue, planned })}>
                <span dir="auto">{cue}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const said = words.value.trim();
          if (said !== "") void send("ask", { words: said, planned: -1 });
        }}
      >
        <label for="cue-words">{cues.length > 0 ? "Another cue" : "Cue"}</label>
        <input
          id="cue-words"
          type="text"
          dir="auto"
          maxLength={WORDS_MAX}
          autocomplete="off"
          value={words.value}
          onInput={(event) => {
            words.value = event.currentTarget.value;
          }}
        />
        <button type="submit">Ask</button>
      </form>
    </div>
  );
}

function OpenCue({ cue, send, isOurs }: { cue: CueStatus; send: Send; isOurs: boolean }) {
  const now = useRef<HTMLButtonElement>(null);
  const said = useRef<HTMLParagraphElement>(null);
  const isMarked = cue.marked_ms !== null;
  // The moment may come at once, so Enter must be enough; pressed twice, it must not do more.
  useLayoutEffect(() => {
    if (isOurs) (isMarked ? said : now).current?.focus({ preventScroll: true });
  }, [isMarked]);
  return (
    <div class="open-cue">
      <p class="cue-words">
        “<span dir="auto">{cue.words}</span>”
      </p>
      <p class="cue-state" ref={said} tabIndex={-1}>
        <span role="status">
          {cue.marked_ms === null
            ? "Asked. Press Now, or Enter, when you hear it."
            : `Marked at ${sayTime(cue.marked_ms)}. Leave it until the taps have come: ${LATE}.`}
        </span>{" "}
        <span class="taps">
          <b>≈ {cue.taps}</b> have tapped
        </span>
      </p>
      {!isMarked && (
        <button
          ref={now}
          type="button"
          class="primary now-button"
          // A key still held down from asking must not mark.
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
          onClick={() => void send("mark")}
        >
          Now
        </button>
      )}
      <button type="button" onClick={() => void send("end")}>
        Take away
      </button>
    </div>
  );
}

function Quality({ calibration }: { calibration: Calibration }) {
  const parts = partsOf(calibration);
  return (
    <div class="quality">
      <span class="quality-bar" aria-hidden="true">
        {parts.map((part) => (
          <span key={part.name} class={`part-${part.name}`} style={{ width: `${part.share}%` }} />
        ))}
      </span>
      <ul>
        {parts.map((part) => (
          <li key={part.name}>
            <span class={`key part-${part.name}`} aria-hidden="true" />
            <span>
              <b>≈ {part.persons}</b> {part.name}
            </span>
          </li>
        ))}
      </ul>
      {calibration.delay_p50_ms === null ? (
        <p class="quiet">Delays are told of enough persons only.</p>
      ) : (
        <dl>
          <Delay name="half are within" ms={calibration.delay_p50_ms} />
          <Delay name="95 % are within" ms={calibration.delay_p95_ms} />
        </dl>
      )}
      <p class="quiet">
        An interval freezes {saySeconds(calibration.grace_ms)} after its end. Coarse phones, whose
        taps lie more than 2.5 s apart, count in statements of 10 s and more only. Uncalibrated
        phones count as present, not in intervals.
      </p>
    </div>
  );
}

function Delay({ name, ms }: { name: string; ms: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{ms === null ? "–" : saySeconds(ms)}</dd>
    </div>
  );
}
