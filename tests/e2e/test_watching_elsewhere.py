"""Live sessions watched elsewhere, in a real Chromium: taps find the delay of a screen at home, the
clock of a room counts down, pauses and ends, late joiners and sleeping phones come into step."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import fill_in, short_study

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.study import Stimulus

if TYPE_CHECKING:
    from tests.e2e.conftest import ServedRoom

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
CUES = ("The presenter says “Good evening”.", "The music ends.", "The clock turns.")
LATE_MS = 1_500


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    made.set_default_timeout(WAIT_MS)
    yield made
    made.close()


def open_session(room: ServedRoom, shown: ShownIn) -> str:
    """A live session of a broadcast of ten minutes, watched elsewhere."""
    study = replace(
        short_study(600_000, room.cadence_ms),
        name=f"tv-{shown.value.replace('_', '-')}",
        title="Debate night",
        stimuli=(Stimulus("tv", "Debate night", 600_000),),
        cues=CUES,
    )
    return room.open_session(SessionKind.LIVE, study=study, shown=shown)


def up_to_ready(
    room: ServedRoom, context: BrowserContext, code: str, *, is_here: bool = False
) -> Page:
    """A person who joined and practised and is asked to say that they are ready."""
    page = context.new_page()
    page.goto(f"{room.url}/j/{code}")
    if not is_here:
        expect(page.locator("main")).not_to_contain_text("You will watch a video")
    page.get_by_role("button", name="Take part").click()
    fill_in(page)
    page.wait_for_url("**/p")
    # Practice is the same on all pages and has tests of its own.
    page.evaluate("fetch('/p/practised', { method: 'POST' })")
    page.wait_for_function("fetch('/p').then((r) => r.text()).then((t) => t.includes('stimulus'))")
    page.reload()
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false")
    return page


def start(room: ServedRoom, code: str, at_ms: int | None = None) -> None:
    room.ask(room.server.services.conduct.step(code, SessionState.RUNNING, at_ms))


def is_open(page: Page, opened: bool) -> None:
    expect(page.locator("#like")).to_have_attribute("aria-disabled", str(not opened).lower())


def wait_until(room: ServedRoom, page: Page, code: str, session_ms: int) -> None:
    """Until the session's clock shows so much."""
    while room.session_ms(code) < session_ms:
        page.wait_for_timeout(20)


