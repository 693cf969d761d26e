"""A whole server in a thread, for tests that drive it with a real browser.

Pages, sockets and store are the shipped ones; only the stimulus is a short clip made here.
"""

import asyncio
import gc
import json
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import brotli
import imageio_ffmpeg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.page_faults import PageFaults, watched

from pulsemeter.bootstrap import RunningServer, media_folder, serving
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.study import (
    Attribute,
    Category,
    Consent,
    Instrument,
    JoinMode,
    Stimulus,
    Study,
)
from pulsemeter.settings import Settings
from pulsemeter.web.templates import ASSETS

# What a page is to say comes with its events; on a busy machine these may take their time.
expect.set_options(timeout=30_000)

T = TypeVar("T")
STUDY = "clip"

CAPTIONS = """WEBVTT

00:00.000 --> 00:04.000
A tone, for testing.

00:04.000 --> 00:12.000
It goes on.
"""


def short_study(duration_ms: int, cadence_ms: int) -> Study:
    """A study that anyone may join, with two attributes and one clip."""
    return Study(
        name=STUDY,
        title="A clip for testing",
        question="Do the pages work?",
        stimuli=(Stimulus("clip", "A tone and bars", duration_ms, "clip.mp4", "clip.vtt"),),
        attributes=(
            Attribute(
                "age",
                "Age band",
                "How old are you?",
                (
                    Category("under_35", "Under 35"),
                    Category("35_59", "35 to 59"),
                    Category("60_plus", "60 or older"),
                    Category("not_said", "Prefer not to say"),
                ),
            ),
            Attribute(
                "region",
                "Region",
                "Where do you live?",
                tuple(Category(f"region_{n}", f"Region {n}") for n in range(1, 10)),
            ),
        ),
        consent=Consent(
            runner="The people who test this program.",
            payer="Nobody.",
            kept="Your presses with their times, under a random number, until the test ends.",
            withdraw="On every page of the way, or later with your recovery code.",
        ),
        instrument=Instrument(cadence_ms=cadence_ms),
        join=JoinMode.OPEN,
    )


def make_clip(path: Path, seconds: int) -> None:
    """Moving bars with a tone, in the formats that every browser plays."""
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y",
            "-f", "lavfi", "-i", f"testsrc2=size=640x360:rate=25:duration={seconds}",
            "-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
            "-c:a", "aac", "-shortest", "-movflags", "+faststart", str(path),
        ],
        check=True,
        timeout=60,
    )  # fmt: skip


def scripts_of(entry: str) -> set[str]:
    """The scripts that a page needs at once: its entry's and what that imports."""
    manifest = json.loads((ASSETS / ".vite" / "manifest.json").read_text("utf-8"))
    found: set[str] = set()
    waiting = [entry]
    while waiting:
        chunk = manifest[waiting.pop()]
        if chunk["file"] not in found:
            found.add(chunk["file"])
            waiting += chunk.get("imports", ())
    return found


