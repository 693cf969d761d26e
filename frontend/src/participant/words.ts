// Says texts in the page's language. The English text is the key; a page in another language
// carries the texts its scripts use in #words, an English page carries none.

type Forms = Record<string, string>;
type Values = Record<string, string | number>;

let carried: Record<string, string | Forms> = {};
let rules: Intl.PluralRules;
let figures: Intl.NumberFormat;

/** Takes the words of this page; done by itself for the page that the script runs in. */
export function takeWords(page: Document): void {
  const language = page.documentElement.lang || "en";
  carried = JSON.parse(page.getElementById("words")?.textContent ?? "{}") as typeof carried;
  rules = new Intl.PluralRules(language);
  // The server's figures are in Latin digits in every language; the page's are, too.
  figures = new Intl.NumberFormat(language, { numberingSystem: "latn" });
}
takeWords(document);

/** FNV-1a, as the server does it; four signs are enough for the texts of one page. */
export function textKey(text: string): string {
  let found = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    found = Math.imul(found ^ text.charCodeAt(place), 0x01000193);
  }
  return ((found >>> 0) % 36 ** 4).toString(36);
}

const fill = (text: string, values: Values): string =>
  text.replace(/%\((\w+)\)s/g, (place, name: string) => {
    const value = values[name];
    return typeof value === "number" ? figures.format(value) : (value ?? place);
  });

/** A text in the page's language, its places such as `%(name)s` filled. */
export function say(text: string, values: Values = {}): string {
  return fill((carried[textKey(text)] as string | undefined) ?? text, values);
}

/** A text in the form that the number asks for; the number itself fills the place `num`. */
export function sayCounted(one: string, many: string, number: number, values: Values = {}): string {
  const forms = carried[textKey(one)] as Forms | undefined;
  const form = forms && (forms[rules.select(number)] ?? forms["other"]);
  return fill(form ?? (number === 1 ? one : many), { num: number, ...values });
}
