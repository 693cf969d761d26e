"""A film sent by a real browser until a participant watches it, and one that comes from another
origin in pieces."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.e2e.conftest import ServedRoom, fill_in, join, short_study
from tests.e2e.test_participant_page import PRESS, WAIT_MS, of_kind, playing, practise, start
from tests.unit.media.clips import film

from pulsemeter.cli.staff import demonstration_link
from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.media.make_playable import make_playable

pytestmark = pytest.mark.browser

SECONDS = 6
SRT = "1\n00:00:00,500 --> 00:00:05,000\nA test picture.\n"


def study_of(room: ServedRoom, name: str, stimulus: Stimulus) -> Study:
    study = replace(short_study(0, room.cadence_ms), name=name, stimuli=(stimulus,))
    room.ask(room.server.stores.studies.add_study(study, "", []))
    return study


def signed_in(room: ServedRoom, browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(WAIT_MS)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(room.ask(demonstration_link(room.server.services.staff, room.url)))
    page.wait_for_url("**/sessions")
    return page


class Line:
    """The line to the server: breaks after the first piece until it is mended."""

    def __init__(self) -> None:
        self.offsets: list[int] = []
        self.is_mended = False

    def carry(self, route: Route) -> None:
        request = route.request
        if request.method == "PATCH" and (self.is_mended or not self.offsets):
            self.offsets.append(int(request.headers["upload-offset"]))
            route.continue_()
        elif self.is_mended:
            route.continue_()
        else:
            route.abort()


def test_a_film_is_uploaded_with_a_break_made_playable_and_watched(
    room: ServedRoom, chromium: Browser, tmp_path: Path
) -> None:
    study = study_of(room, "upload", Stimulus("film", "A film", 0))
    picture = ("-f", "lavfi", "-i", f"testsrc=s=320x180:d={SECONDS}:r=10")
    source = film(tmp_path / "film.avi", *picture, "-c:v", "rawvideo", "-pix_fmt", "yuv420p")
    (tmp_path / "film.srt").write_text(SRT, "utf-8")
    page, line = signed_in(room, chromium), Line()
    page.route("**/api/v1/uploads/*", line.carry)
    page.goto(f"{room.url}/studies/upload/stimuli")
    slot = page.locator(".slot[data-kind=stimulus]")
    state = slot.locator(".slot-state")
    expect(state).to_have_text("No video or sound yet.")
    slot.locator("input").set_input_files(source)
    expect(state).to_contain_text("The line is down; goes on by itself.")
    page.reload()
    expect(state).to_contain_text("of film.avi are here. Choose the same file again to go on.")
    line.is_mended = True
    slot.locator("input").set_input_files(source)
    expect(state).to_have_text(f"Ready, 0:0{SECONDS} min.", timeout=WAIT_MS)
    assert line.offsets[0] == 0
    assert line.offsets[1] > 0, "what was here is not sent again"
    captions = page.locator(".slot[data-kind=captions]").first
    captions.locator("input").set_input_files(tmp_path / "film.srt")
    expect(captions.locator(".slot-state")).to_have_text("Ready.", timeout=WAIT_MS)
    slot.locator("input").set_input_files(tmp_path / "film.srt")
    expect(state).to_contain_text("Refused. film.srt: this is a text file", timeout=WAIT_MS)

    code = room.open_session(SessionKind.ON_DEMAND, study=study)
    phone = chromium.new_context(viewport={"width": 390, "height": 780})
    phone.set_default_timeout(WAIT_MS)
    watch(room, join(room, phone, code), code)


def watch(room: ServedRoom, page: Page, code: str) -> None:
    """The way through a stimulus with one press in it."""
    practise(page)
    start(page)
    playing(page)
    page.locator("#like").click()
    expect(page.locator("#status")).to_contain_text("Like: recorded")
    page.get_by_role("heading", name="Your view").wait_for()
    assert len(of_kind(room.records(code), PRESS)) == 1


class Origin(http.server.SimpleHTTPRequestHandler):
    """A media origin of somebody else: files with leave for pages of other origins."""

    extensions_map = {".m3u8": "application/vnd.apple.mpegurl", "": "video/mp4"}  # noqa: RUF012

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def media_origin(tmp_path: Path) -> Iterator[str]:
    """A playlist at another origin."""
    source = film(
        tmp_path / "a.mkv", "-f", "lavfi", "-i", f"testsrc=s=320x180:d={SECONDS}:r=10",
        "-f", "lavfi", "-i", f"sine=d={SECONDS}",
    )  # fmt: skip
    make_playable(source, tmp_path / "out", "speech", long_ms=1_000)
    handler = functools.partial(Origin, directory=str(tmp_path / "out"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


PLAYS_NO_PLAYLISTS = """HTMLMediaElement.prototype.canPlayType = ((plays) => function (type) {
  return type.includes('mpegurl') ? '' : plays.call(this, type); })(
  HTMLMediaElement.prototype.canPlayType);"""


def test_a_playlist_at_a_named_origin_plays_where_the_browser_knows_none(
    room: ServedRoom, chromium: Browser, media_origin: str
) -> None:
    address = f"{media_origin}/speech.hls/index.m3u8"
    far = Stimulus("speech", "Far away", SECONDS * 1_000, address=address)
    study = study_of(room, "far", far)
    code = room.open_session(SessionKind.ON_DEMAND, study=study)
    phone = chromium.new_context(viewport={"width": 390, "height": 780})
    phone.set_default_timeout(WAIT_MS)
    phone.add_init_script(PLAYS_NO_PLAYLISTS)
    page = phone.new_page()
    page.goto(f"{room.url}/j/{code}")
    page.get_by_role("button", name="Take part").click()
    host = media_origin.removeprefix("http://")
    expect(page.locator("main")).to_contain_text(f"The video comes from {host}, which sees")
    page.close()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    page = phone.new_page()
    page.goto(f"{room.url}/p")
    fill_in(page)
    page.get_by_role("button", name="Start practice").wait_for()
    assert not any("playlist_player" in url for url in asked)
    watch(room, page, code)
    assert any("playlist_player" in url for url in asked), "hls.js came when it was needed"
    assert any(url.startswith(media_origin) for url in asked)


def test_the_live_room_plays_a_far_playlist_where_the_browser_knows_none(
    room: ServedRoom, chromium: Browser, media_origin: str
) -> None:
    far = Stimulus("speech", "F", SECONDS * 1_000, address=f"{media_origin}/speech.hls/index.m3u8")
    code = room.open_session(SessionKind.LIVE, study=study_of(room, "seen_far", far))
    page = signed_in(room, chromium)
    page.add_init_script(PLAYS_NO_PLAYLISTS)
    page.goto(f"{room.url}/sessions/{code}/live")
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 2")
    length_s = page.evaluate("document.querySelector('video').duration")
    assert abs(length_s - SECONDS) < 1
    page.context.close()
