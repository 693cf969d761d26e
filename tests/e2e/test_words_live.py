"""A speech that is moved on by a key, with a departure that is typed later, in a real Chromium."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import STUDY, ServedRoom, short_study

from pulsemeter.bootstrap import media_folder
from pulsemeter.cli.staff import demonstration_link
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.rehearsal.drive import drive_panel
from pulsemeter.simulation.panel import draw_panel
from pulsemeter.simulation.truth import read_truth

pytestmark = pytest.mark.browser

SPEED, SECONDS, CADENCE_MS, LAG_MS = 4.0, 300, 2_000, 2_000
AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
SPEECH = """# The moon

We choose to go to the moon.

# The cost

It will be worth it.
"""
TYPED = "Ladies, please: sit down! Dear Ezra, let us begin."
"""Holds every letter that is a key, too."""


@pytest.fixture(scope="module")
def fast_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server whose clock runs four times as fast."""
    folder = tmp_path_factory.mktemp("room") / "data"
    with ServedRoom(folder, seconds=2, speed=SPEED) as served:
        yield served


def opened(room: ServedRoom, chromium: Browser, code: str, width: int) -> Page:
    """The live room of whoever leads the session."""
    context = chromium.new_context(viewport={"width": width, "height": 1_000})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(room.ask(demonstration_link(room.server.services.staff, room.url)))
    page.wait_for_url("**/sessions")
    page.goto(f"{room.url}/sessions/{code}/live")
    return page


def talk(name: str) -> Any:
    """A study of a speech that nobody has recorded."""
    study = short_study(SECONDS * 1_000, CADENCE_MS)
    stimuli = (Stimulus("talk", "A talk", SECONDS * 1_000),)
    return replace(study, name=name, stimuli=stimuli, lag_ms=LAG_MS)


def begin(room: ServedRoom, code: str) -> None:
    """A panel that likes nearly everything, and the start of the session."""
    study = room.server.services.conduct.place(code).study
    truth = read_truth({"default": {"like": 0.9, "dislike": 0.02}})
    panel = draw_panel(study, [], truth, 40, np.random.default_rng(5))
    everyone_in = threading.Event()
    room.begin(
        drive_panel(
            room.url,
            code,
            panel,
            speed=SPEED,
            on_progress=lambda progress: everyone_in.set() if progress.is_ready else None,
        )
    )
    assert everyone_in.wait(60), "the simulated panel did not come in"
    room.step(code, SessionState.RUNNING)


PAGE_HAS_COME_TO = """seconds => {
  const shown = document.querySelector('.status .tile-value').textContent.trim();
  const [minutes, rest] = shown.split(/[: ]/).map(Number);
  return minutes * 60 + rest >= seconds;
}"""


