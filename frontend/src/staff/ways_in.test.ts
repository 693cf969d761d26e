import { afterEach, describe, expect, it, vi } from "vitest";
import { codeOf, followLink, offerPasskey, sayTrouble, walk } from "./ways_in";

const LINK = '<form id="link"><input name="token"></form>';

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", location.pathname);
});

describe("a one-time link", () => {
  it("holds a code, bare or named", () => {
    expect([codeOf("#abc_-1"), codeOf("#token=abc"), codeOf(""), codeOf("#%E0%A4%A")]).toEqual([
      "abc_-1",
      "abc",
      "",
      "",
    ]);
  });

  it("is followed by sending its code, which leaves the address", () => {
    document.body.innerHTML = LINK;
    const form = document.querySelector("form") as HTMLFormElement;
    const sent = vi.spyOn(form, "requestSubmit").mockImplementation(() => {});
    location.hash = "#secret";
    followLink(document, location);
    expect((form.elements.namedItem("token") as HTMLInputElement).value).toBe("secret");
    expect(sent).toHaveBeenCalledOnce();
    expect(location.hash).toBe("");
  });

  it("leaves a page without a code to whoever types one", () => {
    document.body.innerHTML = LINK;
    const form = document.querySelector("form") as HTMLFormElement;
    const sent = vi.spyOn(form, "requestSubmit").mockImplementation(() => {});
    followLink(document, location);
    expect(sent).not.toHaveBeenCalled();
  });

  it("leads from the sign-in to the welcome", () => {
    document.body.innerHTML = '<form id="sign-in"></form>';
    const place = { hash: "#old", pathname: "/staff/sign-in", replace: vi.fn() };
    followLink(document, place as unknown as Location);
    expect(place.replace).toHaveBeenCalledWith("/staff/welcome#old");
  });
});

const CREATION = {
  challenge: "AQI",
  rp: { id: "x", name: "x" },
  user: { id: "Aw", name: "Ada", displayName: "Ada" },
  pubKeyCredParams: [],
};

/** A server that answers these, and an authenticator that makes and uses passkeys. */
function outside(answers: Record<string, [number, object]>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    asked.push(`${path} ${String(init.body)}`);
    const [status, body] = answers[path] ?? [404, {}];
    return new Response(JSON.stringify(body), { status });
  });
  const bytes = new Uint8Array([1]).buffer;
  const made = {
    rawId: bytes,
    type: "public-key",
    response: {
      clientDataJSON: bytes,
      attestationObject: bytes,
      authenticatorData: bytes,
      signature: bytes,
    },
  };
  const credentials = { create: async () => made, get: async () => made };
  vi.stubGlobal("navigator", { ...navigator, credentials });
  vi.stubGlobal("PublicKeyCredential", class {});
  return asked;
}

describe("a passkey", () => {
  it("signs in", async () => {
    const asked = outside({
      "/api/v1/staff/passkey/options": [200, { challenge: "AQI", rpId: "x" }],
      "/api/v1/staff/passkey": [200, { path: "/sessions" }],
    });
    expect(await walk(document, "use")).toBe("/sessions");
    expect(asked[1]).toContain('"signature":"AQ"');
  });

  it("is made by who was invited, with the name that is typed", async () => {
    document.body.innerHTML = '<input name="token" value="t"><input name="name" value=" Ada ">';
    const asked = outside({
      "/api/v1/staff/welcome/passkey/options": [200, CREATION],
      "/api/v1/staff/welcome/passkey": [200, { path: "/sessions" }],
    });
    expect(await walk(document, "welcome")).toBe("/sessions");
    expect(asked[0]).toContain('{"token":"t","name":"Ada"}');
    expect(asked[1]).toContain('"attestationObject":"AQ"');
  });

  it("is added with a name of its own", async () => {
    document.body.innerHTML = '<input id="label" value="Phone">';
    const asked = outside({
      "/api/v1/staff/account/passkeys/options": [200, CREATION],
      "/api/v1/staff/account/passkeys": [200, { path: "/staff/account" }],
    });
    expect(await walk(document, "further")).toBe("/staff/account");
    expect(asked[1]).toContain('"label":"Phone"');
  });

  it("is offered where the browser can, and says what the server refused", async () => {
    document.body.innerHTML =
      '<div id="passkey" data-do="use" hidden><button></button><p role="alert" hidden></p></div>';
    outside({ "/api/v1/staff/passkey/options": [429, { error: "too many tries" }] });
    const place = { assign: vi.fn() };
    offerPasskey(document, place as unknown as Location);
    const box = document.getElementById("passkey") as HTMLElement;
    expect(box.hidden).toBe(false);
    box.querySelector("button")?.click();
    const trouble = box.querySelector("p") as HTMLElement;
    await vi.waitFor(() => expect(trouble.textContent).toBe("Too many tries."));
    expect(trouble.hidden).toBe(false);
    expect(place.assign).not.toHaveBeenCalled();
  });

  it("that wasn’t given is no fault", () => {
    expect(sayTrouble(new DOMException("", "NotAllowedError"))).toContain("No passkey was given");
    expect(sayTrouble(new DOMException("", "InvalidStateError"))).toContain("already");
    expect(sayTrouble(new TypeError())).toContain("connection");
  });
});
