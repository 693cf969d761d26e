import { describe, expect, it } from "vitest";
import { tellUntilKnown, untilEmpty } from "./way";

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

  it("P12: the end waits for an empty outbox and asks again for delivery", async () => {
    let size = 3;
    let asked = 0;
    let looks = 0;
    await untilEmpty(() => size, () => (asked += 1), async () => {
      looks += 1;
      if (looks === 45) size = 0;
    });
    expect(looks).toBe(45);
    expect(asked).toBe(2);
  });
});
