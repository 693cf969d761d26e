"""A recording attached and aligned in a real browser by playing it, and played by the live room."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.conftest import ServedRoom, short_study
from tests.e2e.test_participant_page import WAIT_MS
from tests.e2e.test_upload import signed_in
from tests.unit.media.clips import film

from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.study import Stimulus

pytestmark = pytest.mark.browser

SECONDS = 50
CUES = ("The presenter says “Good evening”.", "The music ends.", "The lights go out.")


def ended_session(room: ServedRoom) -> tuple[str, int]:
    """A session on people's own screens that is over, and when its one cue was marked."""
    base = short_study(0, room.cadence_ms)
    air = Stimulus("air", "On air", 60_000)
    study = replace(base, name="evening", stimuli=(air,), cues=CUES)
    code = room.open_session(SessionKind.LIVE, study=study, shown=ShownIn.OWN_SCREEN)
    conduct = room.server.services.conduct
    room.step(code, SessionState.RUNNING)
    room.ask(conduct.ask_cue(code, CUES[0], 0))
    marked = room.ask(conduct.mark_cue(code)).cues[0].marked_ms
    room.step(code, SessionState.CLOSED)
    assert marked is not None
    return code, marked


def test_a_recording_is_aligned_by_playing_it(
    room: ServedRoom, chromium: Browser, tmp_path: Path
) -> None:
    code, marked_ms = ended_session(room)
    picture = ("-f", "lavfi", "-i", f"testsrc=s=160x90:d={SECONDS}:r=10")
    source = film(tmp_path / "evening.avi", *picture, "-c:v", "mpeg4")
    page = signed_in(room, chromium)
    page.get_by_role("link", name=f"Recording of {code}").click()
    page.locator(".slot[data-kind=stimulus] input").set_input_files(source)
    player = page.locator("[data-player]")
    player.wait_for(timeout=WAIT_MS)  # the page comes anew once the file is playable

    cue = page.get_by_role("group", name="Cue")
    expect(cue.get_by_label("Its session time")).to_be_visible()
    cue.get_by_label("In the session").select_option("cue:1")
    expect(cue.get_by_label("Its session time")).to_be_hidden()
    page.wait_for_function("() => document.querySelector('[data-player]').readyState > 0")
    page.get_by_role("button", name="+5 s").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    cue.get_by_role("button", name="It is now").click()
    expect(cue.get_by_label("In the file")).to_have_value("0:10.000")

    check = page.get_by_role("group", name="Check point")
    check.get_by_label("Its session time").fill(f"{(marked_ms + 35_000) / 1_000:.3f}")
    check.get_by_label("In the file").fill("45.4")
    check.get_by_role("button", name="Go there").click()
    expect(page.locator("[data-now]")).to_have_text("0:45.400")
    page.get_by_role("button", name="Look at the drift").click()
    expect(page.locator(".drift")).to_contain_text("+400 ms over 0:35.000 (+11429 ppm), left alone")
    expect(page.locator(".drift .note")).to_contain_text("there is another cause")
    expect(page.locator(".drift")).to_contain_text("not kept yet")
    page.get_by_label("Offset and rate").check()
    page.get_by_role("button", name="Keep this alignment").click()
    expect(page.locator(".drift")).to_contain_text(re.compile("corrected.*kept", re.S))

    page.goto(f"{room.url}/sessions/{code}/live")
    page.wait_for_function("() => document.querySelector('video')?.readyState > 0")
    # The session stood still a moment after the cue: so does the picture, at the same moment.
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 10) < 3")
    assert f"/media/{code}/air/recording" in str(page.locator("video").get_attribute("src"))
