// The staff's ways in by script: the code of a one-time link, which stands behind "#" so that no
// server log ever holds it, and the button that makes or uses a passkey.
import { makePasskey, usePasskey } from "./passkey";

const API = "/api/v1/staff";
const LINK_PAGE = "/staff/welcome";

/** The code of `#code` or `#token=code`, or "". */
export function codeOf(fragment: string): string {
  const rest = fragment.replace(/^#/, "");
  try {
    return decodeURIComponent(new URLSearchParams(rest).get("token") ?? rest).trim();
  } catch {
    return "";
  }
}

/** Sends the code of the link as the form would, and takes it out of the address. */
export function followLink(page: Document, place: Location): void {
  const code = codeOf(place.hash);
  if (code === "") return;
  const form = page.getElementById("link");
  if (!(form instanceof HTMLFormElement)) {
    // A link of an older server led to the sign-in.
    if (page.getElementById("sign-in")) place.replace(LINK_PAGE + place.hash);
    return;
  }
  const field = form.elements.namedItem("token");
  if (!(field instanceof HTMLInputElement)) return;
  field.value = code;
  history.replaceState(null, "", place.pathname);
  form.requestSubmit();
}

class Refusal extends Error {}

async function post(path: string, body: object): Promise<unknown> {
  const answer = await fetch(API + path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const told = (await answer.json()) as { error?: string };
  if (!answer.ok) throw new Refusal(told.error ?? `the server says ${answer.status}`);
  return told;
}

/** What went wrong, in words; "" where the person let it be. */
export function sayTrouble(error: unknown): string {
  if (error instanceof Refusal) {
    const words = error.message;
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  }
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") {
    return "No passkey was given. Try again, or sign in another way.";
  }
  if (name === "InvalidStateError") return "This device holds a passkey of yours already.";
  return "That didn’t work. Check the connection and try again.";
}

export type Way = "use" | "welcome" | "further";

const valueOf = (page: Document, selector: string): string =>
  page.querySelector<HTMLInputElement>(selector)?.value.trim() ?? "";

/** Asks the server, then the browser, then tells the server; answers where to go on. */
export async function walk(page: Document, way: Way): Promise<string> {
  let done: unknown;
  if (way === "use") {
    const answer = await usePasskey(await post("/passkey/options", {}));
    done = await post("/passkey", { answer });
  } else if (way === "welcome") {
    const who = { token: valueOf(page, "[name=token]"), name: valueOf(page, "[name=name]") };
    const answer = await makePasskey(await post("/welcome/passkey/options", who));
    done = await post("/welcome/passkey", { ...who, label: "first passkey", answer });
  } else {
    const answer = await makePasskey(await post("/account/passkeys/options", {}));
    done = await post("/account/passkeys", { label: valueOf(page, "#label"), answer });
  }
  return (done as { path: string }).path;
}

/** Shows the button where the browser can do it, and lets it work. */
export function offerPasskey(page: Document, place: Location): void {
  const box = page.getElementById("passkey");
  const button = box?.querySelector("button");
  const trouble = box?.querySelector<HTMLElement>("[role=alert]");
  if (!box || !button || !trouble || !("PublicKeyCredential" in window)) return;
  const way = box.dataset["do"] as Way;
  box.hidden = false;
  button.addEventListener("click", async () => {
    const name = page.querySelector<HTMLInputElement>("[name=name]");
    if (way === "welcome" && name && !name.reportValidity()) return;
    button.disabled = true;
    trouble.hidden = true;
    try {
      place.assign(await walk(page, way));
    } catch (error) {
      trouble.textContent = sayTrouble(error);
      trouble.hidden = false;
      button.disabled = false;
    }
  });
}
