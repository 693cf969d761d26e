"""A live stream on the page, in a real Chromium: a press is dated by what the stream shows, seconds
behind the session's clock."""

from __future__ import annotations

import functools
import http.server
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import imageio_ffmpeg
import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.conftest import short_study
from tests.e2e.test_watching_elsewhere import WAIT_MS, start, stored, up_to_ready

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Stimulus

if TYPE_CHECKING:
    from tests.e2e.conftest import ServedRoom

pytestmark = pytest.mark.browser

SEGMENT_S = 1


class StreamOrigin(http.server.SimpleHTTPRequestHandler):
    """Delivers the stream to pages of other origins, never from a cache."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def stream(tmp_path: Path) -> Iterator[str]:
    """The address of a stream that goes on while the test runs and tells its wall time."""
    encoder = subprocess.Popen(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-re",
            "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10",
            "-f", "lavfi", "-i", "sine=frequency=330",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10",
            "-c:a", "aac", "-t", "120", "-f", "hls", "-hls_time", str(SEGMENT_S),
            "-hls_list_size", "6", "-hls_flags", "program_date_time+delete_segments",
            str(tmp_path / "live.m3u8"),
        ],
    )  # fmt: skip
    handler = functools.partial(StreamOrigin, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/live.m3u8"
        server.shutdown()
    encoder.kill()
    encoder.wait()


def test_a_press_is_dated_by_the_stream(
    room: ServedRoom, chromium: Browser, stream: str, tmp_path: Path
) -> None:
    tv = Stimulus("tv", "Debate night", 600_000, address=stream, broadcast=True)
    study = replace(short_study(600_000, room.cadence_ms), name="stream", stimuli=(tv,))

    code = room.open_session(SessionKind.LIVE, study=study)
    phone = chromium.new_context(viewport={"width": 390, "height": 844})
    phone.set_default_timeout(WAIT_MS)
    page = up_to_ready(room, phone, code, is_here=True)
    for _ in range(WAIT_MS // 100):
        if len(list(tmp_path.glob("*.ts"))) >= 4:
            break
        page.wait_for_timeout(100)
    start(room, code)
    page.locator("#start").click()
    expect(page.locator("#like")).to_have_attribute("aria-disabled", "false")
    page.locator("#like").click()
    press = stored(room, page, code, RecordKind.PRESS, 1)[0]
    behind_ms = int(press["received_ms"]) - int(press["clock_ms"])
    # A player of a live stream stays some pieces behind its end; the common clock would say 0.
    assert SEGMENT_S * 1_000 <= behind_ms <= 30_000, behind_ms
    assert room.server.services.ingest.lags_ms[code] == [behind_ms]
    room.step(code, SessionState.CLOSED)
    page.get_by_role("heading", name="Your view").wait_for()
    phone.close()