def stored(room: ServedRoom, page: Page, code: str, kind: RecordKind, count: int) -> list[Any]:
    """The records of a kind, once there are so many."""
    for _ in range(WAIT_MS // 50):
        found = [r for r in room.records(code) if r["kind"] == kind]
        if len(found) >= count:
            return sorted(found, key=lambda r: int(r["sequence"]))
        page.wait_for_timeout(50)
    raise AssertionError(f"{count} records of kind {kind.name} never arrived")


def test_taps_find_the_delay_and_a_press_finds_its_interval(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = open_session(room, ShownIn.OWN_SCREEN)
    conduct = room.server.services.conduct
    page = up_to_ready(room, context, code)
    expect(page.locator("main")).to_contain_text("Switch on your own screen")
    assert page.locator("video").count() == 0
    page.locator("#start").click()
    expect(page.get_by_role("heading", name="You are in")).to_be_visible()
    start(room, code, -2_000)
    expect(page.locator("#countdown")).to_contain_text("Begins in")
    is_open(page, True)
    expect(page.locator("#topic")).to_have_text("Debate night")
    marks = []
    for number, words in enumerate(CUES):
        room.ask(conduct.ask_cue(code, words, number))
        expect(page.locator("#cue-words")).to_have_text(words)
        marked = room.ask(conduct.mark_cue(code))
        marks.append(marked.cues[-1].marked_ms)
        wait_until(room, page, code, marks[-1] + LATE_MS)  # it comes later on this screen
        page.locator("#cue-now").click()
        expect(page.locator("#cue-now")).to_be_hidden()
        is_open(page, True)
    page.locator("#like").click()
    taps = stored(room, page, code, RecordKind.TAP, 3)
    press = stored(room, page, code, RecordKind.PRESS, 1)[0]
    assert [int(tap["target"]) for tap in taps] == [1, 2, 3]
    late = [int(tap["clock_ms"]) - mark for tap, mark in zip(taps, marks, strict=True)]
    assert all(LATE_MS - 200 < one < LATE_MS + 20_000 for one in late), late
    room.ask(conduct.end_cue(code))
    room.step(code, SessionState.CLOSED)
    page.get_by_role("heading", name="Your view").wait_for()
    follower = room.server.services.keeper.rooms[code].follower
    seat = int(press["seat"])
    for _ in range(WAIT_MS // 50):
        if follower.delays.newest(seat) is not None and seat in follower.tally.row_of:
            break
        page.wait_for_timeout(50)
    assert follower.delays.newest(seat).ms == int(median(late))
    interval = (int(press["clock_ms"]) - int(median(late))) // room.cadence_ms
    cells = (
        follower.tally.coarse if follower.delays.newest(seat).is_coarse else follower.tally.cells
    )
    assert int(cells[0, 0].codes[interval, follower.tally.row_of[seat]]) == 100


def test_a_room_counts_down_pauses_takes_late_joiners_and_ends(
    room: ServedRoom, context: BrowserContext, chromium: Browser
) -> None:
    code = open_session(room, ShownIn.ONE_ROOM)
    page = up_to_ready(room, context, code)
    expect(page.locator("main")).to_contain_text("Watch the screen in the room")
    page.locator("#start").click()
    start(room, code, 0)
    is_open(page, True)
    assert page.locator("#cue").count() == 0, "in a room everybody hears the same at once"
    room.step(code, SessionState.PAUSED)
    is_open(page, False)
    expect(page.locator("#hold")).to_have_text("The session is paused")
    second = chromium.new_context(viewport={"width": 390, "height": 844})
    second.set_default_timeout(WAIT_MS)
    late = up_to_ready(room, second, code)
    late.locator("#start").click()
    is_open(late, False)
    start(room, code, 5_000)
    is_open(page, True)
    is_open(late, True)
    for one in (page, late):
        one.locator("#dislike").click()
    presses = stored(room, page, code, RecordKind.PRESS, 2)
    now_ms = room.session_ms(code)
    assert all(5_000 <= int(press["clock_ms"]) <= now_ms for press in presses)
    assert len({int(press["seat"]) for press in presses}) == 2
    room.step(code, SessionState.CLOSED)
    for one in (page, late):
        one.get_by_role("heading", name="Your view").wait_for()
    second.close()


def test_a_phone_that_sleeps_is_away_and_comes_back_in_step(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = open_session(room, ShownIn.ONE_ROOM)
    page = up_to_ready(room, context, code)
    page.locator("#start").click()
    start(room, code)
    is_open(page, True)
    lock = context.new_cdp_session(page)
    wait_until(room, page, code, 1_500)
    # The screen goes dark: the page is hidden, and soon stands still.
    page.evaluate(
        "for (const [name, value] of [['visibilityState', 'hidden'], ['hidden', true]])"
        " Object.defineProperty(document, name, {value, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    lock.send("Page.setWebLifecycleState", {"state": "frozen"})
    slept_from = room.session_ms(code)
    while room.session_ms(code) < slept_from + 4 * room.cadence_ms:
        room.ask(asyncio.sleep(0.02))
    lock.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate(
        "delete document.visibilityState; delete document.hidden;"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    is_open(page, True)
    page.locator("#like").click()
    press = stored(room, page, code, RecordKind.PRESS, 1)[0]
    assert abs(int(press["clock_ms"]) - int(press["received_ms"])) < 2_000, "its clock is right"
    room.step(code, SessionState.CLOSED)
    page.get_by_role("heading", name="Your view").wait_for()
    away = {
        int(r["clock_ms"]) // room.cadence_ms
        for r in stored(room, page, code, RecordKind.PRESENCE, 3)
        if int(r["choice"]) == 102
    }
    slept = range(slept_from // room.cadence_ms + 1, slept_from // room.cadence_ms + 3)
    assert set(slept) <= away, (sorted(away), slept_from)


def test_a_page_goes_on_where_the_session_was_extended(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = open_session(room, ShownIn.ONE_ROOM)
    conduct = room.server.services.conduct
    page = up_to_ready(room, context, code)
    page.locator("#start").click()
    start(room, code, 597_000)
    is_open(page, True)
    room.ask(conduct.extend(code, 60_000))
    with page.expect_navigation():  # the end that it was loaded with
        pass
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false")
    page.locator("#start").click()
    is_open(page, True)
    page.locator("#like").click()
    (press,) = stored(room, page, code, RecordKind.PRESS, 1)
    assert 600_000 <= int(press["clock_ms"]) < 660_000
    assert page.get_by_text("Thank you").count() == 0
