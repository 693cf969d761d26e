import { beforeEach, describe, expect, it } from "vitest";
import { CommonClock } from "./clock";
import { Connection, pauseBefore_ms } from "./connection";
import { press, welcome, World, WRITER } from "./connection.testing";
import { Outbox } from "./outbox";
import { MemoryStore } from "./record_store";

let world: World;
let outbox: Outbox;
let clock: CommonClock;
let heard: string[];
let connection: Connection;

function makeConnection(reads_clock = false) {
  return new Connection(world, outbox, clock, {
    welcomed: () => heard.push("welcome"),
    told: (state, cue) => heard.push(cue ? `${state}, cue ${cue.number}` : state),
    takenOver: () => heard.push("taken over"),
    seatLost: () => heard.push("seat lost"),
  }, reads_clock);
}

beforeEach(() => {
  world = new World();
  outbox = new Outbox("A", WRITER, new MemoryStore());
  clock = new CommonClock();
  heard = [];
  connection = makeConnection();
});

describe("the back-off", () => {
  it("doubles from half a second to thirty, with up to half of it taken off at random", () => {
    expect([0, 1, 2, 3].map((n) => pauseBefore_ms(n, 1))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(pauseBefore_ms(40, 1)).toBe(30_000);
    expect(pauseBefore_ms(0, 0)).toBe(250);
  });
});

describe("over the socket", () => {
  it("says hello first, sends nothing before the welcome, then in order", async () => {
    await connection.start();
    outbox.add(press(1));
    connection.flush();
    world.line.events.opened();
    expect(world.line.said).toEqual([{ type: "hello", writer: WRITER }]);
    world.hear(welcome());
    expect(world.records().map((f) => f.records.map((r) => r.sequence))).toEqual([[1]]);
  });

  it("sends the next frame when the one under way is acknowledged", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    connection.flush();
    outbox.add(press(2));
    connection.flush();
    expect(world.records()).toHaveLength(1);
    world.hear({
      type: "ack", writer: WRITER, upto: 1, state: "running", session_ms: 9, refused: [], cue: null, question: 0,
    });
    expect(world.records().at(-1)?.records.map((r) => r.sequence)).toEqual([2]);
  });

  it("sends again after a broken line what was not acknowledged", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    connection.flush();
    world.line.events.closed();
    await world.pass(1_000);
    expect(world.lines).toHaveLength(2);
    world.line.events.opened();
    world.hear(welcome());
    expect(world.records()[0]?.records.map((r) => r.sequence)).toEqual([1]);
  });

  it("takes what the welcome acknowledges off its hands", async () => {
    await connection.start();
    outbox.add(press(1));
    world.line.events.opened();
    world.hear(welcome(1));
    expect(world.records()).toEqual([]);
    expect(outbox.size).toBe(0);
  });

  it("tells of the open cue, whichever frame brings it, and that there is none any more", async () => {
    await connection.start();
    world.line.events.opened();
    const cue = { number: 3, words: "Good evening", planned: 0 };
    world.hear({ ...welcome(), cue });
    world.hear({ type: "state", state: "running", session_ms: 0, cue: { ...cue, number: 4 }, question: 0, on_air: null });
    world.hear({
      type: "ack", writer: WRITER, upto: 0, state: "running", session_ms: 0, refused: [], cue: null, question: 0,
    });
    expect(heard.filter((words) => words !== "welcome")).toEqual([
      "running, cue 3", "running, cue 4", "running",
    ]);
  });

  it("reads the common clock with ten probes", async () => {
    connection = makeConnection(true);
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    for (let probe = 1; probe <= 10; probe += 1) {
      expect(world.line.said.at(-1)).toEqual({ type: "ping", probe });
      world.time_ms += probe === 4 ? 20 : 300;
      world.hear({ type: "pong", probe, session_ms: probe === 4 ? 5_000 : 77_777 });
    }
    expect(world.line.said.filter((frame) => frame.type === "ping")).toHaveLength(10);
    const since_ms = world.time_ms - (3 * 300 + 10); // the fourth was quickest: its middle
    expect(clock.at(world.time_ms)).toBe(5_000 + since_ms);
  });
});

