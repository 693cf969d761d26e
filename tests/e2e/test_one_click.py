"""The way of one click, whole: a thumb in one real browser, a curve in another.

A simulated panel fills the room, because figures of a single person never leave.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import ServedRoom, join
from tests.e2e.test_participant_page import WAIT_MS, playing, practise, start

from pulsemeter.cli.staff import demonstration_link
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.rehearsal.drive import drive_panel
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.run_analysis import analyse_session
from pulsemeter.simulation.panel import draw_panel
from pulsemeter.simulation.truth import read_truth

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pulsemeter.rehearsal.journal import Journal

pytestmark = pytest.mark.browser

PANELISTS = 80
SEGMENT = "35 to 59"


@pytest.fixture(scope="module")
def wide_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server whose stimulus leaves time to press in several intervals."""
    with ServedRoom(tmp_path_factory.mktemp("wide") / "data", seconds=20) as served:
        yield served


def fill(room: ServedRoom, code: str) -> tuple[Future[Journal], threading.Event]:
    """A simulated panel that joins and waits for the start; the event says that it is in."""
    study = room.server.services.conduct.place(code).study
    truth = read_truth({"default": {"like": 0.3, "dislike": 0.1}})
    panel = draw_panel(study, [], truth, PANELISTS, np.random.default_rng(7))
    everyone_in = threading.Event()
    work = drive_panel(
        room.url,
        code,
        panel,
        on_progress=lambda progress: everyone_in.set() if progress.is_ready else None,
    )
    return room.begin(work), everyone_in


def sign_in(room: ServedRoom, browser: Browser, code: str) -> Page:
    """A moderator in a browser of their own, in the live room."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(room.ask(demonstration_link(room.server.services.staff, room.url)))
    page.wait_for_url("**/sessions")
    page.goto(f"{room.url}/sessions/{code}/live")
    return page


def seat_of(room: ServedRoom, code: str, page: Page) -> int:
    cookies = {c["name"]: c["value"] for c in page.context.cookies()}
    hashed = secret_hash(cookies["pm_seat"])
    records = room.ask(room.server.stores.seats.all(code))
    return next(r.seat.id for r in records if r.secret_hash == hashed)


def standing_likes(room: ServedRoom, code: str, seat: int) -> list[int]:
    """Intervals in which the live tally holds a Like of this seat."""
    tally = room.server.services.keeper.rooms[code].follower.tally
    codes: Any = tally.cells[0, 0].codes[:, tally.row_of[seat]]
    return [int(k) for k in np.flatnonzero(codes == 100)]


def test_a_press_in_one_browser_becomes_a_curve_in_another(
    wide_room: ServedRoom, chromium: Browser, chromium_path: str
) -> None:
    room = wide_room
    code = room.open_session(SessionKind.LIVE, simulated=True)
    phone = chromium.new_context(viewport={"width": 390, "height": 780})
    phone.set_default_timeout(WAIT_MS)
    page = join(room, phone, code)
    practise(page)
    start(page)
    driving, everyone_in = fill(room, code)
    assert everyone_in.wait(60), "the simulated panel did not come in"
    # A process of its own: what is seen there went over the network.
    other = chromium.browser_type.launch(
        executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
    )
    moderator = sign_in(room, other, code)
    moderator.get_by_role("button", name="Start").click()
    playing(page)
    page.locator("#like").click()
    expect(page.locator("#status")).to_contain_text("Like: recorded")
    strip = moderator.locator(".strip", has_text=SEGMENT).first
    expect(strip.locator("canvas")).to_be_visible(timeout=WAIT_MS)
    strip.locator(".strip-name").click()
    read_out = moderator.locator(".read-out")
    expect(read_out).to_contain_text(f"{SEGMENT}: +", timeout=WAIT_MS)
    expect(moderator.locator("body")).to_contain_text("Simulated panel")
    assert driving.result(60).failures == []
    room.step(code, SessionState.CLOSED)
    page.get_by_role("heading", name="Your view").wait_for()

    seat = seat_of(room, code, page)
    pressed = [
        int(record["clock_ms"]) // room.cadence_ms
        for record in room.records(code)
        if int(record["seat"]) == seat and record["kind"] == RecordKind.PRESS
    ]
    assert len(pressed) == 1
    assert standing_likes(room, code, seat) == pressed
    study = room.server.services.conduct.place(code).study
    analysis = room.ask(analyse_session(room.server.stores.log, code, study))
    row = analysis.tally.row_of[seat]
    assert analysis.tally.cells[0, 0].codes[pressed[0], row] == 100
    assert phone.request.get(f"{room.url}/api/v1/sessions/{code}/room").status == 403
    other.close()
    phone.close()
