// Too many at once, the reserve, and the way back to a panel vendor.
import { setOut, wayOf } from "./onward";

const place = document.querySelector<HTMLElement>("[data-onward]");
if (place) {
  const stay = setOut(wayOf(place), {
    after: (wait_ms, work) => window.setTimeout(work, wait_ms),
    forget: (timer) => window.clearTimeout(timer),
    step: async () => {
      const answer = await fetch("/p/step", { cache: "no-store" });
      if (!answer.ok && answer.status !== 403) throw new Error(`answered ${answer.status}`);
      return answer.text();
    },
    go: (to) => location.replace(to),
  });
  const button = place.querySelector<HTMLButtonElement>("[data-stay]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      stay();
      place.querySelector("a")?.focus();
      for (const gone of place.querySelectorAll<HTMLElement>("[data-going], [data-stay]")) {
        gone.hidden = true;
      }
    });
  }
}
