"""From join to thanks by the keyboard alone: Tab, Shift+Tab, arrows, Space, Enter, Backspace, and
typing. At every stop the focus is seen, not covered, and further down than the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import ServedRoom
from tests.e2e.test_participant_page import PHONE, PRESS, UNDO, WAIT_MS, of_kind, playing

from pulsemeter.domain.session import SessionKind

pytestmark = pytest.mark.browser

SECONDS, CADENCE_MS = 8, 2_000
STOPS_MAX = 25
# What has the focus: its name, how it looks with and without it, where it is, what lies on it.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const look = () => {
    const style = getComputedStyle(one);
    return `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor} ${style.boxShadow}`;
  };
  const focused = look();
  one.blur();
  const without = look();
  one.focus({ focusVisible: true, preventScroll: true });
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const text = one.labels?.[0]?.textContent ?? one.textContent;
  return {
    name: (one.getAttribute('aria-label') ?? text).trim().replace(/\\s+/g, ' '),
    tag: one.localName, is_seen: focused !== without && !focused.startsWith('none'),
    is_covered: !top || !(one.contains(top) || top.contains(one)),
    is_inside: box.top >= 0 && box.bottom <= innerHeight + 1,
    top: Math.round(box.top + scrollY), bottom: Math.round(box.bottom + scrollY),
  };
}"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server with intervals long enough to press and to take back in one of them."""
    data = tmp_path_factory.mktemp("keyboard") / "data"
    with ServedRoom(data, seconds=SECONDS, cadence_ms=CADENCE_MS) as served:
        yield served


