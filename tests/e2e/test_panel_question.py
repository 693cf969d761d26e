"""A question to everybody on a phone, in a real Chromium: the pad stays free, no press is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.e2e.test_live_panels import fits, violations
from tests.e2e.test_watching_elsewhere import is_open, open_session, start, stored, up_to_ready

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import ShownIn

if TYPE_CHECKING:
    from tests.e2e.conftest import ServedRoom

pytestmark = pytest.mark.browser

QUESTION, ANSWERS = "Was that clear to you?", ["Yes", "In part", "Hardly", "Not at all", "No"]


@pytest.fixture(params=[(360, 740), (390, 844), (844, 390)], ids=["360", "390", "landscape"])
def context(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    width, height = request.param
    made = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True)
    made.set_default_timeout(30_000)
    yield made
    made.close()


def test_a_question_comes_is_answered_and_goes_while_presses_go_on(
    room: ServedRoom, context: BrowserContext
) -> None:
    panel = room.server.services.panel
    code = open_session(room, ShownIn.ONE_ROOM)
    page = up_to_ready(room, context, code)
    page.locator("#start").click()
    start(room, code)
    is_open(page, True)
    room.ask(panel.ask(code, QUESTION, ANSWERS))
    asked = page.get_by_role("region", name="A question to everybody")
    expect(asked).to_contain_text(QUESTION)
    page.wait_for_function(
        "() => getComputedStyle(document.getElementById('asked')).position == 'fixed'"
    )
    box = asked.bounding_box()
    assert box is not None
    for side in ("#like", "#dislike"):
        pad = page.locator(side).bounding_box()
        assert pad is not None
        is_above = box["y"] + box["height"] <= pad["y"]
        is_beside = box["x"] >= pad["x"] + pad["width"] or box["x"] + box["width"] <= pad["x"]
        assert is_above or is_beside, "the question must not cover the pad"
    expect(asked.get_by_role("button", name="Send")).to_be_in_viewport()
    assert fits(page)
    assert violations(page) == []
    page.locator("#like").click()
    assert len(stored(room, page, code, RecordKind.PRESS, 1)) == 1
    asked.get_by_label("In part").check()
    asked.get_by_role("button", name="Send").click()
    expect(asked).to_contain_text("Thank you")
    expect(page.locator("#asked")).to_have_count(0)
    (seat,) = room.server.services.enrolment.seats(code)
    held = room.ask(room.server.stores.answers.of_seat(code, seat.id))
    assert held == {("live", "asked-1"): "2"}
    # A second one is passed over, a third ended before anybody answers.
    room.ask(panel.ask(code, "Another one?", ["Yes", "No"]))
    page.get_by_role("button", name="Not now").click()
    expect(page.locator("#asked")).to_have_count(0)
    room.ask(panel.ask(code, "A third?", ["Yes", "No"]))
    expect(asked).to_contain_text("A third?")
    room.ask(panel.end(code))
    expect(page.locator("#asked")).to_have_count(0)
    page.locator("#dislike").click()
    assert len(stored(room, page, code, RecordKind.PRESS, 2)) == 2
