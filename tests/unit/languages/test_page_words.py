"""Words of pages: places, plural forms as the browser counts them, and what a page carries."""

import json
import subprocess
from pathlib import Path

import pytest

from pulsemeter.languages import LANGUAGES, page_words
from pulsemeter.languages.catalogue import catalogue
from pulsemeter.languages.page_words import (
    fill,
    forms_by_category,
    said,
    said_counted,
    script_texts,
    script_words,
    text_key,
    whole,
)

KEYS = ["ntfp", "9tuq", "j9yp"]
NUMBERS = (0, 1, 2, 3, 4, 5, 10, 11, 12, 14, 19, 20, 21, 22, 25, 99, 100, 101, 102, 103, 111, 112,
           113, 121, 199, 200, 1_000, 1_001, 10_000, 1_000_000)  # fmt: skip
IN_THE_BROWSER = """
const told = {};
for (const language of process.argv[2].split(" ")) {
  const rules = new Intl.PluralRules(language);
  told[language] = process.argv[1].split(" ").map((number) => rules.select(Number(number)));
}
console.log(JSON.stringify(told));
"""


def test_places_are_filled_and_the_rest_stays():
    assert fill("%(a)s of %(b)s at 100 %", {"a": 1, "b": "two"}) == "1 of two at 100 %"
    assert fill("%(a)s and %(lost)s", {"a": "%(lost)s"}) == "%(lost)s and %(lost)s"


def test_texts_come_from_the_catalogue_and_english_from_themselves():
    assert said("en", "all") == "all"
    assert said("de-AT", "all") == "Alle"
    assert said("de", "a text that nobody says") == "a text that nobody says"
    assert said("tlh", "all") == "all"


def test_forms_follow_the_number():
    one, many = "Among {segment}, few of some {n} present pressed here.", "unused"
    forms = {said_counted("ar", one, many, number) for number in (0, 1, 2, 3, 11, 100)}
    assert len(forms) >= 5
    assert said_counted("en", "%(num)s hen", "%(num)s hens", 1) == "%(num)s hen"
    assert said_counted("en", "%(num)s hen", "%(num)s hens", 0) == "%(num)s hens"


def test_numbers_are_written_as_the_language_does():
    assert whole("en", 12_500) == "12,500"
    assert whole("de", 12_500) == "12.500"
    assert whole("ar", 12).isascii()


def test_the_browser_and_the_catalogue_choose_the_same_form(project_root: Path):
    node = project_root / ".venv" / "bin" / "node"
    numbers, languages = " ".join(map(str, NUMBERS)), " ".join(LANGUAGES)
    command = [str(node), "-e", IN_THE_BROWSER, numbers, languages]
    answer = subprocess.run(command, capture_output=True, check=True, text=True)
    for language, categories in json.loads(answer.stdout).items():
        forms = forms_by_category(language)
        chosen = [forms[category] for category in categories]
        assert chosen == [catalogue(language).form(number) for number in NUMBERS], language


@pytest.mark.parametrize(
    ("language", "count"), [("ar", 6), ("pl", 3), ("ru", 3), ("uk", 3), ("he", 3), ("de", 2)]
)
def test_every_form_has_a_category(language: str, count: int):
    assert set(forms_by_category(language).values()) == set(range(count))


def test_a_page_carries_only_the_texts_of_its_scripts(monkeypatch: pytest.MonkeyPatch):
    counted = next(t for t, forms in catalogue("pl").counted.items() if len(set(forms)) > 1)
    texts = {"a.ts": ("all",), "b.ts": ("all", (counted, "unused"))}
    monkeypatch.setattr(page_words, "script_texts", lambda: texts)
    script_words.cache_clear()
    try:
        assert script_words("en", "a.ts") == b""
        assert json.loads(script_words("de", "a.ts")) == {text_key("all"): "Alle"}
        assert json.loads(script_words("de", "never.ts")) == {}
        forms = json.loads(script_words("pl", "a.ts", "b.ts"))[text_key(counted)]
        assert {"one", "few", "other"} >= set(forms) > {"other"}
    finally:
        script_words.cache_clear()


def test_keys_are_short_and_differ():
    said_texts = [text if isinstance(text, str) else text[0] for text in all_texts()]
    keys = [text_key(text) for text in said_texts]
    assert len(set(keys)) == len(set(said_texts))
    assert max(map(len, keys), default=0) <= 4
    # The same three as in frontend/src/participant/words.test.ts.
    assert [text_key(text) for text in ("", "all sent", "It’s “here” 👍")] == KEYS


def all_texts() -> set[str | tuple[str, str]]:
    return {text for texts in script_texts().values() for text in texts}
