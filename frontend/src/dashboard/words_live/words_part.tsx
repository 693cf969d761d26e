// Words live: the manuscript and the keys that move it on, what is said now, and words that are
// typed afterwards. Which step is possible is decided by the server; a refusal is told in words.

import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Room } from "../../wire/dashboard.gen";
import type { ManuscriptLine, WordsRoom } from "../../wire/words.gen";
import { Trouble } from "../notices";
import { read } from "../read_server";
import { type RoomState, takeWords } from "../room_state";
import { sessionMs } from "../session_clock";
import { sayTime } from "../words";
import { LoadManuscript, Manuscript } from "./manuscript";
import { hearPlayer } from "./player_captions";
import { type StepName, Steps, stepOf, type Told } from "./steps";
import { TypedWords } from "./typed_words";

interface Props {
  state: RoomState;
  room: Room;
}

/** Sends a step with the moment of its key. */
export type Send = (name: StepName, told?: Told) => Promise<boolean>;

const BUTTONS: readonly [StepName, string, string][] = [
  ["next", "L", "Next line"],
  ["skip", "S", "Skip it"],
  ["depart", "D", "Departs from the text"],
  ["end", "E", "End of statement"],
  ["back", "Z", "Take back"],
];
const KEYS_OFF = "pulsemeter.words_keys";