class Keyboard:
    """Hands on a keyboard, eyes on the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def stop(self) -> dict[str, Any] | None:
        """What has the focus, which must be seen; None where nothing has it."""
        found: dict[str, Any] | None = self.page.evaluate(STOP)
        if found is not None and found["tag"] != "h1":  # a heading is read, and does nothing
            assert found["is_seen"], f"no sign of the focus on {found['name']!r}"
            assert not found["is_covered"], f"something lies over {found['name']!r}"
            assert found["is_inside"], f"{found['name']!r} is off the screen"
        return found

    def name(self) -> str:
        found = self.stop()
        return str(found["name"]) if found else ""

    def tab_to(self, name: str, key: str = "Tab") -> list[str]:
        """Tab on to a stop whose name begins so; the names of all stops on the way."""
        names: list[str] = []
        before = -1
        for _ in range(STOPS_MAX):
            self.press(key)
            found = self.stop()
            assert found is not None, f"no {name!r} among {names}"
            if key == "Tab":
                assert found["bottom"] > before, f"{found['name']!r} lies above {names[-1]!r}"
                before = int(found["top"])
            names.append(str(found["name"]))
            if names[-1].startswith(name):
                return names
        raise AssertionError(f"no {name!r} among {names}")

    def all_stops(self) -> list[str]:
        """The names of all stops of a page just loaded, until the focus leaves it."""
        names: list[str] = []
        while len(names) < STOPS_MAX:
            self.press("Tab")
            found = self.stop()
            if found is None:
                return names
            names.append(str(found["name"]))
        raise AssertionError(f"the focus never leaves the page: {names}")


def heading(page: Page, name: str) -> None:
    page.get_by_role("heading", name=name).wait_for()


def join(keys: Keyboard, room: ServedRoom, code: str) -> None:
    """Start page, join page, consent and profile."""
    page = keys.page
    page.goto(room.url)
    keys.press("Tab")
    assert keys.name() == "Skip to the content"
    keys.press("Enter")
    keys.tab_to("Code of the session")
    assert len(keys.all_stops()) >= 2, "past the field to the end of the page"
    page.reload()
    assert keys.tab_to("Code of the session")[:2] == ["Skip to the content", "Pulsemeter"]
    keys.type(code.lower())
    keys.tab_to("Go on")
    keys.press("Enter")
    heading(page, "A clip for testing")
    keys.tab_to("Take part")
    keys.press("Enter")

    heading(page, "Before you begin")
    assert keys.all_stops() == [
        "Skip to the content", "Pulsemeter", "I have read this and agree to take part.", "Go on",
        "Leave and withdraw my data", "Privacy", "Accessibility",
    ]  # fmt: skip
    keys.tab_to("I have read this")
    keys.press("Space")
    keys.tab_to("Go on")
    keys.press("Enter")

    heading(page, "About you")
    keys.tab_to("Go on")
    keys.press("Enter")
    assert keys.name() == "Under 35", "what is missing first is where the focus goes"
    keys.press("Space", "ArrowDown")
    assert keys.name() == "35 to 59"
    keys.tab_to("Where do you live?")
    keys.type("Region 3")
    assert keys.tab_to("Go on") == ["Go on"]
    keys.press("Enter")
    heading(page, "How it works")


def side_keys(page: Page) -> dict[str, str]:
    """The arrow of each button, by the side on which it lies."""
    boxes = {one: page.locator(f"#{one}").bounding_box() for one in ("like", "dislike")}
    left = min(boxes, key=lambda one: (boxes[one] or {"x": 0})["x"])
    return {one: "ArrowLeft" if one == left else "ArrowRight" for one in boxes}


def practise(keys: Keyboard) -> None:
    """What practice asks for, again where an interval ended too soon."""
    page = keys.page
    expect(page.get_by_role("button", name="Start practice")).to_be_enabled()
    keys.tab_to("Start practice")
    keys.press("Enter")
    expect(page.locator("#task")).to_be_visible()
    assert page.evaluate("document.activeElement.localName") == "h1", "the phase's heading"
    side = side_keys(page)
    deeds = (("change", ("like", "dislike")), ("Dislike", ("dislike",)), ("Like", ("like",)))
    while page.locator("#task").is_visible():
        task = page.locator("#task").inner_text()
        if page.locator("#task-done").is_hidden():
            for one in next((deed for word, deed in deeds if word in task), ()):
                keys.press(side[one])
        page.wait_for_timeout(50)
    expect(page.locator("#start")).to_be_visible()
    assert keys.name() == "A tone and bars", "the phase's heading"
    expect(page).to_have_title(re.compile("^Step 4 of 5: Watch"))


def early_in_an_interval(page: Page) -> None:
    page.wait_for_function(
        """() => { const bar = document.getElementById('pulse-bar').style.transform;
        return Number(/[\\d.]+/.exec(bar)[0]) < 0.3; }"""
    )


def watch(keys: Keyboard) -> None:
    """Looks round while the video is paused, then reacts, by arrows and on the buttons."""
    page = keys.page
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false")
    keys.tab_to("Start")
    keys.press("Enter")
    playing(page)
    assert page.evaluate("document.activeElement.localName") == "h1", "the phase's heading"
    keys.press("Space")
    expect(page.locator("#play")).to_be_visible()
    words = [word.inner_text() for word in page.locator(".choice-word").all()]
    assert keys.tab_to(words[1]) == ["Play", f"{words[0]} Recorded", f"{words[1]} Recorded"]
    assert keys.tab_to("Settings", "Shift+Tab")[-2:] == ["Play", "Settings"]
    keys.press("Enter", "Tab")
    assert keys.name() == "Show the 2-second bar"
    keys.tab_to("Settings", "Shift+Tab")
    keys.press("Enter")
    keys.tab_to("Play")
    keys.press("Enter")
    playing(page)
    assert page.evaluate("document.activeElement.localName") == "h1", "Play is gone"

    side, status = side_keys(page), page.locator("#status")
    early_in_an_interval(page)
    keys.press(side["like"])
    expect(status).to_contain_text("Like: recorded")
    keys.press(side["dislike"])
    expect(page.locator("#dislike")).to_have_attribute("aria-pressed", "true")
    keys.press("Backspace")
    expect(page.locator("#dislike")).to_have_attribute("aria-pressed", "false")
    keys.tab_to(words[0])
    keys.press("Enter")
    expect(status).to_contain_text(f"{words[0]}: recorded")
    keys.tab_to(words[1])
    keys.press("Space")
    expect(status).to_contain_text(f"{words[1]}: recorded")


def test_a_person_goes_from_join_to_thanks_by_the_keyboard_alone(
    room: ServedRoom, chromium: Browser
) -> None:
    context = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    context.set_default_timeout(WAIT_MS)
    keys = Keyboard(context.new_page())
    code = room.open_session(SessionKind.ON_DEMAND)
    join(keys, room, code)
    practise(keys)
    watch(keys)
    heading(keys.page, "Your view")
    keys.tab_to("Very good")
    keys.press("Space", "ArrowDown")
    assert keys.name() == "Good"
    keys.tab_to("What would you like to add")
    keys.type("Nothing.")
    keys.tab_to("Send")
    keys.press("Enter")
    heading(keys.page, "Thank you")
    keys.tab_to("Leave and withdraw my data")
    keys.press("Enter")
    assert keys.tab_to("Yes, erase it") == ["Yes, erase it"]
    context.close()

    records = room.records(code)
    choices = [int(press["choice"]) for press in of_kind(records, PRESS)]
    assert sorted(choices) == [-100, -100, 100, 100]
    assert len(of_kind(records, UNDO)) == 1
