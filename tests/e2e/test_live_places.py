"""The live room where people watch elsewhere: on screens of their own, or together in one room."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pulsemeter.wire.dashboard import Calibration

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = [(360, 740), (768, 1024), (1366, 860)]


@pytest.fixture
def own_screens(served: Any, live_server: ModuleType) -> Any:
    """Two minutes into a session that people watch on screens of their own."""
    served.session.shown, served.session.with_video = "own_screen", False
    served.session.calibration = live_server.calibrated()
    return served


@pytest.fixture
def one_room(served: Any, live_server: ModuleType) -> Any:
    """An open session whose film is to be shown in one room; its clock runs when it is told to."""
    served.session.shown, served.session.state = "one_room", "open"
    served.session.clock_ms = live_server.RunningClock()
    return served


def axe(page: Page) -> list[Any]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found]


def at_ms(asked: str) -> int:
    found = re.search(r"at_ms=(\d+)", asked)
    assert found, asked
    return int(found[1])


def wait_until(page: Page, condition: Callable[[], bool]) -> None:
    """Until the session has come so far; the page's own events go on meanwhile."""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came so far")


def asked_for(served: Any, step: str) -> list[str]:
    return [asked for asked in served.session.asked if asked.startswith(step)]


def wait_asked(page: Page, served: Any, step: str) -> None:
    wait_until(page, lambda: asked_for(served, step) != [])


# What is asked of a running clock allows for the way of the request, which may be long here.
TRIP_MAX_MS = 5_000


def media_ms(page: Page) -> int:
    """Where the picture is."""
    return round(page.evaluate("document.querySelector('video').currentTime") * 1000)


