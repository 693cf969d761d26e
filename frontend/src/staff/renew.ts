// A page that renews a part of itself: what the server says now takes its place, quietly. Whoever
// reads with a screen reader or has opened something in it isn't torn away: nothing is announced,
// and nothing moves while the focus is inside.
export const EVERY_MS = 20_000;

/** Puts the part of the newer page in place of this one's; says whether it did. */
export function takeOver(page: Document, newer: string, selector: string): boolean {
  const here = page.querySelector(selector);
  const there = new DOMParser().parseFromString(newer, "text/html").querySelector(selector);
  if (!here || !there || here.contains(page.activeElement)) return false;
  if (here.innerHTML !== there.innerHTML) here.replaceChildren(...there.childNodes);
  return true;
}

/** Asks the server now and again while somebody looks. */
export function keepNew(
  page: Document,
  address: string,
  selector: string,
  everyMs = EVERY_MS,
): void {
  const ask = async () => {
    if (page.visibilityState !== "visible") return;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (answer.ok) takeOver(page, await answer.text(), selector);
    } catch {
      // Offline for a moment: the next one will do.
    }
  };
  setInterval(() => void ask(), everyMs);
  page.addEventListener("visibilitychange", () => void ask());
}
