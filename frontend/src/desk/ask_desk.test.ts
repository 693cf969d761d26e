import { describe, expect, it } from "vitest";
import { handOver, propose, step } from "./ask_desk";

interface Asked {
  url: string;
  init: RequestInit;
}

function server(status: number, body: unknown) {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push({ url, init });
    return new Response(JSON.stringify(body), { status });
  };
  return { asked, fetch };
}

const FEATURE = {
  statement: "s1",
  revision: 2,
  audience: "all",
  kind: "feature",
  reason: "strong",
  taken: false,
} as const;

describe("asking for decisions", () => {
  it("proposes with the page's header and gets the decision back", async () => {
    const around = server(201, { id: "d1" });
    expect(await propose("ABC", FEATURE, around)).toEqual({ told: { id: "d1" }, refusal: "" });
    const { url, init } = around.asked[0]!;
    expect(url).toBe("/api/v1/sessions/ABC/decisions");
    expect(init.method).toBe("POST");
    expect((init.headers as Record<string, string>)["X-Pulsemeter"]).toBe("1");
    expect(JSON.parse(String(init.body))).toEqual(FEATURE);
  });

  it("takes a step of the decision it is given", async () => {
    const around = server(200, { id: "d/1", state: "done" });
    await step({ session: "ABC", id: "d/1" }, "done", { ran_at: "https://a.example" }, around);
    expect(around.asked[0]!.url).toBe("/api/v1/sessions/ABC/decisions/d%2F1/done");
  });

  it("says a refusal with its remedy", async () => {
    const around = server(409, { error: "taken already", remedy: "look again" });
    const answer = await propose("ABC", FEATURE, around);
    expect(answer).toEqual({ told: null, refusal: "taken already; look again" });
  });

  it("says that nobody answered", async () => {
    const around = { fetch: () => Promise.reject(new TypeError("network")) };
    expect((await propose("ABC", FEATURE, around)).refusal).toContain("didn’t answer");
  });

  it("asks for the package, how far it is, and gives it up", async () => {
    const around = server(202, { state: "making" });
    await handOver({ session: "ABC", id: "d1" }, "make", around);
    const answer = await handOver({ session: "ABC", id: "d1" }, "look", around);
    await handOver({ session: "ABC", id: "d1" }, "cancel", around);
    expect(answer.told?.state).toBe("making");
    expect(around.asked.map(({ init }) => init.method)).toEqual(["POST", "GET", "POST"]);
    expect(around.asked[1]!.url).toBe("/api/v1/sessions/ABC/decisions/d1/package");
    expect(around.asked[2]!.url).toBe("/api/v1/sessions/ABC/decisions/d1/package/cancel");
  });
});