def is_playing(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('video').paused")


def is_standing(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('video').paused")


def test_a_cue_is_asked_marked_and_taken_away(chromium: Browser, own_screens: Any) -> None:
    page = own_screens.opened(chromium)
    card = page.get_by_role("region", name="Delay of own screens")
    card.get_by_role("button", name="Good evening").click()
    now = card.get_by_role("button", name="Now")
    # Enter must be enough when the moment comes.
    expect(now).to_be_focused()
    expect(card).to_contain_text("“Good evening”")
    expect(card).to_contain_text("≈ 0 have tapped")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("Marked at 2:04.")
    expect(card).to_contain_text("≈ 12 have tapped")
    # Pressed once too often, it must not take the cue away from those whose screens are late.
    page.keyboard.press("Enter")
    expect(now).to_have_count(0)
    card.get_by_role("button", name="Take away").click()
    card.get_by_label("Another cue").fill("  He lifts his hand ")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("“He lifts his hand”")
    assert own_screens.session.asked == [
        'cue/ask {"words":"Good evening","planned":0} 1',
        "cue/mark 1",
        "cue/end 1",
        'cue/ask {"words":"He lifts his hand","planned":-1} 1',
    ]
    page.context.close()


def test_a_key_held_down_from_asking_does_not_mark(chromium: Browser, own_screens: Any) -> None:
    page = own_screens.opened(chromium)
    card = page.get_by_role("region", name="Delay of own screens")
    card.get_by_role("button", name="Good evening").focus()
    page.keyboard.down("Enter")
    expect(card.get_by_role("button", name="Now")).to_be_focused()
    # Playwright sends a further down as a repeat.
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(card.get_by_role("button", name="Now")).to_be_visible()
    page.keyboard.press("Enter")
    expect(card).to_contain_text("Marked at")
    assert [asked.split(" ")[0] for asked in own_screens.session.asked] == ["cue/ask", "cue/mark"]
    page.context.close()


def test_a_cue_of_another_page_leaves_the_keyboard_alone(
    chromium: Browser, own_screens: Any
) -> None:
    page = own_screens.opened(chromium)
    seek = page.get_by_label("Time in the stimulus")
    seek.focus()
    own_screens.session.take_cue("ask", "Good evening")
    expect(page.get_by_role("button", name="Now")).to_be_visible()
    expect(seek).to_be_focused()
    page.context.close()


def test_a_refused_cue_says_why(chromium: Browser, own_screens: Any) -> None:
    own_screens.session.refused = "ask"
    page = own_screens.opened(chromium)
    card = page.get_by_role("region", name="Delay of own screens")
    card.get_by_role("button", name="Good evening").click()
    expect(card.get_by_role("alert")).to_contain_text("Try again in a minute.")
    expect(card.get_by_label("Another cue")).to_be_visible()
    page.context.close()


def test_the_quality_of_the_calibration_is_told_rounded(
    chromium: Browser, own_screens: Any, live_server: ModuleType
) -> None:
    page = own_screens.opened(chromium)
    card = page.get_by_role("region", name="Delay of own screens")
    for words in (
        "≈ 132 calibrated",
        "≈ 8 coarse",
        "≈ 60 uncalibrated",
        "half are within21 s",
        "95 % are within44 s",
        "An interval freezes 49 s after its end.",
        "Uncalibrated phones count as present, not in intervals.",
    ):
        expect(card).to_contain_text(words)
    expect(card).not_to_contain_text("Time for another cue")
    # 124 s after the start, a cue can't be ten minutes old.
    own_screens.session.calibration = live_server.calibrated(-480_000)
    expect(card).to_contain_text("Time for another cue")
    few = Calibration(0, 0, 6, None, None, 2_000, 100_000)
    own_screens.session.calibration = few
    expect(card).to_contain_text("Nobody is calibrated yet")
    expect(card).to_contain_text("Delays are told of enough persons only.")
    page.context.close()


def test_only_own_screens_have_a_delay_to_calibrate(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    expect(page.get_by_role("region", name="Delay of own screens")).to_have_count(0)
    expect(page.locator(".lamp")).to_have_text("Live")
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_card_fits_and_comes_before_the_curve(
    chromium: Browser, own_screens: Any, size: tuple[int, int]
) -> None:
    own_screens.session.take_cue("ask", "A cue of many words " * 5)
    page = own_screens.opened(chromium, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    button = page.get_by_role("button", name="Now").bounding_box()
    assert button is not None
    assert button["height"] >= 44
    expect(page.locator(".lamp")).to_contain_text("on own screens")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["none", "asked", "marked"])
def test_axe_finds_nothing_in_the_card(
    chromium: Browser, own_screens: Any, live_server: ModuleType, state: str, scheme: Any
) -> None:
    own_screens.session.calibration = live_server.calibrated(None)
    for step in {"none": [], "asked": ["ask"], "marked": ["ask", "mark"]}[state]:
        own_screens.session.take_cue(step, "Good evening")
    page = own_screens.opened(chromium, color_scheme=scheme)
    assert axe(page) == []
    page.context.close()


def test_a_session_starts_with_a_countdown(
    chromium: Browser, served: Any, live_server: ModuleType
) -> None:
    clock = live_server.RunningClock()
    served.session.state, served.session.clock_ms = "open", clock
    said: list[str] = []
    page = served.opened(chromium)
    page.on("pageerror", lambda error: said.append(str(error)))
    expect(page.get_by_label("Countdown")).to_have_value("10")
    page.get_by_role("button", name="Start", exact=True).click()
    status = page.get_by_label("Status of the session")
    expect(status).to_contain_text("Starting")
    # Here the clock stands, so that there is time to look: 7.5 s are left.
    clock.set(-7_500, is_running=False)
    expect(status).to_contain_text(re.compile(r"starts in [78] s"))
    expect(page.locator(".playhead")).to_have_text("0:00")
    expect(page.get_by_label("Countdown")).to_have_count(0)
    # The video waits for the clock.
    assert page.evaluate("document.querySelector('video').currentTime") == 0
    clock.set(1_000, is_running=True)
    expect(status).to_contain_text("interval 1")
    is_playing(page)
    assert (served.session.asked, said) == (["start?countdown_s=10 1"], [])
    page.context.close()


def test_the_countdown_can_be_chosen(chromium: Browser, served: Any) -> None:
    served.session.state, served.now_ms[0] = "open", 0
    page = served.opened(chromium)
    page.get_by_label("Countdown").select_option("none")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".lamp")).to_have_text("Live")
    assert served.session.asked == ["start?countdown_s=0 1"]
    page.context.close()


def test_no_cue_can_be_asked_for_in_a_countdown(chromium: Browser, own_screens: Any) -> None:
    own_screens.now_ms[0] = -7_500
    page = own_screens.opened(chromium)
    card = page.get_by_role("region", name="Delay of own screens")
    expect(card).to_contain_text("Cues can be asked for while the session’s clock runs.")
    expect(card.get_by_role("button", name="Good evening")).to_have_count(0)
    page.context.close()


def test_a_room_without_a_film_starts_with_a_countdown(chromium: Browser, one_room: Any) -> None:
    one_room.session.with_video = False
    page = one_room.opened(chromium)
    expect(page.get_by_role("button", name="Start here")).to_have_count(0)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_label("Status of the session")).to_contain_text("starts in")
    assert one_room.session.asked == ["start?countdown_s=10 1"]
    page.context.close()


# A busy machine stalls a film by itself now and then: these tests look at the last request of a
# kind, and at where the clock came to stand.
def test_in_one_room_the_player_leads(chromium: Browser, one_room: Any) -> None:
    session = one_room.session
    page = one_room.opened(chromium)
    expect(page.get_by_label("Countdown")).to_have_count(0)
    page.get_by_role("button", name="Start here").click()
    expect(page.locator(".lamp")).to_contain_text("Live")
    expect(page.locator(".lamp")).to_contain_text("in one room")
    assert page.evaluate("document.querySelector('video').muted") is False
    assert session.asked[0].startswith("start?at_ms=")
    assert 0 < at_ms(session.asked[0]) <= media_ms(page)  # of the first trip nothing is known
    # The moderator's hand stops the room where the picture stands.
    page.get_by_role("button", name="Pause", exact=True).click()
    is_standing(page)
    stood_ms = media_ms(page)
    wait_until(page, lambda: (session.state, session.clock_ms()) == ("paused", stood_ms))
    page.get_by_role("button", name="Resume here").click()
    wait_until(page, lambda: session.state == "running")
    resumed_ms = at_ms(asked_for(one_room, "resume")[-1])
    assert stood_ms < resumed_ms < media_ms(page) + TRIP_MAX_MS
    page.context.close()