def go_to(page: Page, room: ServedRoom, code: str, session_ms: int) -> None:
    """Let the session come to this time, by its own clock and by the page's: a key is pressed at
    the time that the page knows of, which lags where the machine is busy."""

    async def reached() -> None:
        while room.session_ms(code) < session_ms:
            await room.server.clock.pause(100)

    room.ask(reached())
    page.wait_for_function(PAGE_HAS_COME_TO, arg=session_ms // 1_000)


def load(page: Page, text: str) -> None:
    page.get_by_text("Load a manuscript").click()
    page.get_by_label("The speech.").fill(text)
    page.get_by_label("Speaker", exact=True).fill("Ada")
    page.get_by_role("button", name="Load it").click()


def test_a_manuscript_is_moved_on_by_keys_and_a_departure_is_typed_later(
    fast_room: ServedRoom, chromium: Browser
) -> None:
    room = fast_room
    code = room.open_session(SessionKind.LIVE, study=talk("keys"), simulated=True)
    page = opened(room, chromium, code, 1_280)
    card = page.get_by_role("region", name="Words live")
    load(page, SPEECH)
    expect(card).to_contain_text("Manuscript: 0 of 2 lines said")
    begin(room, code)
    expect(card.get_by_role("button", name="Next line")).to_be_visible()
    page.keyboard.press("l")
    now = card.locator(".words-now")
    expect(now).to_contain_text("We choose to go to the moon.")
    go_to(page, room, code, 18_000)
    page.keyboard.press("l")
    expect(now).to_contain_text("It will be worth it.")
    go_to(page, room, code, 36_000)
    page.keyboard.press("d")
    expect(now).to_contain_text("Words to be typed")
    expect(card.get_by_role("heading", name="Words to be typed: 1")).to_be_visible()
    # Letters that are typed are words, not keys.
    words = card.get_by_label(re.compile("Words at"))
    words.first.press_sequentially(TYPED)
    page.keyboard.press("Enter")
    expect(now).to_contain_text(TYPED)
    go_to(page, room, code, 56_000)
    page.get_by_role("heading", name="Words live").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("e")
    expect(now).to_contain_text("Nothing is open.")
    statements = page.locator(".statements li.statement")
    expect(statements).to_have_count(3)
    expect(statements.nth(0)).to_contain_text("Ada: We choose to go to the moon.")
    expect(statements.nth(2)).to_contain_text(TYPED)
    for k in range(3):
        expect(statements.nth(k).locator(".statement-line")).to_contain_text("resonates")
    held = room.ask(room.server.services.keeper.words.words(code))
    assert [(s.words == TYPED, s.revision) for s in held.statements] == [
        (False, 1), (False, 1), (True, 1),
    ]  # fmt: skip
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1_920, "dark")])
def test_everything_is_done_by_keyboard_on_any_screen(
    fast_room: ServedRoom, chromium: Browser, width: int, scheme: Any
) -> None:
    room = fast_room
    code = room.open_session(SessionKind.LIVE, study=talk("screens"), simulated=True)
    page = opened(room, chromium, code, width)
    page.emulate_media(color_scheme=scheme)
    card = page.get_by_role("region", name="Words live")
    expect(card).to_contain_text("Load the speech before.")
    room.step(code, SessionState.RUNNING)
    begins = card.get_by_role("button", name="Statement begins")
    begins.focus()
    page.keyboard.press("Enter")
    expect(card.locator(".words-now")).to_contain_text("Words to be typed")
    expect(card.get_by_role("button", name="Next line")).to_have_count(0)
    keys = card.get_by_label("Keys work while you aren’t typing")
    keys.focus()
    page.keyboard.press("Space")
    page.keyboard.press("z")
    expect(begins.locator("kbd")).to_have_count(0)
    expect(card.locator(".words-now")).to_contain_text("Words to be typed")
    page.keyboard.press("Space")
    page.keyboard.press("z")
    expect(card.locator(".words-now")).to_contain_text("Nothing is open.")
    page.keyboard.press("e")
    expect(card.get_by_role("alert").first).to_contain_text("no statement is open")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run('.words-live')).violations")
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []
    page.context.close()


def test_captions_of_the_player_become_a_statement(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> None:
    with ServedRoom(tmp_path_factory.mktemp("clip") / "data", seconds=60) as room:
        spoken = "".join(
            f"00:{k:02}.000 --> 00:{k + 4:02}.000\nAt {k} it goes on.\n\n" for k in range(0, 56, 4)
        )
        captions = media_folder(room.settings.data) / STUDY / "clip.vtt"
        captions.write_text(f"WEBVTT\n\n{spoken}", "utf-8")
        code = room.open_session(SessionKind.LIVE, simulated=True)
        page = opened(room, chromium, code, 1_280)
        expect(page.get_by_role("region", name="Words live")).to_be_visible()
        room.step(code, SessionState.RUNNING)
        page.get_by_label("Captions of the player").check()
        first = page.locator(".statements li.statement").first
        expect(first).to_contain_text(re.compile(r"At \d+ it goes on\. At \d+ it goes on\."))
        held = room.ask(room.server.services.keeper.words.words(code))
        assert held.statements[0].end_ms - held.statements[0].start_ms >= 10_000
        # The page sends each caption once, whatever the player does.
        steps = room.ask(room.server.stores.live_words.steps(code))
        assert len({step.words for step in steps}) == len(steps)
        page.context.close()