describe("where sockets don't pass", () => {
  it("takes the seat and sends over POST after repeated failure", async () => {
    world.answer = (frame) => ({
      status: 200,
      message: frame.type === "records"
        ? { type: "ack", writer: WRITER, upto: frame.records.at(-1)?.sequence ?? 0,
            state: "running", session_ms: 0, refused: [], cue: null, question: 0 }
        : welcome(),
    });
    await connection.start();
    outbox.add(press(1));
    for (let i = 0; i < 3; i += 1) {
      world.line.events.closed();
      await world.pass(5_000);
    }
    expect(world.posted.slice(0, 2).map((frame) => frame.type)).toEqual(["hello", "records"]);
    expect(heard).toContain("welcome");
    expect(outbox.size).toBe(0);
    outbox.add(press(2));
    connection.flush();
    await world.pass(0);
    expect(outbox.size).toBe(0);
  });

  it("goes back to the socket when one opens again", async () => {
    world.answer = () => ({ status: 200, message: welcome() });
    await connection.start();
    for (let i = 0; i < 3; i += 1) {
      world.line.events.closed();
      await world.pass(5_000);
    }
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    connection.flush();
    expect(world.records()).toHaveLength(1);
  });

  it("keeps everything while there is no network at all", async () => {
    await connection.start();
    outbox.add(press(1));
    for (let i = 0; i < 6; i += 1) {
      world.line.events.closed();
      await world.pass(31_000);
    }
    expect(outbox.size).toBe(1);
    expect(heard).toEqual([]);
  });

  it("says that the seat is lost, and stops, on 403", async () => {
    world.answer = () => ({ status: 403, message: null });
    await connection.start();
    for (let i = 0; i < 3; i += 1) {
      world.line.events.closed();
      await world.pass(5_000);
    }
    expect(heard).toEqual(["seat lost"]);
    const tries = world.posted.length;
    await world.pass(120_000);
    expect(world.posted).toHaveLength(tries);
  });
});

describe("around the page's life", () => {
  it("hands everything to the browser when hidden and still keeps it", async () => {
    await connection.start();
    for (let i = 0; i < 30; i += 1) outbox.add(press(i));
    connection.hide();
    expect(world.beaconed.map((f) => f.type === "records" && f.records.length)).toEqual([24, 6]);
    expect(outbox.size).toBe(30);
  });

  it("tries at once when woken instead of sitting out its pause", async () => {
    await connection.start();
    for (let i = 0; i < 8; i += 1) {
      world.line.events.closed();
      await world.pass(31_000);
    }
    world.line.events.closed();
    const before = world.lines.length;
    connection.wake();
    expect(world.lines).toHaveLength(before + 1);
  });

  it("delivers an earlier load's records before it takes the seat", async () => {
    const store = new MemoryStore();
    new Outbox("A", 3, store).add(press(1));
    outbox = new Outbox("A", WRITER, store);
    await outbox.takeUp();
    world.answer = () => ({ status: 200, message: {
      type: "ack", writer: 3, upto: 1, state: "running", session_ms: 0, refused: [], cue: null, question: 0 } });
    await makeConnection().start();
    expect(world.posted).toMatchObject([{ type: "records", writer: 3 }]);
    expect(outbox.size).toBe(0);
  });

  it("sets aside an earlier load's records that belong to another seat", async () => {
    const store = new MemoryStore();
    new Outbox("A", 3, store).add(press(1));
    outbox = new Outbox("A", WRITER, store);
    await outbox.takeUp();
    world.answer = () => ({ status: 409, message: { type: "taken_over", writer: 3 } });
    await makeConnection().start();
    expect(outbox.size).toBe(0);
    expect(await store.all("A")).toHaveLength(1);
  });
});
