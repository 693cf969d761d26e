// Asks the server to write a decision down, to take one a step on, and to make its package. The
// answer is the decision as it is now; a refusal is words with a remedy. Decides nothing itself.

import { browser, type Surroundings } from "../dashboard/feed";
import type { Problem } from "../wire/dashboard.gen";
import type {
  AskedDecision,
  Decision,
  DecisionStep,
  PackageStatus,
} from "../wire/decisions.gen";

type Around = Pick<Surroundings, "fetch">;

/** What came of it: the answer, or why not. */
export type Answer<T> = { told: T; refusal: "" } | { told: null; refusal: string };

const NO_ANSWER = "The server didn’t answer; nothing was written down. Try again.";

async function send<T>(method: string, url: string, body: object | null, around: Around): Promise<Answer<T>> {
  try {
    const response = await around.fetch(url, {
      method,
      headers: {
        "X-Pulsemeter": "1",
        Accept: "application/json",
        ...(body ? { "Content-Type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok && answer) return { told: answer as T, refusal: "" };
    const problem = answer as Partial<Problem> | null;
    const words = [problem?.error ?? `The server answered ${response.status}.`, problem?.remedy];
    return { told: null, refusal: words.filter(Boolean).join("; ") };
  } catch {
    return { told: null, refusal: NO_ANSWER };
  }
}

function decisionsOf(code: string, id = ""): string {
  return `/api/v1/sessions/${code}/decisions${id && `/${encodeURIComponent(id)}`}`;
}

export function propose(
  code: string,
  asked: AskedDecision,
  around: Around = browser,
): Promise<Answer<Decision>> {
  return send("POST", decisionsOf(code), asked, around);
}

export type Step = "take" | "done" | "drop";

export function step(
  decision: Pick<Decision, "session" | "id">,
  which: Step,
  told: Partial<DecisionStep>,
  around: Around = browser,
): Promise<Answer<Decision>> {
  return send("POST", `${decisionsOf(decision.session, decision.id)}/${which}`, told, around);
}

/** Lets the package be made, asks how far it is, or gives it up. */
export function handOver(
  decision: Pick<Decision, "session" | "id">,
  wish: "make" | "look" | "cancel",
  around: Around = browser,
): Promise<Answer<PackageStatus>> {
  const url = `${decisionsOf(decision.session, decision.id)}/package${wish === "cancel" ? "/cancel" : ""}`;
  return send(wish === "look" ? "GET" : "POST", url, null, around);
}
