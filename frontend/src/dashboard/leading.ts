// Leads the session of one room by the player: looks at it several times a second and at each of
// its events, and asks the server for what room_player decides. It must not decide by itself.

import { signal } from "@preact/signals";
import type { Room } from "../wire/dashboard.gen";
import type { AskOptions } from "./ask_server";
import * as room_player from "./room_player";
import { followClock, type RoomPlayer, type RoomState } from "./room_state";
import { sessionMs } from "./session_clock";

export const LOOK_MS = 100;

/** What leading needs of a video element. */
export type Player = Pick<
  HTMLVideoElement,
  "currentTime" | "ended" | "muted" | "paused" | "pause" | "play"
>;

export interface LeadAround {
  ask(what: string, options?: AskOptions): Promise<string>;
  /** The page's own time, in ms. */
  pageMs(): number;
  /** What outlives a reload of this page, and only this page. */
  memory: Pick<Storage, "getItem" | "setItem">;
}

export class Leader implements RoomPlayer {
  /** What went wrong last, in words. */
  readonly trouble = signal("");
  /** The picture should go and stands. */
  readonly isStalled = signal(false);
  readonly isMuted = signal(true);
  #lead = room_player.beginLead("open", 0);
  #movement: room_player.Movement = { mediaMs: 0, movedMs: 0 };
  #player: Player | null = null;
  #isDue = false;

  constructor(
    readonly state: RoomState,
    readonly room: Room,
    readonly around: LeadAround,
  ) {}

  get hasLed(): boolean {
    return this.around.memory.getItem(this.#key) !== null;
  }

  get #key(): string {
    return `pulsemeter-led-${this.room.session}`;
  }

  /** The element that shows the stimulus on stage; it changes with the stimulus. */
  show(player: Player | null, isOnStage: boolean): void {
    this.#player = player;
    if (this.#isDue && player && isOnStage) this.#play(player);
  }

  /** Starts or goes on, with sound, and leads from now on. Asks nothing yet: the session goes on
   * when the picture moves. */
  readonly begin = (): void => {
    this.around.memory.setItem(this.#key, "1");
    const { state } = this;
    const isShown = state.led.value !== null || state.stimulus.value === state.onStage.value;
    if (isShown && this.#player) return this.#play(this.#player);
    this.#isDue = true;
    followClock(state);
    state.stimulus.value = state.onStage.value;
  };

  readonly halt = (): void => {
    this.#player?.pause();
    this.turn();
  };

  #play(player: Player): void {
    const { state } = this;
    this.#isDue = false;
    this.trouble.value = "";
    // At once, too: the element must not start in silence.
    this.isMuted.value = player.muted = false;
    if (state.led.value === null) {
      followClock(state);
      // Where the session stands; from here on it is the session that follows.
      player.currentTime = state.nowMs.value / 1000;
      const now = state.status.value?.state ?? "open";
      this.#lead = room_player.beginLead(now, this.around.pageMs());
      // It moves only when it leaves this moment.
      this.#movement = { mediaMs: player.currentTime * 1000, movedMs: Number.NEGATIVE_INFINITY };
      state.led.value = state.onStage.value;
    }
    void player.play().catch(() => {
      this.trouble.value = "The browser refused to play the video. Press once more.";
    });
  }

  /** Looks at player and session, and does what follows. */
  readonly turn = (): void => {
    const { state, room } = this;
    const led = state.led.peek();
    const status = state.status.peek();
    const player = this.#player;
    if (led === null || !status || !player) return;
    if (status.state === "closed" || status.state === "released") return this.#give();
    const pageMs = this.around.pageMs();
    const mediaMs = player.currentTime * 1000;
    this.#movement = room_player.moved(this.#movement, mediaMs, pageMs);
    const stimulus = room.stimuli[led];
    const isOver = stimulus && room_player.isOver(stimulus, mediaMs, player.ended);
    if (isOver && this.#end(player, led === room.stimuli.length - 1, status.state)) return;
    const isMoving = room_player.isMoving(this.#movement, player.paused, pageMs);
    this.isStalled.value = !isMoving && !player.paused;
    const picture = { ms: room_player.pictureMs(room.stimuli, led, mediaMs), isMoving };
    const reading = state.reading.peek();
    const ms = reading ? sessionMs(reading, pageMs) : status.session_ms;
    this.#do(room_player.decide(this.#lead, picture, { state: status.state, ms }, pageMs), player);
  };

  /** At the very end the clock runs on, so that the last interval can freeze; before a further
   * stimulus it waits. Whether the lead is over. */
  #end(player: Player, isLast: boolean, state: string): boolean {
    player.pause();
    if (!isLast && state !== "paused") return false;
    this.#give();
    return true;
  }

  #do(turn: room_player.Turn, player: Player): void {
    if (turn.kind === "agree") {
      this.#lead = room_player.agreed(this.#lead);
      if (this.trouble.peek() !== "") this.trouble.value = "";
    } else if (turn.kind === "obey") {
      const now = this.state.status.peek()?.state ?? "paused";
      this.#lead = room_player.obeyed(this.#lead, now, this.around.pageMs());
      if (turn.shouldPlay) void player.play().catch(() => {});
      else player.pause();
    } else if (turn.kind === "ask") void this.#ask(turn, player);
  }

  async #ask(turn: room_player.Asked, player: Player): Promise<void> {
    this.#lead = room_player.asked(this.#lead);
    const sentMs = this.around.pageMs();
    const refusal = await this.around.ask(`${turn.step}?at_ms=${turn.atMs}`);
    const pageMs = this.around.pageMs();
    if (refusal !== "") {
      this.#lead = room_player.failed(this.#lead, pageMs);
      this.trouble.value = refusal;
      // No picture without a session that counts what is pressed.
      if (turn.step !== "pause" && !turn.isSetting) player.pause();
      return;
    }
    this.#lead = room_player.answered(this.#lead, turn, pageMs - sentMs, pageMs);
    this.trouble.value =
      this.#lead.settings < room_player.SETTINGS_MAX
        ? ""
        : "The session’s clock keeps leaving this player. Does another page lead it, too?";
  }

  #give(): void {
    this.state.led.value = null;
    this.isStalled.value = false;
    this.isMuted.value = true;
  }

  /** The player is gone, with its page or with its file: the session must not run on without it. */
  leave(isLast: boolean): void {
    const { state, room } = this;
    const led = state.led.peek();
    if (led === null) return;
    this.#give();
    // Also where it was just set going, and the stream hasn't said so yet.
    const { isAsking, told } = this.#lead;
    if (state.status.peek()?.state !== "running" && !isAsking && told !== "running") return;
    const ms = room_player.pictureMs(room.stimuli, led, this.#movement.mediaMs);
    void this.around.ask(`pause?at_ms=${Math.round(Math.max(0, ms))}`, { isLast });
  }
}
