import { expect, it } from "vitest";
import { ask } from "./ask_server";
import { emptyRoom } from "./room_state";

/** A server with one answer, and what it was asked. */
function server(answer: () => Response) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push({ url, init });
    return answer();
  };
  return { asked, around: { fetch } };
}

const STATUS = { type: "status", state: "running", session_ms: -10_000 };

it("takes the status that a step answers, and proves that a page of ours asks", async () => {
  const { asked, around } = server(() => new Response(JSON.stringify(STATUS)));
  const state = emptyRoom();
  expect(await ask(state, "abc", "start?countdown_s=10", {}, around)).toBe("");
  expect(state.status.value).toEqual(STATUS);
  expect(asked[0]?.url).toBe("/api/v1/sessions/abc/start?countdown_s=10");
  expect(asked[0]?.init).toMatchObject({ method: "POST", keepalive: false });
  expect(new Headers(asked[0]?.init.headers).get("X-Pulsemeter")).toBe("1");
  expect(asked[0]?.init.body).toBeUndefined();
});

it("sends words as JSON, and outlives its page where it must", async () => {
  const { asked, around } = server(() => new Response(JSON.stringify(STATUS)));
  const body = { words: "Good evening", planned: 0 };
  await ask(emptyRoom(), "abc", "cue/ask", { body, isLast: true }, around);
  expect(asked[0]?.init).toMatchObject({ body: JSON.stringify(body), keepalive: true });
  expect(new Headers(asked[0]?.init.headers).get("Content-Type")).toBe("application/json");
});

it("says a refusal with its remedy, and what it can of one without words", async () => {
  const refusal = { error: "A cue is open.", remedy: "Take it away first." };
  const known = server(() => new Response(JSON.stringify(refusal), { status: 409 }));
  const state = emptyRoom();
  expect(await ask(state, "abc", "cue/ask", {}, known.around)).toBe(
    "A cue is open. Take it away first.",
  );
  const bare = server(() => new Response("oops", { status: 502 }));
  expect(await ask(state, "abc", "cue/ask", {}, bare.around)).toBe("The server answered 502.");
  const gone = server(() => {
    throw new TypeError("no network");
  });
  expect(await ask(state, "abc", "pause", {}, gone.around)).toContain("didn’t answer");
  expect(state.status.value).toBeNull();
});
