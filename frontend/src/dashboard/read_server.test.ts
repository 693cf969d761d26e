import { describe, expect, it } from "vitest";
import { post } from "./notes/write_remark";
import { read } from "./read_server";

function answering(status: number, body: string) {
  const asked: [string, RequestInit][] = [];
  const fetch = async (url: string, init: RequestInit) => {
    asked.push([url, init]);
    return new Response(body, { status });
  };
  return { asked, fetch };
}

const silent = { fetch: () => Promise.reject(new TypeError("gone")) };

describe("reading", () => {
  it("gives the answer", async () => {
    const around = answering(200, '{"n":1}');
    expect(await read("MOON", "range?x=1", around)).toEqual({ told: { n: 1 }, trouble: "" });
    expect(around.asked[0]?.[0]).toBe("/api/v1/sessions/MOON/range?x=1");
  });

  it("says why there is none", async () => {
    const refused = answering(422, '{"error":"No.","remedy":"Else."}');
    expect(await read("MOON", "x", refused)).toEqual({ told: null, trouble: "No. Else." });
    expect((await read("MOON", "x", answering(502, "<html>"))).trouble).toContain("502");
    expect((await read("MOON", "x", silent)).trouble).toContain("didn’t answer");
  });
});

describe("writing", () => {
  it("says nothing when it was done, else why it wasn't", async () => {
    const around = answering(201, "{}");
    expect(await post("MOON", "remarks", { words: "x" }, around)).toBe("");
    expect(around.asked[0]?.[1].body).toBe('{"words":"x"}');
    expect(await post("MOON", "x", {}, answering(422, '{"error":"No."}'))).toBe("No.");
    expect(await post("MOON", "x", {}, silent)).toContain("nothing was sent");
  });
});
