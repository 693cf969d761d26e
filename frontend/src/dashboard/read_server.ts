// Reads from the server for a part of the screen: the answer, or words of why there is none.

import type { Problem } from "../wire/dashboard.gen";
import { browser, type Surroundings } from "./feed";

export type Answer<T> = { told: T; trouble: "" } | { told: null; trouble: string };

export async function read<T>(
  code: string,
  what: string,
  around: Pick<Surroundings, "fetch"> = browser,
): Promise<Answer<T>> {
  try {
    const response = await around.fetch(`/api/v1/sessions/${code}/${what}`, {
      headers: { Accept: "application/json" },
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok && answer !== null) return { told: answer as T, trouble: "" };
    const problem = answer as Partial<Problem> | null;
    const words = [problem?.error ?? `The server answered ${response.status}.`, problem?.remedy];
    return { told: null, trouble: words.filter(Boolean).join(" ") };
  } catch {
    return { told: null, trouble: "The server didn’t answer. It is asked again with the next release." };
  }
}
