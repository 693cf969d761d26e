"""Two stimuli in an order of the seat's own, with a break between; and an arm that only watches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import fill_in, join, short_study
from tests.e2e.test_participant_page import (
    PHONE,
    PRESS,
    WAIT_MS,
    of_kind,
    playing,
    practise,
    start,
)

from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.session import SessionKind

if TYPE_CHECKING:
    from tests.e2e.conftest import ServedRoom

pytestmark = pytest.mark.browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    made.set_default_timeout(WAIT_MS)
    yield made
    made.close()


def opened(room: ServedRoom, name: str, **changes: object) -> str:
    """An open on-demand session of a study of its own, whose clip is shown under two names."""
    own = short_study(room.intervals * room.cadence_ms, room.cadence_ms)
    clip = own.stimuli[0]
    study = replace(own, name=name, stimuli=(clip, replace(clip, id="again", title="Once more")))
    study = replace(study, **changes)  # type: ignore[arg-type]
    return room.open_session(SessionKind.ON_DEMAND, study=study)


def watch(page: Page, button: str) -> None:
    """One stimulus with one press, up to its end."""
    start(page)
    playing(page)
    page.locator(button).click()
    expect(page.locator("#status")).to_contain_text("recorded")


def test_a_person_watches_two_stimuli_in_the_order_of_the_seat(
    room: ServedRoom, context: BrowserContext
) -> None:
    code = opened(room, "two", playlist=Playlist(Order.LATIN))
    page = join(room, context, code)
    practise(page)
    watch(page, "#like")
    page.get_by_role("heading", name="A short break").wait_for()
    assert page.get_by_text("You have watched 1 of 2.").is_visible()
    page.get_by_role("button", name="Go on").click()
    watch(page, "#dislike")
    page.get_by_role("heading", name="Your view").wait_for()

    (seat,) = room.server.services.enrolment.seats(code)
    assert sorted(seat.order) == [0, 1]
    presses = {int(p["stimulus"]): int(p["choice"]) for p in of_kind(room.records(code), PRESS)}
    assert presses == {seat.order[0]: 100, seat.order[1]: -100}


def test_a_control_arm_watches_and_finds_no_button(
    room: ServedRoom, context: BrowserContext
) -> None:
    arms = (Arm("one", "One", presses=False), Arm("two", "Two", presses=False))
    code = opened(room, "control", arms=arms)
    page = context.new_page()
    page.goto(f"{room.url}/j/{code}")
    page.get_by_role("button", name="Take part").click()
    fill_in(page)
    start(page)
    expect(page.locator("#video")).to_be_visible()
    expect(page.locator("#like")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("heading", name="A short break").wait_for()
    assert of_kind(room.records(code), PRESS) == []
    assert len(room.records(code)) >= room.intervals - 1, "that the person was there is noted"
