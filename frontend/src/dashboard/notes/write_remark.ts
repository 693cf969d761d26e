// Sends what staff wrote. What was refused is words with a remedy, "" when it was done.

import type { Problem } from "../../wire/dashboard.gen";
import { browser, type Surroundings } from "../feed";

export async function post(
  code: string,
  what: string,
  body: object = {},
  around: Pick<Surroundings, "fetch"> = browser,
): Promise<string> {
  try {
    const response = await around.fetch(`/api/v1/sessions/${code}/${what}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return "";
    const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
    const words = [problem?.error ?? `The server answered ${response.status}.`, problem?.remedy];
    return words.filter(Boolean).join(" ");
  } catch {
    return "The server didn’t answer; nothing was sent. Try again.";
  }
}
