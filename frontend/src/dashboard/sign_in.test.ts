import { describe, expect, it, vi } from "vitest";
import { codeOf, signIn } from "./sign_in";

describe("the staff sign-in", () => {
  it("reads the code of a link, bare or named", () => {
    expect([codeOf("#abc_-1"), codeOf("#token=abc"), codeOf(""), codeOf("#%E0%A4%A")]).toEqual([
      "abc_-1",
      "abc",
      "",
      "",
    ]);
  });

  it("sends the code and takes it out of the address", () => {
    document.body.innerHTML = '<form id="sign-in"><input name="token"></form>';
    const form = document.querySelector("form") as HTMLFormElement;
    const sent = vi.spyOn(form, "requestSubmit").mockImplementation(() => {});
    location.hash = "#secret";
    signIn(document, location);
    expect((form.elements.namedItem("token") as HTMLInputElement).value).toBe("secret");
    expect(sent).toHaveBeenCalledOnce();
    expect(location.hash).toBe("");
  });

  it("leaves a page without a code to whoever types one", () => {
    document.body.innerHTML = '<form id="sign-in"><input name="token"></form>';
    const form = document.querySelector("form") as HTMLFormElement;
    const sent = vi.spyOn(form, "requestSubmit").mockImplementation(() => {});
    history.replaceState(null, "", location.pathname);
    signIn(document, location);
    expect(sent).not.toHaveBeenCalled();
  });
});
