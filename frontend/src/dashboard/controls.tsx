// Opens, starts, pauses, resumes and closes the session, and holds the view. What a state allows
// is decided by the server; a refusal is shown with its remedy. Where a player leads, starting,
// pausing and resuming are the player's.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Room } from "../wire/dashboard.gen";
import type { SessionStateName } from "../wire/participant.gen";
import { ask } from "./ask_server";
import { Trouble } from "./notices";
import { actsOnPlayer } from "./room_player";
import { hold, letGo, type RoomState } from "./room_state";

type Step = "open" | "start" | "pause" | "resume" | "close";

const STEPS: Record<SessionStateName, readonly Step[]> = {
  planned: ["open"],
  open: ["start", "close"],
  running: ["pause", "close"],
  paused: ["resume", "close"],
  closed: [],
  released: [],
};

const NAMES: Record<Step, string> = {
  open: "Open for joining",
  start: "Start",
  pause: "Pause",
  resume: "Resume",
  close: "Close …",
};

const COUNTDOWNS_S = [0, 5, 10, 30];
const COUNTDOWN_S = 10;

export function Controls({ state, room }: { state: RoomState; room: Room }) {
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  const countdownS = useSignal(COUNTDOWN_S);
  const dialog = useRef<HTMLDialogElement>(null);
  const steps = room.conducts ? STEPS[state.status.value?.state ?? "closed"] : [];
  const player = state.player.value;
  // On demand everyone has an own clock; where a player leads, the room waits for its picture.
  const hasCountdown = room.kind === "live" && player === null;
  const go = async (step: Step): Promise<void> => {
    if (player && actsOnPlayer(step, state.led.value !== null, player.hasLed)) {
      if (step === "pause") player.halt();
      else player.begin();
      return;
    }
    const countdown = step === "start" && hasCountdown ? `?countdown_s=${countdownS.value}` : "";
    isBusy.value = true;
    trouble.value = await ask(state, room.session, step + countdown);
    isBusy.value = false;
  };
  const press = (step: Step): void => {
    if (step === "close") dialog.current?.showModal();
    else void go(step);
  };
  const isHeld = state.held.value !== null;
  return (
    <div class="controls">
      <button
        type="button"
        aria-pressed={isHeld}
        onClick={() => (isHeld ? letGo(state) : hold(state))}
      >
        Hold view
      </button>
      {hasCountdown && steps.includes("start") && (
        <label class="countdown">
          Countdown{" "}
          <select
            onChange={(event) => {
              countdownS.value = Number(event.currentTarget.value);
            }}
          >
            {COUNTDOWNS_S.map((s) => (
              <option key={s} value={s} selected={s === countdownS.value}>
                {s === 0 ? "none" : `${s} s`}
              </option>
            ))}
          </select>
        </label>
      )}
      {steps.map((step) => (
        <button
          key={step}
          type="button"
          class={step === "close" ? "grave" : "primary"}
          disabled={isBusy.value}
          onClick={() => press(step)}
        >
          {NAMES[step]}
        </button>
      ))}
      <dialog ref={dialog} aria-labelledby="close-title">
        <h2 id="close-title">Close this session?</h2>
        <p>
          Nobody can press any more, and a closed session can’t be opened again. Presses still on
          their way are taken in for 24 hours.
        </p>
        <form method="dialog">
          <button type="submit">Keep it going</button>
          <button type="submit" class="grave" onClick={() => void go("close")}>
            Close the session
          </button>
        </form>
      </dialog>
      <Trouble words={trouble.value} />
    </div>
  );
}
