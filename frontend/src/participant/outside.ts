// The browser's own network and timers, as the connection wants them. No decisions here.
import type { PageFacts, ToPage } from "../wire/participant.gen";
import type { Outside } from "./connection";

export function browserOutside(facts: PageFacts): Outside {
  const json = { "content-type": "application/json" };
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
    async post(frame) {
      const answer = await fetch(facts.records_path, {
        method: "POST",
        headers: json,
        body: JSON.stringify(frame),
        cache: "no-store",
      });
      if (answer.status >= 500) throw new Error(`the server answered ${answer.status}`);
      const message = (await answer.json().catch(() => null)) as ToPage | null;
      return { status: answer.status, message: message && "type" in message ? message : null };
    },
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
