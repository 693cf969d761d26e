// The run page: puts the parts together and goes through the phases practice, ready, waiting,
// running, finishing. Each part's own rules are in its own module.
import {
  HELLO_LIMITS, type OnAir, type OpenCue, type PageFacts, type SessionStateName,
} from "../wire/participant.gen";
import { CommonClock } from "./clock";
import { Connection } from "./connection";
import { Outbox } from "./outbox";
import { browserOutside, drawWriter, postTo } from "./outside";
import type { MakePad, Pad } from "./pads/pad";
import { bindPad, ReactionPad, twoKeys } from "./reaction_pad";
import { browserDatabase, openStore } from "./record_store";
import { bindSettings } from "./settings";
import type { Stage } from "./stage";
import { View } from "./view";
import type { Patience } from "./way";
import { say } from "./words";

type Watching = typeof import("./watching") | typeof import("./clicking");

const page = document;
const view = new View(page);
const facts = JSON.parse(view.find("facts").textContent ?? "") as PageFacts;
const is_live = facts.kind === "live";
const outside = browserOutside(facts);
const clock = new CommonClock();
const wait = (wait_ms: number) => new Promise<void>((go) => setTimeout(go, wait_ms));
const teller = {
  tell: async (path: string) => has_left || (await postTo(path)).ok,
  wait: (wait_ms: number) => (patience ?? { wait }).wait(wait_ms),
  random: () => Math.random(),
};

let pad: Pad | null = null;
let makePad: MakePad;
let stage: Stage | null = null;
let watching: Watching | null = null;
let waiting: typeof import("./waiting_room") | null = null;
let waker: { sleep(): void } | null = null;
let patience: Patience | null = null;
let state: SessionStateName = facts.state;
let cue: OpenCue | null = null;
let on_air: OnAir | null = null;
let resume_ms: number | null = null;
let shown = 0; // the question to everybody
let practised: Promise<void> = Promise.resolve();
let is_finishing = false;
let goOnline: () => void; // a sealed page says nothing before people practise or go on watching
const goes_online = new Promise<void>((go) => (goOnline = go));
let has_left = false; // the seat is elsewhere, or lost: this page only delivers what it pressed