def packed_bytes(entry: str) -> int:
    """What they weigh on the way."""
    return sum(len(brotli.compress((ASSETS / name).read_bytes())) for name in scripts_of(entry))


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServedRoom:
    """One server with one study; sessions are planned as a test needs them."""

    def __init__(
        self, data: Path, *, seconds: int = 9, cadence_ms: int = 1_000, speed: float = 1.0
    ) -> None:
        self.settings = Settings(data=data, port=free_port(), speed=speed)
        self._seconds, self.cadence_ms = seconds, cadence_ms
        self.intervals = -(-seconds * 1_000 // cadence_ms)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: RunningServer | None = None
        self._is_up: Future[None] = Future()
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "ServedRoom":
        folder = media_folder(self.settings.data) / STUDY
        folder.mkdir(parents=True)
        make_clip(folder / "clip.mp4", self._seconds)
        (folder / "clip.vtt").write_text(CAPTIONS, "utf-8")
        self._thread.start()
        self._is_up.result(30)
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)

    def study(self) -> Study:
        """The study that is there from the beginning."""
        return short_study(self._seconds * 1_000, self.cadence_ms)

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.settings.url

    @property
    def server(self) -> RunningServer:
        """The running server's parts."""
        assert self._server is not None
        return self._server

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with serving(self.settings) as server:
                await server.stores.studies.add_study(self.study(), "", [])
                self._server = server
                self._is_up.set_result(None)
                await self._stop.wait()
        except BaseException as error:
            if not self._is_up.done():
                self._is_up.set_exception(error)
            raise

    def ask(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the server's own loop."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Set something going in the server's own loop."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def open_session(
        self,
        kind: SessionKind,
        *,
        study: Study | None = None,
        shown: ShownIn = ShownIn.IN_PAGE,
        simulated: bool = False,
    ) -> str:
        """A new session that takes seats; its code. A study of its own is kept once, and shows
        the clip that is here already where it names a file."""
        conduct, studies = self.server.services.conduct, self.server.stores.studies
        name = study.name if study else STUDY
        folder = media_folder(self.settings.data)
        if study and any(s.file for s in study.stimuli) and not (folder / name).exists():
            (folder / name).symlink_to(folder / STUDY)

        async def work() -> str:
            if study and await studies.study(name) is None:
                await studies.add_study(study, "", [])
            session = await conduct.plan(name, kind, simulated=simulated, shown=shown)
            await conduct.step(session.code, SessionState.OPEN)
            await self.server.services.keeper.room(session.code)
            return session.code

        return self.ask(work())

    def step(self, code: str, state: SessionState) -> None:
        """Take a session to its next state."""
        self.ask(self.server.services.conduct.step(code, state))

    def session_ms(self, code: str) -> int:
        """The common clock of a session now."""
        return self.server.services.conduct.place(code).session_ms

    def close_sockets(self) -> None:
        """Break every connection to a page."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self.server.sockets.close_all)

    def writers(self, code: str) -> int:
        """How many page loads took a seat in a session."""
        return sum(len(seat.writers) for seat in self.server.services.enrolment.seats(code))

    def records(self, code: str) -> list[Any]:
        """All that the log holds of a session, in order."""
        return self.ask(_all_records(self.server, code))


def fill_in(page: Page) -> None:
    """From the consent page past the profile questions of the short study."""
    page.get_by_role("checkbox", name="I have read this").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("radio", name="35 to 59").check()
    page.get_by_label("Where do you live?").select_option("region_3")
    page.get_by_role("button", name="Go on").click()


def join(room: ServedRoom, context: BrowserContext, code: str) -> Page:
    """A new person up to the run page, which asks for practice."""
    page = context.new_page()
    page.goto(f"{room.url}/j/{code}")
    page.get_by_role("button", name="Take part").click()
    fill_in(page)
    expect(page.get_by_role("button", name="Start practice")).to_be_enabled()
    return page


def stimulus_ms(page: Page) -> float:
    """Where the player on a page is."""
    return float(page.evaluate("document.getElementById('video').currentTime * 1000"))


async def _all_records(server: RunningServer, code: str) -> list[Any]:
    frames = await server.stores.log.read(code)
    return [record for _, frame in frames for record in frame.records]


@pytest.fixture(scope="module", autouse=True)
def nothing_left_to_collect() -> Iterator[None]:
    """Servers of a file end while browsers are connected. What is left of such lines is collected
    here, and not in the middle of another file's test, which would be blamed for it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session", autouse=True)
def all_faults() -> Iterator[PageFaults]:
    """Watches every context of every browser, the ones that outlive a test too."""
    faults = PageFaults()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", watched(Browser.new_context, faults))
        yield faults


@pytest.fixture(autouse=True)
def page_faults(all_faults: PageFaults) -> Iterator[PageFaults]:
    """Fails a test in which a page broke its content policy or an error went uncaught; a test that
    is about such faults takes them."""
    yield all_faults
    found = all_faults.take()
    assert found == [], "pages did what they may not"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server for the tests of one module; each test opens a session of its own."""
    with ServedRoom(tmp_path_factory.mktemp("room") / "data") as served:
        yield served


@pytest.fixture(scope="session")
def live_server() -> ModuleType:
    """The module `fake_live_server.py`; these tests are no package that could be imported from."""
    for name in ("fake_live_feed", "fake_desk", "fake_live_server"):
        spec = util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        # Known by its name before it runs: it is looked up, and imported, by that.
        sys.modules[name] = util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules["fake_live_server"]


@pytest.fixture
def served(live_server: ModuleType) -> Iterator[Any]:
    """A live room with a simulated session behind it; a test may change the session."""
    with live_server.serving() as served:
        yield served
