// Keeps the phone's screen on while somebody watches, as well as the browser allows. On plain http
// there is no wake lock, and a low battery refuses it: then a silent moving picture keeps many
// phones awake, not all, and the page says so.

/** `locked`: the browser keeps the screen on; `picture`: perhaps; `none`: nothing does. */
export type Wakefulness = "locked" | "picture" | "none";

/** What a granted lock is to us; the browser's own has more. */
export interface Lock {
  readonly released: boolean;
  release(): Promise<void>;
  addEventListener(name: "release", heard: () => void): void;
}

/** A moving picture without sound. */
export interface Picture {
  play(): Promise<void>;
  stop(): void;
}

export interface WakeParts {
  wakeLock: { request(kind: "screen"): Promise<Lock> } | undefined;
  /** Makes the picture; null where the browser can't. */
  makePicture(): Picture | null;
  page: Document;
  /** Called whenever the page knows what keeps the screen on. */
  told(how: Wakefulness): void;
}

export class ScreenWaker {
  private is_wanted = false;
  private lock: Lock | null = null;
  private asking: Promise<boolean> | null = null;
  private picture: Picture | null = null;

  constructor(private readonly parts: WakeParts) {
    // The browser drops the lock, and may stop the picture, whenever the page is hidden.
    parts.page.addEventListener("visibilitychange", () => {
      if (parts.page.visibilityState === "visible" && this.is_wanted) void this.wake();
    });
  }

  /** Call from a tap first: the picture may only play after one. */
  async wake(): Promise<void> {
    this.is_wanted = true;
    const is_locked = await (this.asking ??= this.askForLock());
    this.asking = null;
    if (is_locked) this.stopPicture();
    await this.tell(is_locked);
  }

  /** The screen may go off again. */
  sleep(): void {
    this.is_wanted = false;
    this.lock?.release().catch(() => undefined);
    this.lock = null;
    this.stopPicture();
  }

  private async askForLock(): Promise<boolean> {
    if (this.lock && !this.lock.released) return true;
    try {
      const lock = await this.parts.wakeLock?.request("screen");
      if (!lock) return false;
      this.lock = lock;
      lock.addEventListener("release", () => void this.lostLock(lock));
      return true;
    } catch {
      return false; // a low battery, or the page was hidden meanwhile
    }
  }

  /** Taken away while somebody watches: asked for again when the page is shown anew, not at once,
   * since a browser that takes it for the battery's sake would do so again. */
  private async lostLock(lock: Lock): Promise<void> {
    if (this.lock !== lock || this.parts.page.visibilityState !== "visible") return;
    this.lock = null;
    await this.tell(false);
  }

  private async tell(is_locked: boolean): Promise<void> {
    const how = is_locked ? "locked" : (await this.playPicture()) ? "picture" : "none";
    if (this.is_wanted) this.parts.told(how);
    else this.sleep(); // it was over before the browser had answered
  }

  private async playPicture(): Promise<boolean> {
    this.picture ??= this.parts.makePicture();
    try {
      await this.picture?.play();
      return this.picture !== null;
    } catch {
      return false;
    }
  }

  private stopPicture(): void {
    this.picture?.stop();
    this.picture = null;
  }
}

/** Two by two points of film in the page, drawn here so that nothing has to be fetched. */
export function movingPicture(page: Document): Picture | null {
  const canvas = page.createElement("canvas");
  const video = page.createElement("video");
  if (!canvas.captureStream || !("srcObject" in video)) return null;
  canvas.width = canvas.height = 2;
  const brush = canvas.getContext("2d");
  // A still canvas sends no frames.
  const painting = setInterval(() => brush?.fillRect(0, 0, 2, 2), 1_000);
  video.muted = true;
  video.playsInline = true;
  video.className = "waking-picture";
  video.setAttribute("aria-hidden", "true");
  video.srcObject = canvas.captureStream(1);
  page.body.append(video);
  return {
    play: () => video.play(),
    stop: () => {
      clearInterval(painting);
      video.pause();
      video.remove();
    },
  };
}

/** Keeps the screen on from now; #may-sleep says where that isn't sure. Call from a tap. */
export function keepAwake(page: Document, wakeLock: WakeParts["wakeLock"]): ScreenWaker {
  const note = page.getElementById("may-sleep");
  const waker = new ScreenWaker({
    wakeLock,
    makePicture: () => movingPicture(page),
    page,
    told: (how) => note?.toggleAttribute("hidden", how === "locked"),
  });
  void waker.wake();
  return waker;
}
