"""Every page against the rules of WCAG 2.2 AA, as far as a program can tell (axe-core).

Two languages, light and dark, at the width of a small phone; all else is for `make test-slow`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, meta
from playwright.sync_api import Browser, BrowserContext, Page
from tests.e2e.conftest import ServedRoom
from tests.e2e.pages import CADENCE_MS, ROWS, SECONDS, Row, Sessions, Walk, add_short_clip

from pulsemeter.languages.page_words import said
from pulsemeter.web.page_values import STEPS
from pulsemeter.web.templates import TEMPLATES, direction

WAIT_MS = 60_000
# 400 % of a desktop of 1280 × 1024 leaves as many points as a stamp has.
SMALL_PHONE, ZOOMED = {"width": 320, "height": 568}, {"width": 320, "height": 256}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_RULES = """async rules => (await axe.run(document, {
  runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'],
})).violations.map(one =>
  `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`)"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server whose stimulus lasts long enough to look at."""
    data = tmp_path_factory.mktemp("pages") / "data"
    with ServedRoom(data, seconds=SECONDS, cadence_ms=CADENCE_MS) as served:
        add_short_clip(served)
        yield served


@pytest.fixture(scope="module")
def axe_source(project_root: Path) -> str:
    path = project_root / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    assert path.is_file(), "axe-core is missing; run `npm ci` in the folder frontend"
    return path.read_text("utf-8")


def rules_broken(page: Page, axe_source: str) -> list[str]:
    """What the rules' own program finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source)
    found: list[str] = page.evaluate(RUN_RULES, RULES)
    return found


def shape_faults(page: Page, row: Row, language: str) -> list[str]:
    """What axe doesn't ask for: one heading of the first rank, the language and its direction,
    the step in the title, room for all words, and no scrolling in two directions."""
    faults = []
    seen: dict[str, Any] = page.evaluate(
        """() => ({
          h1: [...document.querySelectorAll('h1')].filter(one => one.checkVisibility()).length,
          lang: document.documentElement.lang, dir: document.documentElement.dir,
          title: document.title,
          wide: document.documentElement.scrollWidth > innerWidth,
          tight: [...document.querySelectorAll('button, summary, label, h1, p, a.main')]
            .filter(one => one.checkVisibility() && !one.closest('.unseen'))
            .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
              || one.matches('button, .choice') && one.scrollHeight > one.clientHeight + 1)
            .map(one => one.textContent.trim().slice(0, 40)),
        })"""
    )
    if seen["h1"] != 1:
        faults.append(f"{seen['h1']} headings of the first rank")
    if (seen["lang"], seen["dir"]) != (language, direction(language)):
        faults.append(f"speaks {seen['lang']}, {seen['dir']}")
    if row.step:
        name = said(language, STEPS[row.step - 1])
        step = said(language, "Step %(step)s of %(steps)s: %(name)s")
        title = step % {"step": row.step, "steps": len(STEPS), "name": name}
        if title not in seen["title"]:
            faults.append(f"is called {seen['title']!r}, without {title!r}")
    faults += [f"has no room for {words!r}" for words in seen["tight"]]
    if seen["wide"]:
        faults.append("scrolls sideways")
    return faults


Look = Callable[[Page, Row], list[str]]


def walked(room: ServedRoom, context: BrowserContext, language: str, look: Look) -> list[str]:
    """All faults that a look finds on the pages of one walk, each with its page's name."""
    context.set_default_timeout(WAIT_MS)
    walk = Walk(Sessions.opened(room, language), context, language)
    found = []
    for row in ROWS:
        row.reach(walk)
        walk.page.locator(row.shows).first.wait_for()
        found += [f"{row.name}: {fault}" for fault in look(walk.page, row)]
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_no_page_breaks_a_rule(
    room: ServedRoom, chromium: Browser, axe_source: str, language: str, scheme: Any
) -> None:
    context = chromium.new_context(locale=language, color_scheme=scheme, viewport=SMALL_PHONE)  # type: ignore[arg-type]

    def look(page: Page, row: Row) -> list[str]:
        spoken = "en" if row.for_staff else language
        return shape_faults(page, row, spoken) + rules_broken(page, axe_source)

    assert walked(room, context, language, look) == []
    context.close()


LOOKS: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    "light": ({"color_scheme": "light", "reduced_motion": "no-preference"}, SMALL_PHONE),
    "dark": ({"color_scheme": "dark", "reduced_motion": "no-preference"}, SMALL_PHONE),
    "reduced motion": ({"color_scheme": "light", "reduced_motion": "reduce"}, SMALL_PHONE),
    "400 %": ({"color_scheme": "light", "reduced_motion": "no-preference"}, ZOOMED),
}


# What WCAG 1.4.12 lets a person ask for.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"""
ADD_SHEET = """words => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(words);
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_no_page_breaks_a_rule_however_it_is_looked_at(
    room: ServedRoom, chromium: Browser, axe_source: str, language: str
) -> None:
    context = chromium.new_context(locale=language)

    def look(page: Page, row: Row) -> list[str]:
        faults = []
        for name, (asked, size) in LOOKS.items():
            page.emulate_media(**asked)
            page.set_viewport_size(size)  # type: ignore[arg-type]
            spoken = "en" if row.for_staff else language
            found = shape_faults(page, row, spoken) + rules_broken(page, axe_source)
            if name == "reduced motion":
                found += still_moving(page)
            faults += [f"{name}, {fault}" for fault in found]
        page.set_viewport_size(SMALL_PHONE)  # type: ignore[arg-type]
        page.evaluate(ADD_SHEET, SPACED)
        spaced = shape_faults(page, row, "en" if row.for_staff else language)
        page.evaluate("document.adoptedStyleSheets.pop()")
        return faults + [f"spaced text, {fault}" for fault in spaced]

    assert walked(room, context, language, look) == []
    context.close()


def still_moving(page: Page) -> list[str]:
    """Animations and transitions that run though the person asked for less motion."""
    running: list[str] = page.evaluate(
        """() => document.getAnimations().filter(one => one.playState === 'running')
        .map(one => `${one.effect.target.outerHTML.slice(0, 60)} moves`)"""
    )
    return running


@functools.cache
def read_by(template: str) -> frozenset[str]:
    """A template and all that it extends, includes or takes something from."""
    source = (TEMPLATES / template).read_text("utf-8")
    named = meta.find_referenced_templates(Environment(autoescape=True).parse(source))
    return frozenset((template,)).union(*(read_by(name) for name in named if name))


def unseen(rows: tuple[Row, ...]) -> set[str]:
    """Templates that no row visits."""
    seen = frozenset[str]().union(*(read_by(row.template) for row in rows))
    return {path.name for path in TEMPLATES.glob("*.html")} - seen


def test_every_template_has_a_row() -> None:
    assert unseen(ROWS) == set(), "add a row to tests/e2e/pages.py for each of these"
    without_why = tuple(row for row in ROWS if row.template != "why.html")
    assert unseen(without_why) == {"why.html"}, "a template that nobody visits is found"
    assert len({row.name for row in ROWS}) == len(ROWS)
