// The staff's sign-in page: takes the one-time code out of the link and sends it as the form
// would. It stands behind "#", so that no server log ever holds it.

/** The code of `#code` or `#token=code`, or "". */
export function codeOf(fragment: string): string {
  const rest = fragment.replace(/^#/, "");
  try {
    return decodeURIComponent(new URLSearchParams(rest).get("token") ?? rest).trim();
  } catch {
    return "";
  }
}

export function signIn(page: Document, place: Location): void {
  const form = page.getElementById("sign-in");
  const code = codeOf(place.hash);
  if (!(form instanceof HTMLFormElement) || code === "") return;
  const field = form.elements.namedItem("token");
  if (!(field instanceof HTMLInputElement)) return;
  field.value = code;
  history.replaceState(null, "", place.pathname);
  form.requestSubmit();
}

signIn(document, location);
