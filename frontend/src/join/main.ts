// The join page: takes the personal code out of the link and draws the key that will hold the
// seat. The code stands behind "#", so no server log and no other page ever sees it.
import { drawPageKey, tokenOf } from "./join";

const form = document.getElementById("join-form");
if (form instanceof HTMLFormElement) {
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | null;
  const token = tokenOf(location.hash);
  const typed = field("token");
  if (token && typed) {
    typed.value = token;
    const row = document.getElementById("token-row");
    if (row) row.hidden = true;
    history.replaceState(null, "", location.pathname + location.search);
  }
  // A choice of language leads back to this page: the code goes along, still behind "#".
  for (const other of document.forms) {
    if (token && other !== form) other.action += `#${token}`;
  }
  const key = field("page_key");
  if (key) key.value = drawPageKey(form.action, token);
}
