import { describe, expect, it } from "vitest";
import { ScreenWaker } from "./wake_lock";

function page(visibility: DocumentVisibilityState = "visible"): Document {
  const made = document.implementation.createHTMLDocument();
  Object.defineProperty(made, "visibilityState", { get: () => visibility });
  return made;
}

describe("keeping the screen on", () => {
  it("asks for the lock, and again when the page is visible again", async () => {
    let asked = 0;
    const here = page();
    const wakeLock = { request: () => Promise.resolve((asked += 1)) };
    const waker = new ScreenWaker({ wakeLock, page: here });
    expect(await waker.wake()).toBe("locked");
    here.dispatchEvent(new Event("visibilitychange"));
    expect(asked).toBe(2);
  });

  it("does not ask before it was told to", () => {
    let asked = 0;
    const here = page();
    new ScreenWaker({ wakeLock: { request: async () => (asked += 1) }, page: here });
    here.dispatchEvent(new Event("visibilitychange"));
    expect(asked).toBe(0);
  });

  it("admits that it can't where the browser offers neither lock nor picture", async () => {
    const here = page();
    here.createElement = ((name: string) => {
      const element = document.createElement(name);
      if (name === "canvas") Object.defineProperty(element, "captureStream", { value: undefined });
      return element;
    }) as Document["createElement"];
    expect(await new ScreenWaker({ wakeLock: undefined, page: here }).wake()).toBe("none");
  });
});
