"""Pads other than the two buttons in a real Chromium: practice, keys and touch, budget, screens."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import brotli
import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import join, short_study

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.study import StudyLanguage
from pulsemeter.languages import LANGUAGES

if TYPE_CHECKING:
    from tests.e2e.conftest import ServedRoom

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
BUDGET_BYTES, BUDGET_REQUESTS = 15_000, 6
CODE = b"K7QX3Z"
"""In place of a session's own, whose signs pack as chance would have it."""
PRESS, UNDO, PRESENCE = 1, 2, 3
SIZES = {"small": (320, 568), "phone": (390, 844), "flat": (844, 390), "desk": (1280, 800)}
FIVE = ("Anna Berg", "Ole Dahl", "Kim", "Christodoulopoulou-Maier", "Ümit Öz")
PADS = {
    "free": Instrument(cue=False),
    "per_target": Instrument(InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=FIVE[:2]),
    "five_targets": Instrument(InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=FIVE),
    "four_steps": Instrument(InstrumentKind.FOUR_STEPS),
    "slider": Instrument(InstrumentKind.SLIDER, start=20, ends=("Cold", "Warm")),
}


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    made.set_default_timeout(WAIT_MS)
    yield made
    made.close()


def open_session(
    room: ServedRoom,
    pad: str,
    name: str = "",
    kind: SessionKind = SessionKind.ON_DEMAND,
    **changes: object,
) -> str:
    """A session of the short study with this pad, on demand by itself."""
    study = replace(short_study(9_000, room.cadence_ms), **changes)  # type: ignore[arg-type]
    instrument = replace(PADS[pad], cadence_ms=room.cadence_ms)
    name = f"pad-{name or pad.replace('_', '-')}"
    study = replace(study, name=name, instrument=instrument)
    return room.open_session(kind, study=study)


def practise(page: Page, do: dict[int, Any]) -> None:
    """Does what each step of practice asks for, again where an interval ended too soon."""
    page.get_by_role("button", name="Start practice").click()
    page.locator("#task").wait_for()
    while page.locator("#task").is_visible():
        step = int(page.locator("#task-step").inner_text().split()[1])
        if page.locator("#task-done").is_hidden() and step in do:
            do[step]()
        page.wait_for_timeout(50)
    page.locator("#start").wait_for()


def start(page: Page, control: str) -> None:
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false")
    page.locator("#start").click()
    expect(page.locator(control).first).to_have_attribute("aria-disabled", "false")


def presses(records: list[Any]) -> list[tuple[int, int]]:
    """Target and choice of each press, in the page's order."""
    found = sorted((r for r in records if r["kind"] == PRESS), key=lambda r: int(r["sequence"]))
    return [(int(r["target"]), int(r["choice"])) for r in found]


def tap_slider(page: Page, share: float) -> None:
    """A finger at a share of the rail, from its left end."""
    rail = page.locator(".rail").bounding_box()
    assert rail is not None
    x, y = rail["x"] + share * rail["width"], rail["y"] + rail["height"] / 2
    page.touchscreen.tap(x, y)


