import { beforeEach, describe, expect, it } from "vitest";
import { WaitingRoom } from "./waiting_room";

let room: WaitingRoom;
let written: string[];
let said: string[];

beforeEach(() => {
  written = [];
  said = [];
  room = new WaitingRoom({
    text: (id, words) => void (id === "countdown" && written.push(words)),
    say: (words) => void said.push(words),
  });
});

describe("the waiting room", () => {
  it("is left when the session runs, also by those who come late or into a pause", () => {
    expect(room.look("open", 0)).toBe("waiting");
    expect(room.look("running", 0)).toBe("running");
    expect(room.look("paused", 4_000)).toBe("running");
    expect(written).toEqual([]);
  });

  it("counts down once a second, says so once, and goes over by itself", () => {
    room.look("open", 0);
    const phases = [];
    for (let common_ms = -3_000; common_ms <= 250; common_ms += 250) {
      phases.push(room.look("running", common_ms));
    }
    expect(written).toEqual([
      "Begins in 3 seconds", "Begins in 2 seconds", "Begins in 1 second", "",
    ]);
    expect(said).toEqual(["Begins in 3 seconds"]);
    expect(phases).toEqual([...Array<string>(12).fill("waiting"), "running", "running"]);
  });

  it("counts nothing while the countdown stands still", () => {
    room.look("running", -8_000);
    expect(room.look("paused", -7_500)).toBe("waiting");
    expect(written.at(-1)).toBe("");
  });

  it("is not entered again for a clock that was read more exactly, only for a wrong one", () => {
    room.look("running", 10);
    expect(room.look("running", -120)).toBe("running");
    expect(said).toEqual([]);
    expect(room.look("running", -9_000)).toBe("waiting");
    expect(said).toEqual(["Begins in 9 seconds"]);
  });
});
