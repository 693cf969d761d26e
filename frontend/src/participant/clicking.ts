// What the page needs once somebody watches elsewhere; has the shape of watching.ts. Taking what both
// need from there keeps that in its file of the build, so that in page there is one to fetch.
import { ClickerStage } from "./clicker_stage";
import { noteSleep } from "./page_sleep";
import type { Stage, StageKit } from "./stage";

export { keepAwake, Patience, tellUntilKnown, untilEmpty } from "./watching";

/** Nothing is fetched before the person starts. */
export function prepare(): void {}

export function makeStage(kit: StageKit): Stage {
  const stage = new ClickerStage(kit);
  const times = { page_ms: () => performance.now(), wall_ms: () => Date.now() };
  noteSleep(kit.page, times, (stood_ms, now_ms) => stage.slept(stood_ms, now_ms));
  return stage;
}