function eachFrame(step: (now_ms: number) => boolean): void {
  const look = (): void => {
    if (!step(performance.now())) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Its part comes when it is asked for; the first page does without it. */
async function goPractise(then: () => void): Promise<void> {
  view.phase("practice");
  const asked = import("./practice_stage").catch(again);
  void fetchWatching();
  const { PracticeStage } = await asked;
  if (has_left || is_finishing) return;
  const practice = new PracticeStage(facts.cadence_ms, makePad, view);
  pad = practice.pad;
  practice.start(performance.now());
  eachFrame((now_ms) => {
    if (has_left || is_finishing) return true;
    if (!practice.step(now_ms)) return false;
    pad = null;
    practised = tell(facts.practised_path);
    then();
    return true;
  });
}

/** The screen before the stimulus: the person starts it, which is also what allows sound. */
async function getReady(): Promise<void> {
  view.phase("ready");
  showReadiness();
  await fetchWatching();
  watching?.prepare(view, facts);
  showReadiness();
}

/** A part of the page that does not come is asked for again by the whole page, a little later. */
function again(): Promise<never> {
  return wait(3_000).then(() => (location.reload(), new Promise<never>(() => undefined)));
}

async function fetchWatching(): Promise<Watching> {
  const asked = facts.shown === "in_page" ? import("./watching") : import("./clicking");
  if (is_live) waiting ??= await import("./waiting_room").catch(again);
  watching ??= await asked.catch(again);
  patience ??= new watching.Patience();
  goOnline();
  return watching;
}

async function tell(path: string): Promise<void> {
  return (await fetchWatching()).tellUntilKnown(teller, path);
}

function showReadiness(): void {
  const start = view.find<HTMLButtonElement>("start");
  const may_start = watching !== null && resume_ms !== null && state !== "planned";
  start.setAttribute("aria-disabled", String(!may_start));
  const going_on = (resume_ms ?? 0) > 0 && !is_live;
  view.text("start", is_live ? say("I’m ready") : going_on ? say("Go on watching") : say("Start"));
  const words = state === "planned" ? say("The session has not begun yet.") : say("Connecting …");
  view.text("readiness", may_start ? "" : words);
}

function begin(outbox: Outbox, connection: Connection): void {
  if (!watching || resume_ms === null || stage || state === "planned" || has_left) return;
  const room = waiting && new waiting.WaitingRoom(view);
  const running = (stage = watching.makeStage({
    facts, clock, view, page, makePad,
    outlets: {
      record: (record) => {
        outbox.add(record);
        if (!facts.sealed) connection.flush();
      },
      intervalClosed: (interval) => outbox.intervalClosed(interval),
      over: () => void finish(outbox, connection),
    },
  }));
  pad = facts.presses ? stage.pad : null; // a control arm only watches
  running.told(state, cue, on_air);
  running.startByTap(resume_ms, performance.now());
  const look = (now_ms: number): boolean => {
    if (running === stage) running.step(now_ms);
    if (running !== stage) return true;
    view.phase(room?.look(state, clock.at(now_ms)) ?? "running");
    return false;
  };
  if (!look(performance.now())) eachFrame(look);
  // A hidden page draws no frames; its intervals are still counted.
  setInterval(() => look(performance.now()), 1_000);
  waker = watching.keepAwake(page, navigator.wakeLock);
}

async function finish(outbox: Outbox, connection: Connection): Promise<void> {
  if (has_left || is_finishing) return;
  is_finishing = true;
  stage = null;
  pad = null;
  view.phase("finishing");
  outbox.end();
  connection.flush();
  await (await fetchWatching()).untilEmpty(() => outbox.size, wait);
  waker?.sleep();
  await practised;
  await tell(facts.watched_path);
  // A browser tells in its next request whether somebody pressed within the last five seconds.
  if (facts.sealed) await wait(6_000);
  if (!has_left) location.replace(location.pathname); // else whoever holds the seat goes on
}

function followPageLife(connection: Connection): void {
  const wake = (): void => {
    connection.wake();
    patience?.end();
  };
  addEventListener("online", wake);
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("pagehide", () => connection.hide());
  page.addEventListener("visibilitychange", () =>
    page.hidden ? connection.hide() : wake(),
  );
  view.find("retry").addEventListener("click", wake);
}

/** Everything a person can do before the outbox is open; until then the button waits. */
function bindPage(): void {
  bindPad(() => pad, view, page);
  bindSettings(view);
  const practise = view.find<HTMLButtonElement>("practise");
  practise.addEventListener("click", () => void goPractise(() => void getReady()));
  practise.disabled = false;
  page.getElementById("insecure")?.toggleAttribute("hidden", isSecureContext);
  if (facts.step === "stimulus") void getReady();
}

/** The two buttons are here already; any other pad is fetched by the page that has it. */
async function padOf(instrument: PageFacts["instrument"]): Promise<MakePad> {
  switch (instrument) {
    case "two_buttons_per_target":
      return (await import("./pads/per_target")).makePad(view, page);
    case "four_steps":
      return (await import("./pads/four_steps")).makePad(view);
    case "slider":
      return (await import("./pads/slider")).makePad(view, facts);
    default:
      return (cadence_ms, outlets) =>
        new ReactionPad(cadence_ms, outlets, twoKeys(facts.likes_left));
  }
}

async function run(): Promise<void> {
  makePad = await padOf(facts.instrument).catch(again);
  bindPage();
  const fill = (numbers: Uint32Array<ArrayBuffer>) => void crypto.getRandomValues(numbers);
  const writer = drawWriter(fill, HELLO_LIMITS.writer_max);
  const store = await openStore(browserDatabase());
  if (facts.sealed) await goes_online;
  const sealing = facts.sealed ? await import("./sealed").catch(again) : null;
  const sealed = sealing?.seal(facts, writer, store);
  const outbox = sealed?.outbox ?? new Outbox(facts.session, writer, store);
  outbox.onChange = () => view.network(outbox.size, outbox.lasting);
  const connection = new Connection(outside, outbox, clock, {
    welcomed: (welcome) => {
      resume_ms ??= Math.min(welcome.resume_ms, facts.duration_ms - 1);
      if (sealed) void outbox.takeUp();
      showReadiness();
    },
    told: (now, asked, air, question) => {
      if (question !== shown) void import("./asked").then((it) => it.show((shown = question)));
      state = now;
      cue = asked;
      if (air !== undefined) on_air = air;
      if (has_left) return;
      if (stage) stage.told(now, asked, air);
      else if (now === "closed" || now === "released") void finishUnstarted();
      showReadiness();
    },
    takenOver: () => leave("elsewhere"),
    seatLost: () => leave("lost"),
  }, is_live);
  const finishUnstarted = async (): Promise<void> => {
    if (is_finishing) return;
    if (facts.step === "practice") practised = tell(facts.practised_path);
    await finish(outbox, connection);
  };
  const leave = (phase: "elsewhere" | "lost"): void => {
    has_left = true;
    outbox.end();
    stage?.leave();
    waker?.sleep();
    stage = null;
    pad = null;
    view.phase(phase);
  };

  view.find("start").addEventListener("click", () => begin(outbox, connection));
  followPageLife(connection);
  if (sealed) sealed.speak(outside, clock, () => connection.flush());
  else await outbox.takeUp();
  await connection.start();
}

void run();
