// What the join page needs and a test can ask: the code of a link, and a key for the seat.

const KEY_BYTES = 24; // 192 bit

/** The personal code behind "#" of a link; "" when there is none. */
export function tokenOf(fragment: string): string {
  const token = fragment.replace(/^#/, "").trim();
  return /^[A-Za-z0-9_-]{4,200}$/.test(token) ? token : "";
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** A fresh random key; the same one again when this tab tries the same link once more, so that
 * an answer lost on the way costs nobody the seat. */
export function drawPageKey(form_action: string, token: string): string {
  const name = `pulsemeter.key:${form_action}:${token}`;
  try {
    const kept = sessionStorage.getItem(name);
    if (kept) return kept;
  } catch {
    // forbidden here; then each try has its own key
  }
  const key = base64url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
  try {
    sessionStorage.setItem(name, key);
  } catch {
    // as above
  }
  return key;
}
