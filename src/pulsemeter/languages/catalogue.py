"""A language's catalogue (`<code>.po` beside this module) becomes `Words`.

The English text is the key of every message, so a text that a catalogue lacks is said in English
rather than not at all; a test keeps the shipped catalogues whole.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from gettext import c2py
from importlib.resources import files
from io import BytesIO
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal, format_percent

from pulsemeter.release.words import ENGLISH, Words

State = Literal["draft", "reviewed"]
LANGUAGES = ("en", "de", "fr", "es", "pt", "pl", "uk", "ru", "ar", "he")
_STATE = re.compile(rb'^"X-Pulsemeter-State: (draft|reviewed)\\n"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts of one language by their English; `form` says which plural a number takes.

    `state` is *reviewed* once a speaker of the language who knows the subject has read it.
    """

    language: str
    state: State
    texts: Mapping[str, str]
    counted: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]

    def translate(self, text: str) -> str:
        """The text in this language."""
        return self.texts.get(text) or text

    def translate_counted(self, one: str, many: str, number: int) -> str:
        """The form of a text that a number asks for."""
        forms = self.counted.get(one)
        return forms[self.form(number)] if forms else (one if number == 1 else many)


def read_catalogue(language: str, content: bytes) -> Catalogue:
    """The catalogue in the bytes of a `.po` file. ValueError if it can't be one."""
    try:
        parsed = read_po(BytesIO(content), abort_invalid=True)
    except (PoFileError, LookupError) as error:  # an unknown charset is the latter
        raise ValueError(f"{language}.po: {error}") from error
    state = _STATE.search(content)
    if state is None:
        raise ValueError(f"{language}.po: no header X-Pulsemeter-State: draft or reviewed")
    texts: dict[str, str] = {}
    counted: dict[str, tuple[str, ...]] = {}
    for entry in parsed:
        if entry.fuzzy:  # an editor's mark: not sure
            continue
        if isinstance(entry.id, str):
            if entry.id and isinstance(entry.string, str):
                texts[entry.id] = entry.string
        elif (forms := tuple(entry.string or ())) and all(forms):  # a missing form reads as empty
            counted[entry.id[0]] = forms
    return Catalogue(
        language,
        "reviewed" if state[1] == b"reviewed" else "draft",
        texts,
        counted,
        c2py(parsed.plural_expr),
    )


@cache
def catalogue(language: str) -> Catalogue:
    """The shipped catalogue of one of `LANGUAGES`."""
    return read_catalogue(language, (files(__package__) / f"{language}.po").read_bytes())


def plain_code(language: str) -> str:
    """The language of a tag, without its region: de of de-AT."""
    return re.split(r"[-_]", language.strip().lower(), maxsplit=1)[0]


def is_spoken(language: str) -> bool:
    """Whether there is a catalogue for this language tag."""
    return plain_code(language) in LANGUAGES


def state_of(language: str) -> State:
    """Whether a speaker has reviewed the words of this language tag; KeyError without any."""
    if not is_spoken(language):
        raise KeyError(f"there is no catalogue for {language!r}")
    return catalogue(plain_code(language)).state


@lru_cache(maxsize=64)
def words_for(language: str) -> Words:
    """The words of a language tag such as de or de-AT; English where there is no catalogue."""
    code = plain_code(language)
    if code not in LANGUAGES or code == ENGLISH.language:
        return ENGLISH
    found = catalogue(code)
    locale = _locale(language, code)

    def write_whole(number: int) -> str:
        return format_decimal(number, locale=locale)

    def write_percent(points: int) -> str:
        return format_percent(points / 100, locale=locale)

    return Words(
        language=code,
        translate=found.translate,
        translate_counted=found.translate_counted,
        write_whole=write_whole,
        write_percent=write_percent,
        right_to_left=locale.text_direction == "rtl",
    )


def _locale(language: str, code: str) -> Locale:
    """How the region writes numbers, or the language where the region is unknown."""
    try:
        return Locale.parse(language.strip().replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse(code)
