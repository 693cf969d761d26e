import { expect, it } from "vitest";
import { tellLeft } from "./left";

it("P12: says how many answers wait, and shows a note on it only meanwhile", () => {
  document.body.innerHTML = `<div class="note" hidden><p data-left></p></div><p data-left></p>`;
  const [inside, plain] = document.querySelectorAll("[data-left]");
  const note = document.querySelector<HTMLElement>(".note");
  tellLeft(document, 3);
  expect([inside?.textContent, plain?.textContent]).toEqual(Array(2).fill("3 answers to send"));
  expect(note?.hidden).toBe(false);
  tellLeft(document, 0);
  expect(plain?.textContent).toBe("");
  expect(note?.hidden).toBe(true);
});
