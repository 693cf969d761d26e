// Opens, starts, pauses, resumes and closes the session, and holds the view. What a state allows
// is decided by the server; a refusal is shown with its remedy.

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Problem, Status } from "../wire/dashboard.gen";
import type { SessionStateName } from "../wire/participant.gen";
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

/** Asks the server for a step; the words of a refusal, or "" when it was done. */
export async function take(state: RoomState, code: string, step: Step): Promise<string> {
  try {
    const response = await fetch(`/api/v1/sessions/${code}/${step}`, {
      method: "POST",
      headers: { "X-Pulsemeter": "1", Accept: "application/json" },
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) {
      if (answer) state.status.value = answer as Status;
      return "";
    }
    const problem = answer as Partial<Problem> | null;
    const words = [problem?.error ?? `The server answered ${response.status}.`, problem?.remedy];
    return words.filter(Boolean).join(" ");
  } catch {
    return "The server didn’t answer; the session is as it was. Try again.";
  }
}

export function Controls({ state, code }: { state: RoomState; code: string }) {
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const steps = STEPS[state.status.value?.state ?? "closed"];
  const go = async (step: Step): Promise<void> => {
    isBusy.value = true;
    trouble.value = await take(state, code, step);
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
      <div role="alert">{trouble.value && <p class="note trouble">{trouble.value}</p>}</div>
    </div>
  );
}
