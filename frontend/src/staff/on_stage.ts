// Keeps the picture of a stage view new. It may be on air, with nobody there to look after it: what
// can't be renewed goes dark rather than stay, and nothing is ever said in its place.
import { takeOver } from "./renew";

export const EVERY_MS = 1_000;
/** Without a word from the server for so long, what is shown isn't what it says any more. */
export const DARK_AFTER_MS = 15_000;
const ANSWER_MS = 5_000;
const PICTURE = "#stage";

/** Asks the server every second, one question at a time. */
export function keepOnStage(page: Document, address: string): void {
  let heardMs = performance.now();
  let isAsking = false;
  const goDark = () => page.querySelector(PICTURE)?.replaceChildren();
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
      const newer = await answer.text();
      if (answer.ok) {
        takeOver(page, newer, PICTURE);
        heardMs = performance.now();
      } else if (answer.status < 500) goDark(); // switched off, or not for whoever asks
    } catch {
      // Offline for a moment: what is shown is still what was said last.
    }
    isAsking = false;
    if (performance.now() - heardMs > DARK_AFTER_MS) goDark();
  };
  setInterval(() => void ask(), EVERY_MS);
}
