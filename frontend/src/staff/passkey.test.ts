import { describe, expect, it } from "vitest";
import { bytesOf, creationOptions, madeAnswer, requestOptions, textOf, usedAnswer } from "./passkey";

const buffer = (...bytes: number[]): ArrayBuffer => Uint8Array.from(bytes).buffer;

describe("passkeys between server and browser", () => {
  it("writes bytes as base64url without padding, and back", () => {
    const all = Uint8Array.from({ length: 256 }, (_, k) => k);
    for (const length of [0, 1, 2, 3, 254, 256]) {
      const text = textOf(all.slice(0, length).buffer);
      expect(text).toMatch(/^[\w-]*$/);
      expect([...bytesOf(text)]).toEqual([...all.slice(0, length)]);
    }
    expect(textOf(buffer(251, 255, 254))).toBe("-__-");
  });

  it("hands the options of creation on, bytes as bytes", () => {
    const made = creationOptions({
      challenge: "AQI",
      rp: { id: "pulse.example", name: "Pulsemeter" },
      user: { id: "Aw", name: "Ada", displayName: "Ada" },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      excludeCredentials: [{ id: "BA", type: "public-key" }],
      authenticatorSelection: { userVerification: "required", residentKey: "required" },
    });
    expect(new Uint8Array(made.challenge as ArrayBuffer)).toEqual(Uint8Array.of(1, 2));
    expect(new Uint8Array(made.user.id as ArrayBuffer)).toEqual(Uint8Array.of(3));
    expect(made.excludeCredentials?.map(({ id }) => [...(id as Uint8Array)])).toEqual([[4]]);
    expect(made.authenticatorSelection?.userVerification).toBe("required");
  });

  it("asks for a verified person when it is used", () => {
    const used = requestOptions({ challenge: "AQI", rpId: "pulse.example" });
    expect(used.rpId).toBe("pulse.example");
    expect(used.userVerification).toBe("required");
  });

  it("writes answers as the server reads them", () => {
    const rawId = buffer(1);
    const made = {
      rawId,
      type: "public-key",
      response: { clientDataJSON: buffer(2), attestationObject: buffer(3) },
    } as unknown as PublicKeyCredential;
    expect(madeAnswer(made)).toEqual({
      id: "AQ",
      rawId: "AQ",
      type: "public-key",
      response: { clientDataJSON: "Ag", attestationObject: "Aw" },
    });
    const used = {
      rawId,
      type: "public-key",
      response: { clientDataJSON: buffer(2), authenticatorData: buffer(3), signature: buffer(4) },
    } as unknown as PublicKeyCredential;
    expect(usedAnswer(used)).toMatchObject({
      response: { clientDataJSON: "Ag", authenticatorData: "Aw", signature: "BA" },
    });
  });
});
