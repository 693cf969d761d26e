"""The participant's pages in a real Chromium against a whole server: the rules of the screen,
the budget, and that what was pressed arrives once, whatever the network does."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import brotli
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import join, stimulus_ms

from pulsemeter.domain.session import SessionKind, SessionState

if TYPE_CHECKING:
    from tests.e2e.conftest import ServedRoom

pytestmark = pytest.mark.browser

BUDGET_BYTES = 15_000
BUDGET_REQUESTS = 6
PRESS, UNDO, PRESENCE, PAUSE = 1, 2, 3, 4
SKIPPED, AWAY = 101, 102
PHONE, SMALL, FLAT, DESK = (360, 740), (320, 568), (844, 390), (1280, 800)
WAIT_MS = 30_000


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    made.set_default_timeout(WAIT_MS)
    yield made
    made.close()


def as_size(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


DEEDS = (("change", ("#like", "#dislike")), ("Dislike", ("#dislike",)), ("Like", ("#like",)))


def practise(page: Page) -> None:
    """Does what practice asks for, and once more where an interval ended too soon."""
    page.get_by_role("button", name="Start practice").click()
    expect(page.locator("#task")).to_be_visible()
    while page.locator("#task").is_visible():
        task = page.locator("#task").inner_text()
        buttons = next((deed for word, deed in DEEDS if word in task), ())
        if page.locator("#task-done").is_hidden():
            for button in buttons:
                page.evaluate("s => document.querySelector(s).click()", button)
        page.wait_for_timeout(50)
    page.locator("#start").wait_for()


def start(page: Page) -> None:
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false")
    page.locator("#start").click()


def playing(page: Page) -> None:
    expect(page.locator("#like")).to_have_attribute("aria-disabled", "false", timeout=WAIT_MS)


def of_kind(records: list[Any], kind: int) -> list[Any]:
    """Records of a kind as the page numbered them; inside a commit the log shuffles them."""
    found = [record for record in records if record["kind"] == kind]
    return sorted(found, key=lambda record: int(record["sequence"]))


NOTE_MOMENT = """() => document.getElementById('like').addEventListener('pointerdown', () => {
  window.seen_ms = document.getElementById('video').currentTime * 1000; }, { once: true })"""


def test_a_person_goes_the_whole_way_and_every_press_arrives_once(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = room.open_session(SessionKind.ON_DEMAND)
    page = join(room, context, code)
    practise(page)
    assert room.records(code) == [], "practice stays on the phone"
    start(page)
    playing(page)
    page.evaluate(NOTE_MOMENT)
    page.locator("#like").click()
    pressed_ms = float(page.evaluate("window.seen_ms"))
    expect(page.locator("#status")).to_contain_text("Like: recorded")
    page.keyboard.press("ArrowRight" if _likes_left(page) else "ArrowLeft")
    expect(page.locator("#dislike")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#dislike")).to_have_attribute("aria-pressed", "false")
    page.locator("#like").click()
    page.keyboard.press("Backspace")
    expect(page.locator("#like")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("heading", name="Your view").wait_for()
    page.get_by_role("radio", name="Very good").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()

    records = room.records(code)
    presses = of_kind(records, PRESS)
    assert [int(press["choice"]) for press in presses] == [100, -100, 100]
    assert len(of_kind(records, UNDO)) == 1
    assert abs(int(presses[0]["clock_ms"]) - pressed_ms) < 250
    assert sorted(int(r["sequence"]) for r in records) == list(range(1, len(records) + 1))
    silent = {int(r["clock_ms"]) // room.cadence_ms for r in of_kind(records, PRESENCE)}
    assert silent | {int(p["clock_ms"]) // room.cadence_ms for p in presses} == set(
        range(room.intervals)
    )


def _likes_left(page: Page) -> bool:
    boxes = [page.locator(button).bounding_box() for button in ("#like", "#dislike")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    return boxes[0]["x"] < boxes[1]["x"]


def test_presses_without_network_arrive_after_the_page_was_closed_and_opened_again(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = room.open_session(SessionKind.ON_DEMAND)
    page = join(room, context, code)
    practise(page)
    start(page)
    playing(page)
    page.locator("#network", has_text="all sent").wait_for()
    page.wait_for_function("() => document.getElementById('video').buffered.length > 0")
    context.set_offline(True)
    room.close_sockets()
    page.locator("#like").click()
    page.locator("#dislike").click()
    page.locator("#network", has_text=re.compile(r"saved on this phone · \d+ to send")).wait_for()
    assert of_kind(room.records(code), PRESS) == []
    page.close()

    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{room.url}/p")
    expect(again.locator("#start")).to_have_attribute("aria-disabled", "false")
    presses = of_kind(room.records(code), PRESS)
    assert [int(press["choice"]) for press in presses] == [100, -100]
    assert again.locator("#start").inner_text() == "Go on watching"
    assert room.writers(code) == 2


def test_where_sockets_are_blocked_presses_arrive_by_post(
    room: ServedRoom, context: BrowserContext
) -> None:
    context.add_init_script(
        "WebSocket = class { constructor() { setTimeout(() => this.onclose()) } }"
    )
    code = room.open_session(SessionKind.ON_DEMAND)
    page = join(room, context, code)
    practise(page)
    start(page)
    playing(page)
    page.locator("#like").click()
    page.locator("#network", has_text="all sent").wait_for()
    assert [int(press["choice"]) for press in of_kind(room.records(code), PRESS)] == [100]


def test_a_live_session_waits_starts_by_itself_and_keeps_to_the_common_clock(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = room.open_session(SessionKind.LIVE)
    page = join(room, context, code)
    practise(page)
    start(page)
    page.get_by_role("heading", name="You are in").wait_for()
    room.step(code, SessionState.RUNNING)
    playing(page)
    page.wait_for_function("() => document.getElementById('video').currentTime > 2")
    while abs(room.session_ms(code) - stimulus_ms(page)) > 250:
        assert room.session_ms(code) < 7_000, "the player never came to the common clock"
    page.keyboard.press("Space")
    playing(page)  # nobody pauses a live session alone
    room.step(code, SessionState.PAUSED)
    page.locator("#hold", has_text="The session is paused").wait_for()
    room.step(code, SessionState.RUNNING)
    playing(page)
    room.step(code, SessionState.CLOSED)
    page.get_by_role("heading", name="Your view").wait_for()


def test_a_second_page_takes_over_and_the_first_says_so(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = room.open_session(SessionKind.ON_DEMAND)
    page = join(room, context, code)
    with page.expect_response(re.compile("/p/practised$")):
        practise(page)
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false")
    second = context.new_page()
    second.goto(f"{room.url}/p")
    expect(second.locator("#start")).to_have_attribute("aria-disabled", "false")
    page.get_by_role("heading", name="You went on somewhere else").wait_for()


def test_p1_p2_p3_two_large_buttons_with_word_sign_place_and_colour(
    room: ServedRoom, context: BrowserContext
) -> None:
    page = join(room, context, room.open_session(SessionKind.ON_DEMAND))
    page.get_by_role("button", name="Start practice").click()
    for width, height in (PHONE, SMALL):
        as_size(page, (width, height))
        boxes = [page.locator(button).bounding_box() for button in ("#like", "#dislike")]
        for box in boxes:
            assert box is not None
            assert box["height"] >= 0.38 * height
            assert box["width"] >= 0.44 * width
            assert box["y"] + box["height"] <= height
        assert boxes[0] is not None
        assert boxes[1] is not None
        left, right = sorted(boxes, key=lambda box: box["x"] if box else 0)
        assert left is not None
        assert right is not None
        assert right["x"] - left["x"] - left["width"] == pytest.approx(16, abs=0.5)
    for size in (FLAT, DESK):
        as_size(page, size)
        picture = page.locator(".picture").bounding_box()
        assert picture is not None
        for button in ("#like", "#dislike"):
            box = page.locator(button).bounding_box()
            assert box is not None
            assert box["width"] >= 120
            assert box["height"] >= max(120, 0.38 * size[1])
            beside = box["x"] + box["width"] <= picture["x"]
            beside |= box["x"] >= picture["x"] + picture["width"]
            assert beside, "in landscape the picture lies between the buttons"
    assert _colour(page, "#like") == "rgb(11, 95, 196)"
    assert _colour(page, "#dislike") == "rgb(179, 71, 0)"
    for button, word in (("#like", "Like"), ("#dislike", "Dislike")):
        assert page.locator(f"{button} > svg").count() == 1
        assert page.locator(f"{button} .choice-word").inner_text() == word


def _colour(page: Page, selector: str) -> str:
    return str(
        page.evaluate("s => getComputedStyle(document.querySelector(s)).backgroundColor", selector)
    )


def test_p4_the_side_of_like_is_the_seats_own_and_stays(
    room: ServedRoom, chromium: Browser
) -> None:
    code = room.open_session(SessionKind.ON_DEMAND)
    sides = []
    for _ in range(2):
        person = chromium.new_context()
        page = join(room, person, code)
        page.get_by_role("button", name="Start practice").click()
        side = _likes_left(page)
        page.reload()
        page.get_by_role("button", name="Start practice").click()
        assert _likes_left(page) == side
        sides.append(side)
        person.close()
    assert set(sides) == {True, False}, "balanced among people of the same categories"


def test_p5_p6_sliding_off_a_button_is_no_press_and_a_press_shows_at_once(
    room: ServedRoom, context: BrowserContext
) -> None:
    page = join(room, context, room.open_session(SessionKind.ON_DEMAND))
    page.get_by_role("button", name="Start practice").click()
    expect(page.locator("#like")).to_have_attribute("aria-disabled", "false")
    box = page.locator("#like").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] - 60)
    page.mouse.up()
    assert page.locator("#like").get_attribute("aria-pressed") == "false"
    is_shown_at_once = page.evaluate(
        """() => { const button = document.getElementById('like'); button.click();
        return button.getAttribute('aria-pressed') === 'true'; }"""
    )
    assert is_shown_at_once, "in the same turn of the page, not after an answer of the server"
    assert page.locator("#like .recorded").is_visible()
    assert "inset" in page.evaluate("getComputedStyle(document.getElementById('like')).boxShadow")
    style = "getComputedStyle(document.getElementById('like')).touchAction"
    assert page.evaluate(style) == "manipulation"


def test_p8_the_pulse_is_grey_can_be_switched_off_and_is_a_dot_under_reduced_motion(
    room: ServedRoom, context: BrowserContext
) -> None:
    page = join(room, context, room.open_session(SessionKind.ON_DEMAND))
    page.get_by_role("button", name="Start practice").click()
    expect(page.locator("#pulse-bar")).to_be_visible()
    page.emulate_media(reduced_motion="reduce")
    assert page.locator("#pulse-bar").is_hidden()
    assert page.locator("#pulse-dot").is_visible()
    page.locator("summary", has_text="Settings").click()
    page.get_by_role("checkbox", name="second bar").uncheck()
    assert page.locator("#pulse").is_hidden()
    page.reload()
    page.get_by_role("button", name="Start practice").click()
    assert page.locator("#pulse").is_hidden(), "stays as it was left"


def test_p11_nobody_seeks(room: ServedRoom, context: BrowserContext) -> None:
    page = join(room, context, room.open_session(SessionKind.ON_DEMAND))
    practise(page)
    start(page)
    page.wait_for_function("() => document.getElementById('video').currentTime > 1")
    page.evaluate("document.getElementById('video').currentTime = 8")
    page.wait_for_function("() => document.getElementById('video').currentTime < 5")
    page.evaluate("document.getElementById('video').playbackRate = 3")
    page.wait_for_function("() => document.getElementById('video').playbackRate === 1")


def test_p15_the_page_before_the_video_fits_the_budget(
    room: ServedRoom, context: BrowserContext, record_property: Any
) -> None:
    page = join(room, context, room.open_session(SessionKind.ON_DEMAND))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer.body()}))
    page.reload(wait_until="networkidle")
    fetched = [url for url in asked if url.startswith("http")]
    size = sum(len(brotli.compress(body, quality=11)) for body in bodies.values())
    record_property("participant_page_bytes_brotli", size)
    record_property("participant_page_requests", len(fetched))
    assert len(bodies) == len(fetched)
    assert size <= BUDGET_BYTES, f"{size} bytes: {sorted(bodies)}"
    assert len(fetched) + 1 <= BUDGET_REQUESTS, f"with the socket: {fetched}"


def test_simulated_says_so(room: ServedRoom, context: BrowserContext) -> None:
    code = room.open_session(SessionKind.ON_DEMAND, simulated=True)
    page = join(room, context, code)
    expect(page.get_by_text("Simulated", exact=True)).to_be_visible()
    practise(page)
    expect(page.get_by_text("Simulated", exact=True)).to_be_visible()


def test_who_withdraws_leaves_no_press(room: ServedRoom, context: BrowserContext) -> None:
    code = room.open_session(SessionKind.ON_DEMAND)
    page = join(room, context, code)
    page.request.post(f"{room.url}/p/practised")
    page.reload()
    start(page)
    playing(page)
    page.locator("#like").click()
    expect(page.locator("#network")).to_have_text("all sent")
    assert [int(press["choice"]) for press in of_kind(room.records(code), PRESS)] == [100]
    page.goto(f"{room.url}/privacy")
    page.get_by_text("Leave and withdraw my data").click()
    page.get_by_role("checkbox", name="Yes, erase it").check()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("heading", name="Your data is erased").wait_for()
    assert {int(record["choice"]) for record in room.records(code)} == {0}


def test_pages_run_under_their_own_policy(room: ServedRoom, context: BrowserContext) -> None:
    page = join(room, context, room.open_session(SessionKind.ON_DEMAND))
    practise(page)
    with urllib.request.urlopen(room.url, timeout=10) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
