"""Pages out of templates: finds the built front end's files and makes HTML.

Knows how a page is made; knows no participant, no study and no session.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pulsemeter.domain.counted import counted
from pulsemeter.domain.excerpt import shortened
from pulsemeter.languages import LANGUAGES
from pulsemeter.languages.page_words import fill, said, said_counted, script_words, whole
from pulsemeter.release.words import ENGLISH
from pulsemeter.service.job_pace import remaining_words
from pulsemeter.web.page_language import back_path, choices, page_language

_HERE = Path(__file__).resolve().parent
TEMPLATES = _HERE / "templates"
ASSETS = _HERE / "assets"
ASSETS_URL = "/assets/"

PAGE_HEADERS = {
    # A page shows a moment of one person's way; no cache may show it to the next.
    "Cache-Control": "no-store",
    # Under "no-referrer" browsers send forms with "Origin: null", and the check against forms of
    # other sites would refuse our own.
    "Referrer-Policy": "same-origin",
}

_RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"))


class AssetsMissing(RuntimeError):
    """The front end was not built, or not with this entry."""


class BuiltAssets:
    """The files of the built front end by the entry they were made from.

    Reads Vite's manifest when first asked and again after a new build.
    """

    def __init__(self, folder: Path = ASSETS) -> None:
        self._manifest = folder / ".vite" / "manifest.json"
        self._read_at_ns = 0
        self._entries: dict[str, Any] = {}

    def url(self, entry: str) -> str:
        """The address of an entry's own file (a script, or a sheet that is an entry)."""
        return ASSETS_URL + str(self._entry(entry)["file"])

    def styles(self, entry: str) -> list[str]:
        """The addresses of the sheets that a script's entry brings along."""
        return [ASSETS_URL + str(name) for name in self._entry(entry).get("css", ())]

    def _entry(self, entry: str) -> dict[str, Any]:
        try:
            changed_at_ns = self._manifest.stat().st_mtime_ns
        except FileNotFoundError:
            raise AssetsMissing(
                "the pages are not built: run `make setup`, or `npm ci && npm run build` "
                "in the folder frontend"
            ) from None
        if changed_at_ns != self._read_at_ns:
            self._entries = json.loads(self._manifest.read_text("utf-8"))
            self._read_at_ns = changed_at_ns
        if entry not in self._entries:
            raise AssetsMissing(f"the built front end has no entry {entry!r}; build it again")
        return dict(self._entries[entry])


def direction(language: str) -> str:
    """Writing direction of a language tag, for the page's `dir`."""
    return "rtl" if language.split("-", maxsplit=1)[0].lower() in _RIGHT_TO_LEFT else "ltr"


def embedded_json(encoded: bytes) -> Markup:
    """JSON that may stand inside a script element: no text in it can end the element."""
    text = encoded.decode("utf-8")
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return Markup(text)


def wall_time(wall_ms: int) -> str:
    """A moment for staff, in UTC."""
    return datetime.fromtimestamp(wall_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def signed(points: float) -> str:
    """Net points with their sign."""
    return ENGLISH.net(points / 100)


def certainty(share: float) -> str:
    """How sure something is, 0..1; never quite."""
    percent = int(100 * share)
    return "over 99 % sure" if percent >= 99 else f"{percent} % sure"


def _environment() -> Environment:
    assets = BuiltAssets()
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=assets.url, asset_styles=assets.styles)
    environment.filters["counted"] = counted
    environment.filters["direction"] = direction
    environment.filters["wall_time"] = wall_time
    environment.filters["shortened"] = shortened
    environment.filters["signed"] = signed
    environment.filters["certainty"] = certainty
    environment.filters["remaining"] = remaining_words
    return environment


_ENVIRONMENT = _environment()
_PAGE_VALUES: dict[str, Any] = {"simulated": False, "languages": ()}


def page_functions(language: str) -> dict[str, Callable[..., Markup]]:
    """What templates say their texts with, in one language.

    Texts are escaped, and so are values that aren't markup: `_("Go %(link)son%(end)s", link=…)`.
    A name in letters of its own is set `apart`, so that it doesn't turn the words around it.
    """

    def filled(text: str, values: dict[str, object]) -> Markup:
        return Markup(fill(escape(text), {name: escape(value) for name, value in values.items()}))

    def say(text: str, **values: object) -> Markup:
        return filled(said(language, text), values)

    def say_counted(one: str, many: str, number: int, **values: object) -> Markup:
        form = said_counted(language, one, many, number)
        return filled(form, {"num": whole(language, number), **values})

    def words_of_scripts(*entries: str) -> Markup:
        """The element from which `participant/words.ts` takes its texts."""
        words = script_words(language, *entries)
        if not words:
            return Markup("")
        element = Markup('<script type="application/json" id="words">{}</script>')
        return element.format(embedded_json(words))

    return {
        "_": say,
        "ngettext": say_counted,
        "script_words": words_of_scripts,
        "apart": Markup("<bdi>{}</bdi>").format,
    }


@lru_cache(maxsize=64)
def _speaking(language: str) -> tuple[Environment, dict[str, Callable[..., Markup]]]:
    """An environment with templates of its own, and what makes them speak this language."""
    return _ENVIRONMENT.overlay(), page_functions(language)


def render(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from the template of this name, never kept by a cache.

    Without a `language` it is the one that the browser asks for. `simulated` and `languages`
    have defaults, too; any other value that a template names must be given, else the template
    fails rather than show a gap.
    """
    given = {**_PAGE_VALUES, "request": request, "back_path": back_path(request), **values}
    if "language" not in given:
        given["language"] = page_language(request)
        given["languages"] = choices(LANGUAGES, given["language"])
    environment, functions = _speaking(given["language"])
    page = environment.get_template(name, globals=functions).render(given)
    return HTMLResponse(page, status, headers=PAGE_HEADERS)


def plain_page(
    request: Request,
    status: int,
    message: str,
    remedy: str = "",
    *,
    link: tuple[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """One clear message with its remedy, as a page of its own, and perhaps a link (address,
    words) to where the remedy is. All are texts of the catalogues."""
    return render(
        request, "plain.html", status, message=message, remedy=remedy, link=link, **values
    )