export function WordsPart({ state, room }: Props) {
  const lines = useSignal<readonly ManuscriptLine[]>([]);
  const shortestMs = useSignal(0);
  const trouble = useSignal("");
  const waiting = useSignal(0);
  const hasKeys = useSignal(localStorage.getItem(KEYS_OFF) !== "off");
  const steps = useMemo(
    () =>
      new Steps(room.session, {
        onWords: (words) => takeWords(state, words),
        onTrouble: (words) => {
          trouble.value = words;
        },
        onWaiting: (count) => {
          waiting.value = count;
        },
      }),
    [],
  );
  useManuscript(state, room, lines, shortestMs, trouble);
  const now = state.status.value?.state;
  const isGoing = now === "running" || now === "paused";
  const isOver = now === "closed" || now === "released";
  const send: Send = (name, told = {}) => steps.send(name, { at_ms: momentOf(state), ...told });
  useEffect(() => {
    if (!isGoing) return;
    const press = (event: KeyboardEvent): void => {
      const step = hasKeys.value ? stepOf(event) : null;
      if (!step || (lines.value.length === 0 && (step === "next" || step === "skip"))) return;
      event.preventDefault();
      void send(step);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [isGoing]);
  const words = state.words.value;
  const mayLoad = !isOver && !words?.said.length && !words?.skipped.length;
  return (
    <section class="card words-live" aria-labelledby="words-live-title">
      <div class="words-live-head">
        <h2 id="words-live-title">Words live</h2>
        <span class="quiet">
          A statement covers whole intervals and {shortestMs.value / 1_000} s at least; shorter
          pieces go together.
        </span>
        {waiting.value > 0 && <span class="quiet">{waiting.value} on the way …</span>}
      </div>
      <Trouble words={trouble.value} />
      {isGoing ? (
        <Keys send={send} hasManuscript={lines.value.length > 0} hasKeys={hasKeys} />
      ) : (
        <p class="quiet">
          {isOver
            ? "The session is over. Words can still be typed; what was measured stays."
            : "Statements are opened while the session runs. Load the speech before."}
        </p>
      )}
      <div class="words-live-parts">
        <div>
          {isGoing && <Now state={state} lines={lines.value} />}
          {lines.value.length > 0 && (
            <Manuscript words={words} lines={lines.value} send={send} isGoing={isGoing} />
          )}
          {mayLoad && (
            <LoadManuscript
              hasOne={lines.value.length > 0}
              load={async (text, speaker) => {
                const isTaken = await steps.send("load", { text, speaker });
                if (isTaken) await fetchRoom(room, lines, shortestMs, trouble);
                return isTaken;
              }}
            />
          )}
          {isGoing && <PlayerCaptions state={state} steps={steps} />}
        </div>
        <TypedWords room={room} open={words?.open ?? null} send={send} />
      </div>
    </section>
  );
}

/** The session's time at this moment, in whole milliseconds. */
function momentOf(state: RoomState): number {
  const reading = state.reading.peek();
  return reading ? Math.round(sessionMs(reading, performance.now())) : state.sessionMs.peek();
}

async function fetchRoom(
  room: Room,
  lines: Signal<readonly ManuscriptLine[]>,
  shortestMs: Signal<number>,
  trouble: Signal<string>,
): Promise<WordsRoom | null> {
  const answer = await read<WordsRoom>(room.session, "words");
  if (!answer.told) {
    trouble.value = answer.trouble;
    return null;
  }
  lines.value = answer.told.lines;
  shortestMs.value = answer.told.shortest_ms;
  return answer.told;
}

/** Reads the manuscript at first, when the stream came back, and when another page loaded one. */
function useManuscript(
  state: RoomState,
  room: Room,
  lines: Signal<readonly ManuscriptLine[]>,
  shortestMs: Signal<number>,
  trouble: Signal<string>,
): void {
  const isThere = state.connection.value.kind === "following";
  const isUnread = lines.value.length === 0 && state.words.value !== null;
  useEffect(() => {
    if (!isThere) return;
    void fetchRoom(room, lines, shortestMs, trouble).then((told) => {
      if (told && !state.words.peek()) takeWords(state, told.now);
    });
  }, [isThere, isUnread]);
}

function Keys(props: { send: Send; hasManuscript: boolean; hasKeys: Signal<boolean> }) {
  const { send, hasManuscript, hasKeys } = props;
  const shown = BUTTONS.filter(([step]) => hasManuscript || (step !== "next" && step !== "skip"));
  const first = hasManuscript ? "next" : "depart";
  return (
    <div class="words-keys" role="group" aria-label="Steps">
      {shown.map(([step, key, name]) => (
        <button
          key={step}
          type="button"
          class={step === first ? "primary" : ""}
          aria-keyshortcuts={hasKeys.value ? key : undefined}
          onClick={() => void send(step)}
        >
          {step === "depart" && !hasManuscript ? "Statement begins" : name}
          {hasKeys.value && <kbd aria-hidden="true">{key}</kbd>}
        </button>
      ))}
      <label class="words-keys-on">
        <input
          type="checkbox"
          checked={hasKeys.value}
          onChange={(event) => {
            hasKeys.value = event.currentTarget.checked;
            localStorage.setItem(KEYS_OFF, hasKeys.value ? "on" : "off");
          }}
        />
        Keys work while you aren’t typing
      </label>
    </div>
  );
}

function Now({ state, lines }: { state: RoomState; lines: readonly ManuscriptLine[] }) {
  const words = state.words.value;
  const open = words?.open;
  const next = lines[words?.place ?? 0];
  return (
    <dl class="words-now">
      <div>
        <dt>
          Now{open && <span class="quiet"> since {sayTime(open.start_ms)}</span>}
          {open?.is_caption && <span class="quiet"> from captions</span>}
        </dt>
        <dd dir="auto" class={open ? "" : "quiet"}>
          {open ? open.words || "Words to be typed" : "Nothing is open."}
        </dd>
      </div>
      {lines.length > 0 && (
        <div>
          <dt>Next{next?.topic && <span class="quiet"> {next.topic}</span>}</dt>
          <dd dir="auto" class={next ? "" : "quiet"}>
            {next ? next.words : "The manuscript is at its end."}
          </dd>
        </div>
      )}
    </dl>
  );
}

function PlayerCaptions({ state, steps }: { state: RoomState; steps: Steps }) {
  const isOn = useSignal(false);
  const video = document.querySelector<HTMLVideoElement>(".stage video");
  useEffect(() => {
    if (!isOn.value || !video) return;
    const nowMs = (): number | null => (state.isFollowing.peek() ? momentOf(state) : null);
    return hearPlayer(video, nowMs, (captions) => void steps.caption(captions));
  }, [isOn.value, video]);
  if (!video || (video.textTracks.length === 0 && !isOn.value)) return null;
  return (
    <label class="words-player">
      <input
        type="checkbox"
        checked={isOn.value}
        onChange={(event) => {
          isOn.value = event.currentTarget.checked;
        }}
      />
      Captions of the player open statements where no line is open. Leave this page open.
    </label>
  );
}
