// Pages that follow the stimulus: what is still on this device goes out from here.
import { tellLeft } from "../participant/left";
import { Outbox } from "../participant/outbox";
import { postingTo } from "../participant/outside";
import { browserDatabase, openStore } from "../participant/record_store";
import { Patience } from "../participant/way";
import { deliverAll } from "./leftover";

const RECORDS_PATH = "/p/records";
/** No page load has this number: whatever waits is of an earlier one. */
const NOBODY = 0;

async function run(session: string): Promise<void> {
  const patience = new Patience();
  const outbox = await outboxOf(session);
  outbox.onChange = () => {
    tellLeft(document, outbox.size);
    // "Your answers have arrived" is not said while some are still here.
    for (const done of document.querySelectorAll<HTMLElement>("[data-none-left]")) {
      done.hidden = outbox.size > 0;
    }
  };
  window.addEventListener("online", () => patience.end());
  document.addEventListener("visibilitychange", () => patience.end());
  await outbox.takeUp();
  await deliverAll(outbox, {
    post: postingTo(RECORDS_PATH),
    wait: (wait_ms) => patience.wait(wait_ms),
    random: () => Math.random(),
  });
}

/** What a sealed page left goes out as such a page sends it; its code is fetched for that alone. */
async function outboxOf(session: string): Promise<Outbox> {
  const store = await openStore(browserDatabase());
  const kept = await store.all(session).catch(() => []);
  if (!kept.some((record) => record.beats)) return new Outbox(session, NOBODY, store);
  const { SealedOutbox } = await import("../participant/sealed");
  return new SealedOutbox(session, NOBODY, store);
}

const session = document.querySelector<HTMLElement>("[data-left-of]")?.dataset["leftOf"];
if (session) void run(session);
