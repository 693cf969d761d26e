// The browser's own network and timers, as the connection wants them. No decisions here.
import type { PageFacts, ToPage } from "../wire/participant.gen";
import type { Outside } from "./connection";
import type { Post } from "./deliver";

const json = { "content-type": "application/json" };
/** The server answers within 20 s; a request that a dead network swallowed would wait for ever and
 * hold up all that comes after it. Browsers older than 2022 can't be told; they wait. */
const PATIENCE_MS = 30_000;

/** A POST with an end: rejects when nobody answers in time. */
export function postTo(path: string, body: string | null = null): Promise<Response> {
  const signal = AbortSignal.timeout?.(PATIENCE_MS) ?? null;
  return fetch(path, { method: "POST", headers: json, body, cache: "no-store", signal });
}

/** Records over POST, at the address for them. */
export function postingTo(path: string): Post {
  return async (frame) => {
    const answer = await postTo(path, JSON.stringify(frame));
    if (answer.status >= 500) throw new Error(`the server answered ${answer.status}`);
    const message = (await answer.json().catch(() => null)) as ToPage | null;
    return { status: answer.status, message: message && "type" in message ? message : null };
  };
}

export function browserOutside(facts: PageFacts): Outside {
  return {
    openLine(events) {
      const socket = new WebSocket(
        new URL(facts.socket_path, location.href.replace(/^http/, "ws")).href,
      );
      socket.onopen = () => events.opened();
      socket.onmessage = (message) => events.heard(String(message.data));
      socket.onclose = () => events.closed();
      return {
        send: (text) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: () => socket.close(),
      };
    },
    post: postingTo(facts.records_path),
    beacon: (frame) =>
      navigator.sendBeacon(
        facts.records_path,
        new Blob([JSON.stringify(frame)], { type: json["content-type"] }),
      ),
    now: () => performance.now(),
    random: () => Math.random(),
    later(wait_ms, action) {
      const timer = setTimeout(action, wait_ms);
      return () => clearTimeout(timer);
    },
  };
}

/** A random number that names this page load, from 1 to the wire's highest. */
export function drawWriter(fill: (numbers: Uint32Array<ArrayBuffer>) => void, writer_max: number): number {
  const parts = new Uint32Array(2);
  fill(parts);
  const drawn = ((parts[0] ?? 0) & 0x1fffff) * 2 ** 32 + (parts[1] ?? 0);
  return Math.min(Math.max(1, drawn), writer_max);
}