def test_the_rooms_clock_waits_for_a_stalled_picture(chromium: Browser, one_room: Any) -> None:
    session = one_room.session
    page = one_room.opened(chromium)
    page.get_by_role("button", name="Start here").click()
    wait_asked(page, one_room, "start")
    # At this speed a film stands still while it plays, as it does when no data comes.
    page.evaluate("document.querySelector('video').playbackRate = 0")
    expect(page.get_by_text("Waiting for the video …")).to_be_visible()
    stood_ms = media_ms(page)
    wait_until(page, lambda: (session.state, session.clock_ms()) == ("paused", stood_ms))
    page.evaluate("document.querySelector('video').playbackRate = 1")
    wait_until(page, lambda: session.state == "running")
    assert at_ms(asked_for(one_room, "resume")[-1]) > stood_ms
    expect(page.get_by_text("Waiting for the video …")).to_have_count(0)
    page.context.close()


def test_a_clock_that_left_the_picture_is_set_to_it(chromium: Browser, one_room: Any) -> None:
    page = one_room.opened(chromium)
    page.get_by_role("button", name="Start here").click()
    wait_asked(page, one_room, "start")
    one_room.session.clock_ms.set(90_000, is_running=True)
    wait_until(page, lambda: one_room.session.clock_ms() < 90_000)
    assert at_ms(asked_for(one_room, "resume")[-1]) < media_ms(page) + TRIP_MAX_MS
    page.context.close()


def test_the_player_obeys_a_colleague(chromium: Browser, one_room: Any) -> None:
    page = one_room.opened(chromium)
    page.get_by_role("button", name="Start here").click()
    wait_asked(page, one_room, "start")
    # A tablet at the desk: it stops and resumes the session, and the projector follows.
    tablet = one_room.opened(chromium)
    tablet.get_by_role("button", name="Pause", exact=True).click()
    is_standing(page)
    tablet.get_by_role("button", name="Resume", exact=True).click()
    is_playing(page)
    expect(tablet.get_by_role("button", name="Lead from here")).to_be_visible()
    assert [asked for asked in one_room.session.asked if "at_ms" not in asked] == [
        "pause 1",
        "resume 1",
    ]
    tablet.context.close()
    page.context.close()


def test_a_page_that_is_loaded_again_stops_the_room(chromium: Browser, one_room: Any) -> None:
    page = one_room.opened(chromium)
    page.get_by_role("button", name="Start here").click()
    wait_asked(page, one_room, "start")
    page.reload()
    wait_asked(page, one_room, "pause?at_ms=")
    expect(page.locator(".lamp")).to_contain_text("Paused")
    # The session's button is the player's again.
    page.get_by_role("button", name="Resume", exact=True).click()
    wait_asked(page, one_room, "resume?at_ms=")
    page.context.close()


def test_a_refused_start_stops_the_picture(chromium: Browser, one_room: Any) -> None:
    one_room.session.refused = "start"
    page = one_room.opened(chromium)
    page.get_by_role("button", name="Start here").click()
    stage = page.get_by_label("Stimulus", exact=True)
    expect(stage.get_by_role("alert")).to_contain_text("Try again in a minute.")
    is_standing(page)
    expect(page.get_by_role("button", name="Start here")).to_be_visible()
    page.context.close()


def test_looking_back_moves_the_figures_and_not_the_film(chromium: Browser, one_room: Any) -> None:
    page = one_room.opened(chromium)
    page.get_by_role("button", name="Start here").click()
    wait_asked(page, one_room, "start")
    page.wait_for_function("() => document.querySelector('video').currentTime > 3")
    seek = page.get_by_label("Time in the stimulus")
    seek.focus()
    page.keyboard.press("Home")
    expect(page.locator(".playhead")).to_have_text("0:00")
    seen_ms = media_ms(page)
    assert seen_ms > 3_000
    wait_until(page, lambda: media_ms(page) > seen_ms + 300)
    assert all(at_ms(asked) > 1_000 for asked in one_room.session.asked[1:])
    page.context.close()


def test_the_picture_fills_the_projector(chromium: Browser, one_room: Any) -> None:
    page = one_room.opened(chromium)
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement?.matches('.screen') === true")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_rooms_player_fits_and_axe_finds_nothing(
    chromium: Browser, one_room: Any, size: tuple[int, int], scheme: Any
) -> None:
    page = one_room.opened(chromium, size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    expect(page.get_by_role("button", name="Start here")).to_be_visible()
    assert axe(page) == []
    page.context.close()
