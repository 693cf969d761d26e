import { describe, expect, it } from "vitest";
import { markOf, Sender, type SenderOutside, type Wanted } from "./sender";

/** A server that keeps what it gets, and fails when it is told to. */
class Server implements SenderOutside {
  here: number[] = [];
  asked: string[] = [];
  is_open = false;
  /** What the next requests meet instead of an answer. */
  troubles: (Response | "line down")[] = [];
  waits = 0;
  on_piece: () => void = () => undefined;

  async fetch(path: string, init: RequestInit): Promise<Response> {
    this.asked.push(`${init.method} ${path}`);
    const trouble = this.troubles.shift();
    if (trouble === "line down") throw new TypeError("failed to fetch");
    if (trouble) return trouble;
    const headers = { "Upload-Offset": String(this.here.length) };
    if (init.method === "POST") {
      this.is_open = true;
      const open = { id: "u1", offset: this.here.length, piece_bytes_max: 1_000_000 };
      return Response.json(open, { status: 201 });
    }
    if (!this.is_open) return Response.json({ error: "unknown" }, { status: 404 });
    if (init.method !== "PATCH") return new Response(null, { status: 200, headers });
    const at = Number((init.headers as Record<string, string>)["Upload-Offset"]);
    if (at !== this.here.length) return new Response(null, { status: 409, headers });
    for (const byte of new Uint8Array(await (init.body as Blob).arrayBuffer())) this.here.push(byte);
    this.on_piece();
    return new Response(null, {
      status: 204,
      headers: { "Upload-Offset": String(this.here.length) },
    });
  }
  async wait(): Promise<void> {
    this.waits += 1;
  }
  clock_ms = 0;
  now(): number {
    return this.clock_ms;
  }
  random(): number {
    return 0.5;
  }
}

const BYTES = Uint8Array.from({ length: 2_000_000 }, (_, place) => (place * 7) % 251);
const FILE = new Blob([BYTES]);

function made(server = new Server()) {
  const wanted: Wanted = {
    study: "s", stimulus: "t", kind: "stimulus", language: "", session: "", name: "a.mp4",
    size_bytes: FILE.size, mark: "m",
  };
  return { server, sender: new Sender(FILE, wanted, server) };
}

const isWhole = (server: Server): boolean =>
  server.here.length === BYTES.length && server.here.every((byte, place) => byte === BYTES[place]);

describe("a file on its way", () => {
  it("arrives whole, in pieces", async () => {
    const { server, sender } = made();
    await sender.run();
    expect(sender.state).toBe("sent");
    expect(isWhole(server)).toBe(true);
    expect(server.asked.filter((line) => line.startsWith("PATCH")).length).toBeGreaterThan(1);
  });
  it("says how long it still takes at its pace, and not before that can be told", async () => {
    const { server, sender } = made();
    const told: (number | null)[] = [sender.remaining_ms];
    server.on_piece = () => {
      server.clock_ms += 1_500;
      told.push(sender.remaining_ms);
    };
    await sender.run();
    expect(told.slice(0, 2)).toEqual([null, null]);
    const half_ms = (1_500 * 2 * (BYTES.length - 524_288)) / 524_288;
    expect(told[2]).toBeCloseTo(half_ms, -1);
    expect(sender.remaining_ms).toBe(0);
  });
  it("goes on after a pause in which it waited for the next try", async () => {
    const { server, sender } = made();
    server.troubles = ["line down"];
    server.wait = async () => {
      sender.pause();
      void sender.run();
    };
    await sender.run();
    expect(sender.state).toBe("sent");
    expect(isWhole(server)).toBe(true);
  });
  it("goes on where the server is after a reload", async () => {
    const { server, sender } = made();
    server.here = [...BYTES.slice(0, 700_000)];
    await sender.run();
    expect(isWhole(server)).toBe(true);
  });
  it("goes on by itself when the line comes back", async () => {
    const { server, sender } = made();
    const busy = new Response(null, { status: 503 });
    server.troubles = ["line down", "line down", busy];
    await sender.run();
    expect(server.waits).toBe(3);
    expect([sender.state, isWhole(server)]).toEqual(["sent", true]);
  });
  it("asks where the server is after a piece was lost half-way", async () => {
    const { server, sender } = made();
    server.on_piece = () => {
      server.on_piece = () => undefined;
      server.troubles = ["line down"];
    };
    await sender.run();
    expect(server.asked.some((line) => line.startsWith("HEAD"))).toBe(true);
    expect(isWhole(server)).toBe(true);
  });
  it("believes the server about where it is", async () => {
    const { server, sender } = made();
    let moved = false;
    server.on_piece = () => {
      if (!moved) server.here.length -= 1_000;
      moved = true;
    };
    await sender.run();
    expect(isWhole(server)).toBe(true);
  });
  it("begins anew where the server knows nothing of it any more", async () => {
    const { server, sender } = made();
    server.on_piece = () => {
      server.on_piece = () => undefined;
      server.here = [];
      server.is_open = false;
    };
    await sender.run();
    expect(server.asked.filter((line) => line.startsWith("POST"))).toHaveLength(2);
    expect(isWhole(server)).toBe(true);
  });
  it("stops at a refusal and says it", async () => {
    const { server, sender } = made();
    server.troubles = [Response.json({ error: "no room" }, { status: 422 })];
    await sender.run();
    expect([sender.state, sender.reason]).toEqual(["refused", "no room"]);
  });
  it("pauses and goes on", async () => {
    const { server, sender } = made();
    server.on_piece = () => {
      server.on_piece = () => undefined;
      sender.pause();
    };
    await sender.run();
    expect(sender.state).toBe("paused");
    expect(isWhole(server)).toBe(false);
    await sender.run();
    expect([sender.state, isWhole(server)]).toEqual(["sent", true]);
  });
  it("is given up on the server too", async () => {
    const { server, sender } = made();
    server.on_piece = () => void sender.giveUp();
    await sender.run();
    expect(sender.state).toBe("given up");
    expect(server.asked.at(-1)).toBe("DELETE /api/v1/uploads/u1");
  });
});

describe("a file's mark", () => {
  it("tells files of the same size apart", async () => {
    const other = new Blob([BYTES.map((byte) => byte ^ 1)]);
    expect(await markOf(FILE)).toBe(await markOf(new Blob([BYTES])));
    expect(await markOf(FILE)).not.toBe(await markOf(other));
  });
});
