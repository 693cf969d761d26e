import { beforeEach, describe, expect, it } from "vitest";
import { base64url, drawPageKey, tokenOf } from "./join";

beforeEach(() => sessionStorage.clear());

describe("the personal link", () => {
  it("carries its code behind the fragment sign", () => {
    expect(tokenOf("#aB3_-xyz")).toBe("aB3_-xyz");
    expect(tokenOf("")).toBe("");
    expect(tokenOf("#<script>alert(1)</script>")).toBe("");
  });
});

describe("the page's key", () => {
  it("is long enough and safe in a cookie", () => {
    expect(drawPageKey("/j/A/redeem", "t")).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(base64url(new Uint8Array([251, 255, 254, 0]))).toBe("-__-AA");
  });

  it("is the same when the same link is tried again, and another for another link", () => {
    const first = drawPageKey("/j/A/redeem", "t");
    expect(drawPageKey("/j/A/redeem", "t")).toBe(first);
    expect(drawPageKey("/j/A/redeem", "u")).not.toBe(first);
    expect(drawPageKey("/j/B/redeem", "t")).not.toBe(first);
  });
});
