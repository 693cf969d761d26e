"""In which language a page speaks: what the person chose, else what the browser asks for.

The choice lives in a cookie of its own and never in the seat: which language somebody reads is
nobody's answer. This module must not know which pages there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.study import Study
from pulsemeter.domain.translation import (
    in_language,
    languages_of,
    standard_texts,
    texts,
    with_texts,
)
from pulsemeter.languages import LANGUAGES, is_spoken, plain_code
from pulsemeter.languages.page_words import said
from pulsemeter.release.words import message
from pulsemeter.service.conduct_session import Place

LANGUAGE_COOKIE = "pm_language"
_COOKIE_S = 180 * 24 * 3600
_HEADER_LENGTH_MAX = 300
STANDARD_TEXTS = (
    message("Like"),
    message("Dislike"),
    message("Like a lot"),
    message("Dislike a lot"),
    message("What is your overall impression of the speech?"),
    message("What would you like to add in your own words?"),
)
"""A study that didn't choose its own words has these; the catalogues translate them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that a page offers, by its own name."""

    code: str
    name: str
    is_now: bool


def page_language(request: Request, offered: Sequence[str] = LANGUAGES) -> str:
    """The language of a page: chosen, else asked for by the browser, else the first offered."""
    chosen = _match(request.cookies.get(LANGUAGE_COOKIE, ""), offered)
    if chosen:
        return chosen
    for tag in _asked(request.headers.get("accept-language", "")[:_HEADER_LENGTH_MAX]):
        if found := _match(tag, offered):
            return found
    return offered[0]


def _match(tag: str, offered: Sequence[str]) -> str:
    code = plain_code(tag)
    return next((o for o in offered if o == tag), "") or next(
        (o for o in offered if plain_code(o) == code), ""
    )


def _asked(header: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    wanted = []
    for place, entry in enumerate(header.split(",")):
        tag, _, weight = entry.partition(";q=")
        try:
            wanted.append((-float(weight or 1), place, tag.strip()))
        except ValueError:
            continue
    return [tag for weight, _, tag in sorted(wanted) if tag and weight < 0]


def in_page_language(request: Request, place: Place) -> Place:
    """The place with its study in the language of the page."""
    code = page_language(request, languages_of(place.study))
    return replace(place, study=_spoken(place.study, code))


@lru_cache(maxsize=256)
def _spoken(study: Study, code: str) -> Study:
    """The study in a language, the program's own words standing in for what nobody chose."""
    spoken = in_language(study, code)
    standard = {
        path: said(code, text) for path, text in texts(spoken).items() if text in standard_texts()
    }
    return with_texts(spoken, standard)


def language_values(request: Request, study: Study) -> dict[str, Any]:
    """What a template needs to speak: the language, the choice, and whose language a text has."""
    offered = languages_of(study)
    code = page_language(request, offered)
    is_own = code == study.language
    given = frozenset[str]() if is_own else _texts_given(study, code)

    def in_own(text: str) -> Markup:
        """The attributes of an element whose text isn't in the page's language."""
        if is_own or text in given:
            return Markup("")
        return Markup(' lang="{}" dir="auto"').format(study.language)

    def own(text: str) -> Markup:
        """A text of the study inside other words, in an element of its own where it needs one."""
        marks = in_own(text)
        return Markup("<span{}>{}</span>").format(marks, text) if marks else escape(text)

    return {
        "language": code,
        "languages": choices(offered, code),
        "in_own": in_own,
        "own": own,
    }


@lru_cache(maxsize=256)
def _texts_given(study: Study, code: str) -> frozenset[str]:
    """What of a study is said in this language: what its translator gave, and the catalogue's."""
    given = (text for spoken in study.languages if spoken.code == code for _, text in spoken.texts)
    by_itself = (said(code, text) for text in standard_texts() if is_spoken(code))
    return frozenset(given) | frozenset(by_itself)


def choices(offered: Sequence[str], now: str) -> tuple[Choice, ...]:
    """The languages as people who speak them call them; none where there is nothing to choose."""
    if len(offered) < 2:
        return ()
    return tuple(Choice(code, _own_name(code), code == now) for code in offered)


def named_languages(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Codes with what staff are told: the language's own name, and the code."""
    return [(code, f"{_own_name(code)} ({code})") for code in codes]


@lru_cache(maxsize=64)
def _own_name(code: str) -> str:
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(code.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        name = None
    return name[0].upper() + name[1:] if name else code


def back_path(request: Request) -> str:
    """Where a choice of language leads back to: this page, or the step that a form stood on."""
    path = request.url.path
    return "/p" if path.startswith("/p/") else path


async def choose_language(request: Request) -> Response:
    """POST /language: remember the choice in this browser and go back to the page."""
    async with request.form(max_files=0, max_fields=5) as form:
        code, back = str(form.get("language", "")), str(form.get("back", ""))
    is_own = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    answer = RedirectResponse(back if is_own else "/", 303)
    if 0 < len(code) <= 20 and code.replace("-", "").isalnum() and code.isascii():
        answer.set_cookie(
            LANGUAGE_COOKIE, code, _COOKIE_S,
            httponly=True, secure=request.url.scheme == "https", samesite="lax",
        )  # fmt: skip
    return answer
