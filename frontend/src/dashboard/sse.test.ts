import { describe, expect, it } from "vitest";
import { EventReader } from "./sse";

describe("the event reader", () => {
  it("finds the same events wherever the text was cut", () => {
    const text = ': keep-alive\n\nevent: release\r\nid: 7\r\ndata: {"a":1}\r\n\r\ndata: x\ndata: y\n\n';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const reader = new EventReader();
      const events = [...reader.push(text.slice(0, cut)), ...reader.push(text.slice(cut))];
      expect(events).toEqual([
        { name: "release", id: "7", data: '{"a":1}' },
        { name: "message", id: "", data: "x\ny" },
      ]);
    }
  });

  it("says nothing for a comment or a half event", () => {
    const reader = new EventReader();
    expect(reader.push(": keep-alive\n\nevent: status\n")).toEqual([]);
    expect(reader.push("data: {}\n")).toEqual([]);
  });
});
