// Sets a player going, which browsers allow with sound only after a tap. Knows nothing of time.

export class Starter {
  /** The browser has not answered yet. */
  is_starting = false;
  /** It said no: the person has to tap. */
  needs_tap = false;

  constructor(private readonly video: Pick<HTMLVideoElement, "play">) {}

  /** Somebody tapped, so that the browser allows it now. */
  playByTap(): void {
    this.needs_tap = false;
    this.play();
  }

  play(): void {
    if (this.is_starting) return;
    this.is_starting = true;
    this.video.play().then(
      () => (this.is_starting = false),
      (reason: unknown) => {
        this.is_starting = false;
        this.needs_tap = reason instanceof DOMException && reason.name === "NotAllowedError";
      },
    );
  }
}
