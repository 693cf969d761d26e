// Says on any page of the way how many answers are still on this device.
import { sayCounted } from "./words";

export function tellLeft(page: Document, waiting: number): void {
  const words = waiting ? sayCounted("1 answer to send", "%(num)s answers to send", waiting) : "";
  for (const place of page.querySelectorAll<HTMLElement>("[data-left]")) {
    if (place.textContent !== words) place.textContent = words;
    const note = place.closest<HTMLElement>(".note"); // with more words, shown only meanwhile
    if (note) note.hidden = !waiting;
  }
}
