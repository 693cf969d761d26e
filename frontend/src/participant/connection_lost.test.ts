// Lines that are dead without saying so, and seats that other pages have taken.
import { beforeEach, describe, expect, it } from "vitest";
import { CommonClock } from "./clock";
import { Connection } from "./connection";
import { press, welcome, World, WRITER } from "./connection.testing";
import { Outbox } from "./outbox";
import { MemoryStore } from "./record_store";

let world: World;
let outbox: Outbox;
let heard: string[];
let connection: Connection;

beforeEach(() => {
  world = new World();
  outbox = new Outbox("A", WRITER, new MemoryStore());
  heard = [];
  connection = makeConnection();
});

function makeConnection(): Connection {
  return new Connection(world, outbox, new CommonClock(), {
    welcomed: () => heard.push("welcome"),
    told: (state, cue) => heard.push(cue ? `${state}, cue ${cue.number}` : state),
    takenOver: () => heard.push("taken over"),
    seatLost: () => heard.push("seat lost"),
  }, false);
}

describe("lines that are cut all at once", () => {
  it("come back spread over what the server asked for at the welcome", async () => {
    const waits = [[0, 250], [0.25, 10_312.5], [0.5, 20_375], [0.75, 30_437.5], [1, 40_500]] as const;
    for (const [chance, wait_ms] of waits) {
      world = new World();
      world.chance = chance;
      connection = makeConnection();
      await connection.start();
      world.line.events.opened();
      world.hear({ ...welcome(), spread_ms: 40_000 });
      world.line.events.closed();
      await world.pass(wait_ms - 1);
      expect(world.lines).toHaveLength(1);
      await world.pass(1);
      expect(world.lines).toHaveLength(2);
    }
  });

  it("bring what was pressed meanwhile", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear({ ...welcome(), spread_ms: 40_000 });
    world.line.events.closed();
    outbox.add(press(1));
    connection.flush();
    await world.pass(40_500);
    world.line.events.opened();
    world.hear(welcome());
    expect(world.records().map((f) => f.records.map((r) => r.sequence))).toEqual([[1]]);
  });
});

describe("a line that is dead", () => {
  it("gives up a line that does not answer", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    connection.flush();
    const silent = world.line;
    await world.pass(11_500);
    expect(silent.is_closed).toBe(true);
    expect(world.lines.length).toBeGreaterThan(1);
  });

  it("wins a dead line no time by asking it again and again", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    connection.flush();
    const silent = world.line;
    for (let s = 0; s < 12; s += 3) {
      await world.pass(3_000);
      connection.wake();
      connection.flush();
    }
    expect(silent.is_closed).toBe(true);
    expect(world.lines.length).toBeGreaterThan(1);
  });

  it("takes no other word for the acknowledgement of what is under way", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    connection.flush();
    const first = world.line;
    for (let s = 0; s < 10 && !first.is_closed; s += 1) {
      first.events.heard(JSON.stringify({ type: "state", state: "running", session_ms: s }));
      await world.pass(2_000);
    }
    expect(first.is_closed).toBe(true);
    world.line.events.opened();
    world.hear(welcome());
    expect(world.records()[0]?.records.map((r) => r.sequence)).toEqual([1]);
  });

  it("does not listen any more to a line that it gave up", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    const dead = world.line;
    outbox.add(press(1));
    connection.flush();
    await world.pass(11_000);
    const line = world.line;
    expect(line).not.toBe(dead);
    line.events.opened();
    world.hear(welcome());
    dead.events.closed(); // browsers report the end of a dead socket some seconds late
    dead.events.heard(JSON.stringify({ type: "taken_over", writer: WRITER }));
    outbox.add(press(2));
    connection.flush();
    world.hear({
      type: "ack", writer: WRITER, upto: 1, state: "running", session_ms: 9, refused: [], cue: null, question: 0,
    });
    expect(world.lines.at(-1)).toBe(line);
    expect(world.records().at(-1)?.records.map((r) => r.sequence)).toEqual([2]);
    expect(heard).not.toContain("taken over");
  });

  it("asks whether somebody is there when woken, on an own clock too", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    connection.wake();
    expect(world.line.said.at(-1)).toEqual({ type: "ping", probe: 0 });
    world.hear({ type: "pong", probe: 0, session_ms: 1 });
    await world.pass(15_000);
    expect(world.line.is_closed).toBe(false);
  });
});

describe("a seat that another page took", () => {
  it("does not come back after another page took the seat, but delivers by POST", async () => {
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    connection.flush();
    world.answer = () => ({ status: 200, message: {
      type: "ack", writer: WRITER, upto: 1, state: "running", session_ms: 0, refused: [], cue: null, question: 0 } });
    world.hear({ type: "taken_over", writer: WRITER });
    await world.pass(60_000);
    expect(heard).toContain("taken over");
    expect(world.lines).toHaveLength(1);
    expect(world.posted.map((frame) => frame.type)).toEqual(["records"]);
    expect(outbox.size).toBe(0);
  });

  it("is told that another page took the seat, and still delivers", async () => {
    let is_held = true;
    world.answer = (frame) => frame.type === "records"
      ? { status: 200, message: { type: "ack", writer: WRITER,
          upto: frame.records.at(-1)?.sequence ?? 0, state: "running", session_ms: 0, refused: [], cue: null, question: 0 } }
      : is_held ? { status: 200, message: welcome() }
        : { status: 409, message: { type: "taken_over", writer: WRITER } };
    await connection.start();
    for (let i = 0; i < 3; i += 1) {
      world.line.events.closed();
      await world.pass(5_000);
    }
    is_held = false;
    await world.pass(5_000);
    expect(heard.at(-1)).toBe("taken over");
    const lines = world.lines.length;
    outbox.add(press(1));
    connection.flush();
    await world.pass(60_000);
    expect(outbox.size).toBe(0);
    expect(world.lines).toHaveLength(lines);
    expect(heard.filter((word) => word === "taken over")).toHaveLength(1);
  });

  it("does not storm a server that knows its writer no more", async () => {
    world.answer = () => ({ status: 409, message: { type: "taken_over", writer: WRITER } });
    await connection.start();
    world.line.events.opened();
    world.hear(welcome());
    outbox.add(press(1));
    world.hear({ type: "taken_over", writer: WRITER });
    await world.pass(60_000);
    expect(world.posted.length).toBeLessThan(20);
    expect(outbox.size).toBe(1);
  });
});
