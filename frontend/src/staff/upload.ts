// The page of a study's stimuli, or of a session's recording: a file chosen in a slot is sent,
// followed while it is made playable, and told about in words. Each slot is one file: the video or
// sound, or captions.
import { tellProgress, tellSender, type FileProgress, type StudyStimuli } from "./progress";
import { markOf, Sender, type SenderOutside, type Wanted } from "./sender";

const LOOK_MS = 1_000;
const UPLOADS = "/api/v1/uploads";
const ACTIVE: readonly FileProgress["state"][] = ["waiting", "making"];

/** Waits, but not a moment longer than the line is down. */
function waitOrOnline(wait_ms: number): Promise<void> {
  return new Promise((go) => {
    const end = (): void => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      go();
    };
    const timer = setTimeout(end, wait_ms);
    window.addEventListener("online", end);
  });
}

const browserOutside: SenderOutside = {
  fetch: (path, init) => fetch(path, init),
  wait: waitOrOnline,
  now: () => performance.now(),
  random: () => Math.random(),
};

class Slot {
  sender: Sender | null = null;
  private told: FileProgress = {
    state: "missing", share: 0, name: "", reason: "", ahead: 0, remaining_ms: null, upload: "",
  };
  private duration_ms = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly study: string,
    private readonly followed: () => void,
  ) {
    this.part<HTMLInputElement>("input").addEventListener("change", (event) => {
      const input = event.currentTarget as HTMLInputElement;
      const file = input.files?.[0];
      input.value = ""; // the same file can be chosen again
      if (file) void this.send(file);
    });
    this.part("[data-do=pause]").addEventListener("click", () => this.pauseOrGoOn());
    this.part("[data-do=drop]").addEventListener("click", () => void this.drop());
  }

  get is_active(): boolean {
    return this.sender?.state === "sent" || ACTIVE.includes(this.told.state);
  }

  get is_sending(): boolean {
    return this.sender?.goes_on ?? false;
  }

  find(listed: StudyStimuli): void {
    const { stimulus, kind, language } = this.element.dataset;
    const found = listed.stimuli.find((each) => each.id === stimulus);
    if (!found) return;
    const captions = found.captions.find((each) => each.language === language);
    const progress = kind === "captions" ? captions?.progress : found.video;
    if (!progress) return;
    const was_on_its_way = this.is_active;
    this.told = progress;
    this.duration_ms = kind === "captions" ? 0 : found.duration_ms;
    // What the server says of a file counts once it has it whole.
    if (this.sender?.state === "sent") this.sender = null;
    this.show();
    // What can be done with a file is on the page as the server makes it.
    const is_new = was_on_its_way && progress.state === "ready";
    if (is_new && "reload" in this.element.dataset) location.reload();
  }

  private async send(file: File): Promise<void> {
    this.sender?.pause();
    const { stimulus = "", kind, language = "", session = "" } = this.element.dataset;
    const wanted: Wanted = {
      study: this.study,
      stimulus,
      kind: kind === "captions" ? "captions" : "stimulus",
      language,
      session,
      name: file.name,
      size_bytes: file.size,
      mark: await markOf(file),
    };
    const sender = new Sender(file, wanted, browserOutside);
    this.sender = sender;
    sender.onChange = () => {
      if (this.sender === sender) this.show();
    };
    await sender.run();
    this.followed();
  }

  private pauseOrGoOn(): void {
    if (!this.sender) return;
    if (this.sender.state === "paused") void this.sender.run().then(this.followed);
    else this.sender.pause();
  }

  private async drop(): Promise<void> {
    const sender = this.sender;
    const { upload } = this.told;
    this.sender = null;
    this.show();
    // Out of reach, the server forgets it in a day.
    await sender?.giveUp().catch(() => undefined);
    if (!sender && upload) {
      await fetch(`${UPLOADS}/${upload}`, { method: "DELETE" }).catch(() => undefined);
    }
    this.followed();
  }

  private show(): void {
    const what = this.element.dataset["kind"] === "captions" ? "captions" : "video or sound";
    const telling = this.sender
      ? tellSender(this.sender)
      : tellProgress(this.told, this.duration_ms, what);
    const words = this.part(".slot-state");
    if (words.textContent !== telling.words) words.textContent = telling.words;
    this.element.dataset["tone"] = telling.tone;
    const bar = this.part<HTMLProgressElement>("progress");
    bar.hidden = telling.share === null;
    bar.value = telling.share ?? 0;
    const pause = this.part("[data-do=pause]");
    const may_pause = this.is_sending || this.sender?.state === "paused";
    pause.hidden = !may_pause;
    pause.textContent = this.sender?.state === "paused" ? "Go on" : "Pause";
    // Also of what is here already and is being made playable, or stopped half-way.
    const is_sent = this.sender?.state === "sent";
    const may_drop = this.sender ? may_pause || is_sent : this.told.upload !== "";
    this.part("[data-do=drop]").hidden = !may_drop;
    const is_there = this.told.state === "ready";
    this.part(".choose-words").textContent = is_there ? "Replace" : "Choose a file";
  }

  private part<T extends HTMLElement = HTMLElement>(selector: string): T {
    const found = this.element.querySelector<T>(selector);
    if (!found) throw new Error(`the page has no ${selector}`);
    return found;
  }
}

function run(page: Document): void {
  const embedded = page.getElementById("listed");
  if (!embedded) return; // nothing is to be sent here
  const listed = JSON.parse(embedded.textContent ?? "") as StudyStimuli;
  const path =
    embedded.dataset["path"] ?? `/api/v1/studies/${encodeURIComponent(listed.study)}/stimuli`;
  let is_following = false;

  async function look(): Promise<boolean> {
    try {
      const answer = await fetch(path);
      if (answer.ok) {
        const now = (await answer.json()) as StudyStimuli;
        for (const slot of slots) slot.find(now);
      }
    } catch {
      // the line is down; the next look tells
    }
    return slots.some((slot) => slot.is_active);
  }

  async function follow(): Promise<void> {
    if (is_following) return;
    is_following = true;
    while (await look()) await new Promise((go) => setTimeout(go, LOOK_MS));
    is_following = false;
  }

  const elements = [...page.querySelectorAll<HTMLElement>(".slot")];
  const slots = elements.map((each) => new Slot(each, listed.study, () => void follow()));
  for (const slot of slots) slot.find(listed);
  void follow();
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState === "visible") void follow();
  });
  window.addEventListener("beforeunload", (event) => {
    if (slots.some((slot) => slot.is_sending)) event.preventDefault();
  });
}

run(document);