def test_a_slider_by_keys_and_by_touch(room: ServedRoom, context: BrowserContext) -> None:
    code = open_session(room, "slider")
    page = join(room, context, code)
    expect(page.get_by_text("From Cold to Warm")).to_be_visible()
    slider = page.get_by_role("slider", name="Your reaction")
    likes_left = page.locator(".end").first.inner_text() == "Warm"
    warm, cold = (0.1, 0.9) if likes_left else (0.9, 0.1)
    do = {
        1: lambda: tap_slider(page, warm),
        2: lambda: tap_slider(page, cold),
        3: lambda: tap_slider(page, 0.5),
    }
    practise(page, do)
    assert room.records(code) == [], "practice stays on the phone"
    start(page, "#slider")
    assert slider.get_attribute("aria-valuenow") == "20", "the study's start value"
    page.keyboard.press("ArrowLeft" if likes_left else "ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "Like 30")
    tap_slider(page, cold)
    assert slider.get_attribute("aria-valuetext") == "Dislike 80"
    page.wait_for_function("() => document.getElementById('video').currentTime > 2.5")
    assert slider.get_attribute("aria-valuenow") == "-80", "stays from interval to interval"
    slider.focus()
    page.keyboard.press("Home")
    page.keyboard.press("0")
    end = 100 if likes_left else -100
    assert slider.get_attribute("aria-valuenow") == str(end), "Home is the left end; digits nothing"
    page.get_by_role("heading", name="Your view").wait_for()
    assert presses(room.records(code)) == [(0, 30), (0, -80), (0, end)]
    silent = [r for r in room.records(code) if r["kind"] == PRESENCE]
    assert len(silent) >= 5, "intervals without a move are told as such, and latched when read"


def test_two_buttons_for_each_target(room: ServedRoom, context: BrowserContext) -> None:
    code = open_session(room, "per_target")
    page = join(room, context, code)

    def press(name: str, word: str) -> None:
        page.get_by_role("button", name=f"{name} {word}", exact=True).dispatch_event("click")

    def change() -> None:
        press("Ole Dahl", "Like")
        press("Ole Dahl", "Dislike")

    do = {
        1: lambda: press("Anna Berg", "Like"),
        2: lambda: press("Ole Dahl", "Dislike"),
        3: change,
    }
    practise(page, do)
    assert room.records(code) == []
    start(page, ".choice")
    boxes = [box for one in page.locator(".choice").all() if (box := one.bounding_box())]
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    words = [one.inner_text() for one in page.locator(".choice .choice-word").all()]
    assert words[:2] == words[2:], "the sides are the same in each row"
    press("Anna Berg", "Like")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft" if words[0] == "Dislike" else "ArrowRight")
    expect(page.locator(".row[data-chosen]")).to_have_attribute("aria-label", "Ole Dahl")
    page.locator("#network", has_text="all sent").wait_for()
    assert presses(room.records(code)) == [(0, 100), (1, -100)]


def test_four_steps_by_the_keyboard_alone(room: ServedRoom, context: BrowserContext) -> None:
    code = open_session(room, "four_steps")
    page = join(room, context, code)
    page.get_by_role("button", name="Start practice").click()
    expect(page.locator(".choice").first).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("ArrowLeft")
    weak = page.evaluate("Number(document.activeElement.dataset.choice)")
    assert abs(weak) == 50
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    pressed = page.locator('.choice[aria-pressed="true"]')
    expect(pressed).to_have_attribute("data-choice", str(2 * weak))
    assert pressed.locator(".signs svg").count() == 2, "strength by sign and place, not by colour"


def test_pressing_freely_has_no_bar_and_speaks_of_no_seconds(
    room: ServedRoom, context: BrowserContext
) -> None:
    page = join(room, context, open_session(room, "free"))
    assert "second" not in page.locator("main").inner_text()
    page.get_by_role("button", name="Start practice").click()
    expect(page.locator("#like")).to_be_visible()
    assert page.locator("#pulse").is_hidden()
    box = page.locator("#like").bounding_box()
    assert box is not None
    assert box["height"] >= 0.38 * 844
    assert box["width"] >= 0.44 * 390


def _overlap(one: Any, other: Any) -> bool:
    beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    above = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    return not beside and not above


def packed_size(body: bytes) -> int:
    """What a body weighs on the way."""
    return len(brotli.compress(body, quality=11))


def seats_of_both_sides(room: ServedRoom, code: str) -> list[str]:
    """The secrets of two seats before practice, one with Like on the left, one on the right."""
    enrolment, found = room.server.services.enrolment, {}

    async def seated() -> tuple[bool, str]:
        key = secrets.token_urlsafe(24)
        seat = (await enrolment.redeem(code, "", key)).seat
        await enrolment.consent(seat)
        seat = await enrolment.answer_profile(seat, {"age": "under_35", "region": "region_1"})
        return seat.likes_left, key

    for _ in range(2):
        is_left, key = room.ask(seated())
        found[is_left] = key
    assert len(found) == 2, "people of the same answers get the sides in turn"
    return list(found.values())


@pytest.mark.parametrize("pad", PADS)
def test_each_pad_fits_the_budget_and_the_screens(
    room: ServedRoom, context: BrowserContext, pad: str
) -> None:
    page = join(room, context, open_session(room, pad))
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer.body()}))
    page.reload(wait_until="networkidle")
    size = sum(map(packed_size, bodies.values()))
    assert size <= BUDGET_BYTES, f"{size} bytes: {sorted(bodies)}"
    assert len(bodies) + 1 <= BUDGET_REQUESTS, f"with the socket: {sorted(bodies)}"
    page.get_by_role("button", name="Start practice").click()
    page.locator(".pad").wait_for()
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not is_wide, f"{name}: scrolls sideways"
        found = [one.bounding_box() for one in page.locator(".choice, [role=slider]").all()]
        boxes = [box for box in found if box is not None]
        assert len(boxes) == len(found)
        for place, box in enumerate(boxes):
            assert box["width"] >= 44, name
            assert box["height"] >= 44, name
            assert not any(_overlap(box, other) for other in boxes[:place]), name


@pytest.mark.parametrize("kind", SessionKind)
def test_the_largest_page_fits_the_budget_in_every_language(
    room: ServedRoom, context: BrowserContext, kind: SessionKind
) -> None:
    """Of both sides on which Like may lie the larger, and with the same code: chance has no say."""
    others = tuple(StudyLanguage(code, "the tests") for code in LANGUAGES if code != "en")
    code = open_session(room, "slider", name="all", kind=kind, languages=others)
    page = join(room, context, code)
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer.body()}))
    page.reload(wait_until="networkidle")
    parts = sum(packed_size(body) for url, body in bodies.items() if "/assets/" in url)
    sizes = dict.fromkeys(LANGUAGES, 0)
    for key in seats_of_both_sides(room, code):
        for language in LANGUAGES:
            headers = {"Accept-Language": language, "Cookie": f"pm_seat={key}"}
            asked = httpx.get(f"{room.url}/p", headers=headers, trust_env=False)
            assert f'<html lang="{language}"' in asked.text
            body = asked.content.replace(code.encode(), CODE)
            sizes[language] = max(sizes[language], parts + packed_size(body))
    assert {language: size for language, size in sizes.items() if size > BUDGET_BYTES} == {}
