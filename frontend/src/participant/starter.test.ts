import { expect, it } from "vitest";
import { Starter } from "./starter";

const settled = () => new Promise<void>((go) => setTimeout(go));

it("asks the player once until it has answered, and for a tap only where that was refused", async () => {
  let asked = 0;
  let answer: () => Promise<void> = () => Promise.resolve();
  const starter = new Starter({ play: () => ((asked += 1), answer()) });
  starter.play();
  starter.play();
  expect([asked, starter.is_starting]).toEqual([1, true]);
  await settled();
  expect(starter.is_starting).toBe(false);
  answer = () => Promise.reject(new DOMException("interrupted", "AbortError"));
  starter.play();
  await settled();
  expect([starter.needs_tap, starter.is_starting]).toEqual([false, false]);
  answer = () => Promise.reject(new DOMException("tap first", "NotAllowedError"));
  starter.play();
  await settled();
  expect(starter.needs_tap).toBe(true);
  answer = () => Promise.resolve();
  starter.playByTap();
  expect(starter.needs_tap).toBe(false);
  expect(asked).toBe(4);
});
