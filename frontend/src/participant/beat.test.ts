import { expect, it } from "vitest";
import { beat, BEHIND_MS, untilBeat_ms } from "./beat";
import { CommonClock } from "./clock";
import { World } from "./connection.testing";

function running(session_ms: number, page_ms: number): CommonClock {
  const clock = new CommonClock();
  clock.told("running", session_ms, page_ms);
  return clock;
}

it("comes once in each interval of the page's own time where everybody has an own clock", async () => {
  const world = new World();
  const beats: number[] = [];
  beat(world, 5_000, null, () => beats.push(world.now()));
  await world.pass(20_400);
  expect(beats).toEqual([5_000, 10_000, 15_000, 20_000]);
});

it("comes at the same time on every page after an interval of the common clock has ended", async () => {
  for (const page_ms of [0, 1_234, 4_999]) {
    const world = new World();
    const clock = running(12_000, page_ms);
    const beats: number[] = [];
    world.time_ms = page_ms;
    beat(world, 5_000, clock, () => beats.push(clock.at(world.now())));
    await world.pass(20_000);
    expect(beats).toEqual([15_500, 20_500, 25_500, 30_500]);
  }
});

it("follows a clock that starts at once, so that no interval waits for the next beat but one", async () => {
  for (const [page_ms, first] of [[300, [4_700]], [1_700, [3_300]], [4_900, [100, 500]]] as const) {
    const world = new World();
    const clock = new CommonClock();
    const beats: number[] = [];
    beat(world, 5_000, clock, () => beats.push(clock.at(world.now())));
    await world.pass(page_ms);
    clock.told("running", 0, page_ms);
    await world.pass(16_000);
    expect(beats).toEqual([...first, 5_500, 10_500, 15_500]);
  }
});

it("goes on while the clock stands, and before it begins", async () => {
  const world = new World();
  const clock = new CommonClock();
  const beats: number[] = [];
  beat(world, 2_000, clock, () => beats.push(world.now()));
  await world.pass(6_000);
  expect(beats).toEqual([2_000, 4_000, 6_000]);
  clock.told("running", -3_000, 6_000);
  await world.pass(8_000);
  expect(beats.slice(3).map((page_ms) => clock.at(page_ms) % 2_000)).toEqual([-1_000, 500, 500, 500]);
});

it("never comes twice for a timer that went off a little early", () => {
  const clock = running(0, 0);
  const early_ms = 10_000 + BEHIND_MS - 1;
  expect(untilBeat_ms(early_ms, 5_000, clock)).toBe(5_001);
  expect(untilBeat_ms(early_ms + 2, 5_000, clock)).toBe(4_999);
});
