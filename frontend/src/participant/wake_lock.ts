// Keeps the phone's screen on while the page is in use, as well as the browser allows. On plain
// http there is no wake lock: a silent moving picture keeps many phones awake, not all.

export type Wakefulness = "locked" | "picture" | "none";

interface Parts {
  wakeLock: { request(kind: "screen"): Promise<unknown> } | undefined;
  page: Document;
}

export class ScreenWaker {
  private state: Wakefulness = "none";

  constructor(private readonly parts: Parts) {
    // The browser drops the lock whenever the page is hidden.
    parts.page.addEventListener("visibilitychange", () => {
      if (parts.page.visibilityState === "visible" && this.state === "locked") void this.wake();
    });
  }

  /** Call from a tap: the picture may only play after one. */
  async wake(): Promise<Wakefulness> {
    try {
      if (this.parts.wakeLock) {
        await this.parts.wakeLock.request("screen");
        return (this.state = "locked");
      }
    } catch {
      // a low battery refuses it; the picture may still help
    }
    if (this.state !== "picture") this.state = (await this.playPicture()) ? "picture" : "none";
    return this.state;
  }

  private async playPicture(): Promise<boolean> {
    const canvas = this.parts.page.createElement("canvas");
    const video = this.parts.page.createElement("video");
    if (!canvas.captureStream || !("srcObject" in video)) return false;
    canvas.width = canvas.height = 2;
    const brush = canvas.getContext("2d");
    video.muted = true;
    video.playsInline = true;
    video.className = "waking-picture";
    video.setAttribute("aria-hidden", "true");
    video.srcObject = canvas.captureStream(1);
    setInterval(() => brush?.fillRect(0, 0, 2, 2), 1_000); // a still canvas sends no frames
    this.parts.page.body.append(video);
    try {
      await video.play();
      return true;
    } catch {
      return false;
    }
  }
}
