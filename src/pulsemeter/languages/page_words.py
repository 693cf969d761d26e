"""The words of pages: what templates say on the server, and what scripts say in the browser.

Both take their texts from the same catalogues, the English text being the key, with places such as
`%(name)s`. A page carries the texts that its scripts use in its own language, under short keys; an
English page carries none. This module must not know which pages there are.
"""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale

from pulsemeter.languages.catalogue import LANGUAGES, catalogue, plain_code, words_for
from pulsemeter.release.words import ENGLISH

_PLACE = re.compile(r"%\((\w+)\)s")
_KEY_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_KEYS = 36**4
# One number at least of every kind that languages tell apart.
_NUMBERS = (*range(211), 1_000, 1_000_000, 1_000_001)


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its places filled; a place without a value stays, and so does a bare %."""
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), text)


def _spoken(language: str) -> str:
    code = plain_code(language)
    return code if code in LANGUAGES else ENGLISH.language


def said(language: str, text: str) -> str:
    """A text of the catalogues in this language, its places still open."""
    code = _spoken(language)
    return text if code == ENGLISH.language else catalogue(code).translate(text)


def said_counted(language: str, one: str, many: str, number: int) -> str:
    """The form of a text that a number asks for in this language, its places still open."""
    return words_for(_spoken(language)).translate_counted(one, many, number)


def whole(language: str, number: int) -> str:
    """A whole number as this language writes it."""
    return words_for(_spoken(language)).write_whole(number)


@cache
def forms_by_category(language: str) -> Mapping[str, int]:
    """Which plural form of the catalogue stands for each of the browser's plural categories.

    ValueError if the catalogue tells apart what the browser can't.
    """
    code = _spoken(language)
    category_of, form_of = Locale.parse(code).plural_form, catalogue(code).form
    forms: dict[str, int] = {}
    for number in _NUMBERS:
        category = str(category_of(number))
        if forms.setdefault(category, form_of(number)) != form_of(number):
            raise ValueError(f"{code}.po: {category!r} has more than one form, see {number}")
    return forms


def text_key(text: str) -> str:
    """The short key under which a page carries a text: FNV-1a over its UTF-16 units."""
    units = text.encode("utf-16-le")
    found = 0x811C9DC5
    for place in range(0, len(units), 2):
        found = ((found ^ int.from_bytes(units[place : place + 2], "little")) * 0x01000193) % 2**32
    found %= _KEYS
    signs = ""
    while found or not signs:
        found, sign = divmod(found, 36)
        signs = _KEY_SIGNS[sign] + signs
    return signs


@cache
def script_texts() -> Mapping[str, tuple[str | tuple[str, str], ...]]:
    """The texts that each script says, as `scripts/update_languages.py` found them."""
    listed = json.loads((files(__package__) / "script_texts.json").read_text("utf-8"))
    return {
        script: tuple(text if isinstance(text, str) else (text[0], text[1]) for text in texts)
        for script, texts in listed.items()
    }


@lru_cache(maxsize=64)
def script_words(language: str, *scripts: str) -> bytes:
    """The JSON that a page in this language carries for its scripts; nothing for English."""
    code = _spoken(language)
    if code == ENGLISH.language:
        return b""
    found = catalogue(code)
    carried: dict[str, object] = {}
    for script in scripts:
        for text in script_texts().get(script, ()):
            if isinstance(text, str):
                carried[text_key(text)] = found.translate(text)
            elif text[0] in found.counted:
                carried[text_key(text[0])] = _by_category(code, found.counted[text[0]])
    return json.dumps(carried, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _by_category(code: str, forms: tuple[str, ...]) -> dict[str, str]:
    """A text's forms by category; categories that say the same as *other* are left out."""
    by_category = {name: forms[form] for name, form in forms_by_category(code).items()}
    other = by_category.get("other", forms[-1])
    return {"other": other} | {n: text for n, text in by_category.items() if text != other}
