import { beforeEach, describe, expect, it } from "vitest";
import { keepAwake, movingPicture, ScreenWaker, type Lock, type Wakefulness } from "./wake_lock";

/** A browser: what it was asked for, and what it says to that. */
class Browser {
  readonly page = document.implementation.createHTMLDocument();
  visibility: DocumentVisibilityState = "visible";
  refuses = false;
  plays = true;
  locks: (Lock & { heard: () => void; released: boolean })[] = [];
  pictures = { made: 0, playing: 0 };
  told: Wakefulness[] = [];

  constructor() {
    Object.defineProperty(this.page, "visibilityState", { get: () => this.visibility });
  }

  readonly wakeLock = {
    request: async (): Promise<Lock> => {
      if (this.refuses) throw new DOMException("low battery", "NotAllowedError");
      const lock = {
        released: false,
        heard: () => undefined as void,
        async release() {
          this.released = true;
        },
        addEventListener(_name: "release", heard: () => void) {
          this.heard = heard;
        },
      };
      this.locks.push(lock);
      return lock;
    },
  };

  waker(has_lock = true): ScreenWaker {
    return new ScreenWaker({
      wakeLock: has_lock ? this.wakeLock : undefined,
      page: this.page,
      told: (how) => this.told.push(how),
      makePicture: () => {
        this.pictures.made += 1;
        return {
          play: async () => {
            if (!this.plays) throw new DOMException("no", "NotAllowedError");
            this.pictures.playing = 1;
          },
          stop: () => (this.pictures.playing = 0),
        };
      },
    });
  }

  /** The page is hidden, or seen again; a hidden page loses its lock. */
  async show(visibility: DocumentVisibilityState): Promise<void> {
    this.visibility = visibility;
    if (visibility === "hidden") this.takeLock();
    this.page.dispatchEvent(new Event("visibilitychange"));
    await settled();
  }

  takeLock(): void {
    const lock = this.locks.at(-1);
    if (!lock || lock.released) return;
    lock.released = true;
    lock.heard();
  }
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
let browser: Browser;
beforeEach(() => (browser = new Browser()));

describe("keeping the screen on", () => {
  it("asks for the lock from the start, and not before", async () => {
    const waker = browser.waker();
    await browser.show("visible");
    expect(browser.locks).toHaveLength(0);
    await waker.wake();
    expect(browser.locks).toHaveLength(1);
    expect(browser.told).toEqual(["locked"]);
    expect(browser.pictures.made).toBe(0);
  });

  it("asks again when the page is seen again, and holds no second lock beside a good one", async () => {
    const waker = browser.waker();
    await waker.wake();
    await browser.show("visible");
    expect(browser.locks).toHaveLength(1);
    await browser.show("hidden");
    await browser.show("visible");
    expect(browser.locks.map((lock) => lock.released)).toEqual([true, false]);
    void waker.wake();
    await waker.wake();
    expect(browser.locks).toHaveLength(2);
  });

  it("lets go at the end, and is not woken by a page that is seen again", async () => {
    const waker = browser.waker();
    await waker.wake();
    waker.sleep();
    expect(browser.locks[0]?.released).toBe(true);
    await browser.show("hidden");
    await browser.show("visible");
    expect(browser.locks).toHaveLength(1);
  });

  it("lets go of a lock that was granted after the end", async () => {
    const waker = browser.waker();
    const waking = waker.wake();
    waker.sleep();
    await waking;
    expect(browser.locks[0]?.released).toBe(true);
    expect(browser.told).toEqual([]);
  });

  it("plays the picture where there is no lock, as on plain http, and says so", async () => {
    const waker = browser.waker(false);
    await waker.wake();
    expect(browser.told).toEqual(["picture"]);
    expect(browser.pictures).toEqual({ made: 1, playing: 1 });
    waker.sleep();
    expect(browser.pictures.playing).toBe(0);
  });

  it("plays the picture while the lock is refused, and stops it once the lock is granted", async () => {
    const waker = browser.waker();
    browser.refuses = true;
    await waker.wake();
    browser.refuses = false;
    await browser.show("hidden");
    await browser.show("visible");
    expect(browser.told).toEqual(["picture", "locked"]);
    expect(browser.pictures).toEqual({ made: 1, playing: 0 });
  });

  it("plays the picture when the browser takes the lock from a page that is seen", async () => {
    await browser.waker().wake();
    browser.takeLock();
    await settled();
    expect(browser.told).toEqual(["locked", "picture"]);
    expect(browser.locks, "it would only be taken again").toHaveLength(1);
    await browser.show("hidden");
    await browser.show("visible");
    expect(browser.told.at(-1)).toBe("locked");
  });

  it("admits that it can't where the picture doesn't play either", async () => {
    browser.plays = false;
    await browser.waker(false).wake();
    expect(browser.told).toEqual(["none"]);
  });
});

describe("on the page", () => {
  it("knows a browser that makes no picture", () => {
    const page = document.implementation.createHTMLDocument();
    page.createElement = ((name: string) => {
      const element = document.createElement(name);
      if (name === "canvas") Object.defineProperty(element, "captureStream", { value: undefined });
      return element;
    }) as Document["createElement"];
    expect(movingPicture(page)).toBeNull();
  });

  it("says that the phone may lock its screen unless the browser prevents it", async () => {
    browser.page.body.innerHTML = '<p id="may-sleep" hidden></p>';
    const note = browser.page.getElementById("may-sleep");
    keepAwake(browser.page, undefined);
    await settled();
    expect(note?.hidden).toBe(false);
    keepAwake(browser.page, browser.wakeLock);
    await settled();
    expect(note?.hidden).toBe(true);
  });
});
