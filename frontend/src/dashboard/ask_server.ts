// Asks the server to do something with the session: a step, a cue. The answer is the session's
// status; a refusal is words with a remedy. It must not know which button was pressed.

import type { Problem, Status } from "../wire/dashboard.gen";
import { browser, type Surroundings } from "./feed";
import type { RoomState } from "./room_state";

export interface AskOptions {
  body?: object;
  /** The page is being left: the request outlives it. */
  isLast?: boolean;
}

/** The words of a refusal, or "" when it was done. */
export async function ask(
  state: RoomState,
  code: string,
  what: string,
  options: AskOptions = {},
  around: Pick<Surroundings, "fetch"> = browser,
): Promise<string> {
  try {
    const response = await around.fetch(`/api/v1/sessions/${code}/${what}`, {
      method: "POST",
      headers: {
        "X-Pulsemeter": "1",
        Accept: "application/json",
        ...(options.body ? { "Content-Type": "application/json" } : {}),
      },
      ...(options.body ? { body: JSON.stringify(options.body) } : {}),
      keepalive: options.isLast ?? false,
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
