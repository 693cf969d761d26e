import { afterEach, describe, expect, it, vi } from "vitest";
import { HELLO_LIMITS } from "../wire/participant.gen";
import { drawWriter, postingTo, postTo } from "./outside";

const drawn = (high: number, low: number) =>
  drawWriter((numbers) => numbers.set([high, low]), HELLO_LIMITS.writer_max);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a POST", () => {
  it("ends by itself where a dead network never answers", async () => {
    const end = new AbortController();
    const ending = vi.spyOn(AbortSignal, "timeout").mockReturnValue(end.signal);
    vi.stubGlobal("fetch", (_path: string, asked: RequestInit) => new Promise((_, reject) => {
      asked.signal?.addEventListener("abort", () => reject(asked.signal?.reason));
    }));
    const failed = expect(postTo("/p/records", "{}")).rejects.toThrow();
    end.abort(new DOMException("late", "TimeoutError"));
    await failed;
    expect(ending).toHaveBeenCalledWith(30_000);
  });

  it("brings the answer's frame, and no frame where something else answered", async () => {
    const answers = ['{"type":"taken_over","writer":3}', "<html>Welcome to our Wi-Fi</html>", "null"];
    vi.stubGlobal("fetch", async () => new Response(answers.shift() ?? "", { status: 409 }));
    const post = postingTo("/p/records");
    const frame = { type: "hello", writer: 3 } as const;
    expect(await post(frame)).toEqual({ status: 409, message: { type: "taken_over", writer: 3 } });
    expect(await post(frame)).toEqual({ status: 409, message: null });
    expect(await post(frame)).toEqual({ status: 409, message: null });
  });

  it("fails where the server does, so that it is tried again", async () => {
    vi.stubGlobal("fetch", async () => new Response("", { status: 503 }));
    await expect(postingTo("/p/records")({ type: "hello", writer: 3 })).rejects.toThrow("503");
  });
});

describe("the writer", () => {
  it("is a whole number that JSON carries exactly, whatever was drawn", () => {
    expect(drawn(0, 0)).toBe(1);
    expect(drawn(0xffffffff, 0xffffffff)).toBe(HELLO_LIMITS.writer_max);
    expect(Number.isSafeInteger(drawn(0x12345678, 0x9abcdef0))).toBe(true);
  });

  it("uses all that was drawn", () => {
    expect(drawn(1, 5)).not.toBe(drawn(2, 5));
    expect(drawn(1, 5)).not.toBe(drawn(1, 6));
  });
});
