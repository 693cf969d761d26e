import { describe, expect, it } from "vitest";
import { type Outside, setOut, wayOf } from "./onward";

function outside(steps: (string | Error)[] = []) {
  const waits: (() => void)[] = [];
  const went: string[] = [];
  const made: Outside & { waits: typeof waits; went: string[] } = {
    waits,
    went,
    after: (_wait_ms, work) => waits.push(work),
    forget: (timer) => {
      waits[timer - 1] = () => undefined;
    },
    step: async () => {
      const next = steps.shift();
      if (next instanceof Error || next === undefined) throw next ?? new Error("no more steps");
      return next;
    },
    go: (to) => went.push(to),
  };
  return made;
}

async function pass(world: ReturnType<typeof outside>) {
  world.waits[world.waits.length - 1]?.();
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

describe("a page that goes on by itself", () => {
  it("reads its way from the element", () => {
    const element = document.createElement("p");
    Object.assign(element.dataset, { onward: "/p", waitS: "9", step: "reserve" });
    expect(wayOf(element)).toEqual({ to: "/p", wait_ms: 9_000, step: "reserve" });
    expect(wayOf(document.createElement("p")).wait_ms).toBe(10_000);
  });

  it("goes on after one wait", async () => {
    const world = outside();
    setOut({ to: "/j/A/again", wait_ms: 1, step: "" }, world);
    expect(world.went).toEqual([]);
    await pass(world);
    expect(world.went).toEqual(["/j/A/again"]);
  });

  it("waits until the seat stands elsewhere, through a lost connection too", async () => {
    const world = outside(["reserve", new Error("offline"), "practice"]);
    setOut({ to: "/p", wait_ms: 1, step: "reserve" }, world);
    await pass(world);
    await pass(world);
    expect(world.went).toEqual([]);
    await pass(world);
    expect(world.went).toEqual(["/p"]);
  });

  it("stays when the person says so", async () => {
    const world = outside();
    setOut({ to: "https://vendor.example", wait_ms: 1, step: "" }, world)();
    await pass(world);
    expect(world.went).toEqual([]);
  });
});
