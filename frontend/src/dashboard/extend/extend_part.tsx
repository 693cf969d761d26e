// Moves the end of a live session that runs longer than planned. Fetched only where that can be.

import { useSignal } from "@preact/signals";
import type { Room } from "../../wire/dashboard.gen";
import { ask } from "../ask_server";
import { Trouble } from "../notices";
import type { RoomState } from "../room_state";
import { leftWords } from "./left";

const MINUTES = [1, 5, 10, 30, 60];

export function ExtendPart({ state, room }: { state: RoomState; room: Room }) {
  const minutes = useSignal(10);
  const trouble = useSignal("");
  const isBusy = useSignal(false);
  const name = state.status.value?.state;
  if (name !== "open" && name !== "running" && name !== "paused") return null;
  const extend = async (): Promise<void> => {
    isBusy.value = true;
    trouble.value = await ask(state, room.session, `extend?minutes=${minutes.value}`);
    isBusy.value = false;
  };
  return (
    <section class="card extend" aria-label="End of the session">
      <p class="extend-left">{leftWords(room.stimuli[0]?.duration_ms ?? 0, state.sessionMs.value)}</p>
      <label>
        Extend by{" "}
        <select
          onChange={(event) => {
            minutes.value = Number(event.currentTarget.value);
          }}
        >
          {MINUTES.map((each) => (
            <option key={each} value={each} selected={each === minutes.value}>
              {each} min
            </option>
          ))}
        </select>
      </label>
      <button type="button" disabled={isBusy.value} onClick={() => void extend()}>
        Extend
      </button>
      <Trouble words={trouble.value} />
    </section>
  );
}
