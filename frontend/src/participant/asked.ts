// A question that the moderator puts to everybody between two passages: fetched and shown above what
// is watched, beside the pad and never over it. Knows no session and no press.
import type { ShownQuestion } from "../wire/participant.gen";

const PATH = "/p/asked";
const THANKS_MS = 2_500;

/** What it needs of the browser; tests hand in their own. */
export interface Outside {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  later(wait_ms: number, action: () => void): void;
}

const browser: Outside = {
  fetch: (path, init) => fetch(path, init),
  later: (wait_ms, action) => setTimeout(action, wait_ms),
};

let wanted = 0;

/** Shows the question of this number, or takes away what is shown (0). Told again what it was told
 * last, it leaves all as it is. */
export async function show(number: number, page = document, outside = browser): Promise<void> {
  if (number === wanted) return;
  wanted = number;
  page.getElementById("asked")?.remove();
  if (number === 0) return;
  const response = await outside.fetch(PATH).catch(() => null);
  const question = response?.ok ? ((await response.json()) as ShownQuestion) : null;
  // Another one may have come, or this one may have ended, while it was on its way.
  if (question?.number !== number || wanted !== number) return;
  page.body.append(build(page, question, outside));
}

function make<K extends keyof HTMLElementTagNameMap>(
  page: Document,
  name: K,
  text = "",
): HTMLElementTagNameMap[K] {
  const element = page.createElement(name);
  element.textContent = text;
  return element;
}

function build(page: Document, question: ShownQuestion, outside: Outside): HTMLElement {
  const [title = "", send = "", later = "", thanks = ""] = question.words;
  const box = make(page, "section");
  box.id = "asked";
  const sheet = make(page, "link");
  sheet.rel = "stylesheet";
  sheet.href = question.sheet;
  const form = make(page, "form");
  const choices = make(page, "fieldset");
  const legend = make(page, "legend", question.text);
  legend.dir = "auto";
  choices.append(legend);
  if (question.language) choices.lang = question.language;
  question.answers.forEach((answer, k) => {
    const label = make(page, "label");
    const choice = make(page, "input");
    choice.type = "radio";
    choice.name = "answer";
    choice.value = `${k + 1}`;
    choice.required = true;
    label.append(choice, make(page, "span", answer));
    label.dir = "auto";
    choices.append(label);
  });
  const buttons = make(page, "p");
  const go = make(page, "button", send);
  const leave = make(page, "button", later);
  leave.type = "button";
  buttons.append(go, leave);
  form.append(choices, buttons);
  const heading = make(page, "h2", title);
  heading.id = "asked-title";
  box.setAttribute("aria-labelledby", heading.id);
  const said = make(page, "p");
  said.setAttribute("role", "status");
  box.append(sheet, heading, form, said);
  leave.addEventListener("click", () => box.remove());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void answer(form, question.number, go, outside).then((is_kept) => {
      go.disabled = false;
      if (!is_kept) return;
      form.remove();
      said.textContent = thanks;
      outside.later(THANKS_MS, () => box.remove());
    });
  });
  return box;
}

/** Whether the answer is kept, or the question is over: either way it needn't be sent again. */
async function answer(
  form: HTMLFormElement,
  number: number,
  go: HTMLButtonElement,
  outside: Outside,
): Promise<boolean> {
  const chosen = form.querySelector<HTMLInputElement>("input:checked");
  if (!chosen) return false;
  go.disabled = true;
  const body = new URLSearchParams({ number: `${number}`, answer: chosen.value });
  const response = await outside.fetch(PATH, { method: "POST", body }).catch(() => null);
  return response?.status === 204 || response?.status === 409;
}
