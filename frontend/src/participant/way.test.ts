import { describe, expect, it } from "vitest";
import { Patience, tellUntilKnown, untilEmpty } from "./way";

describe("a step of the way", () => {
  it("is told until the server knows, with growing pauses", async () => {
    const answers = [() => Promise.reject(new TypeError("offline")), async () => false, async () => true];
    const told: string[] = [];
    const waits: number[] = [];
    await tellUntilKnown({
      tell: (path) => {
        told.push(path);
        return (answers.shift() ?? (async () => true))();
      },
      wait: async (wait_ms) => void waits.push(wait_ms),
      random: () => 1,
    }, "/p/practised");
    expect(told).toHaveLength(3);
    expect(waits).toEqual([500, 1_000]);
  });

  it("P12: the end waits for an empty outbox", async () => {
    let size = 3;
    let looks = 0;
    await untilEmpty(() => size, async () => {
      looks += 1;
      if (looks === 45) size = 0;
    });
    expect(looks).toBe(45);
  });

  it("is told at once when the network is back or the person asks for it", async () => {
    const patience = new Patience();
    let is_online = false;
    const told = tellUntilKnown({
      tell: async () => is_online,
      wait: () => patience.wait(3_600_000),
      random: () => 1,
    }, "/p/watched");
    await Promise.resolve();
    is_online = true;
    await new Promise((resolve) => setTimeout(resolve));
    patience.end();
    await told;
  });
});
