"""Whatever happens to page, network, phone or server: each press that was made stands in the log,
once, in order, and nothing else does. Each test keeps a journal of what it pressed in a real
Chromium and compares it with the log at the end.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Error,
    Page,
    WebSocketRoute,
    expect,
)
from tests.conftest import CHROMIUM_FLAGS
from tests.e2e.conftest import ServedRoom, stimulus_ms

from pulsemeter.bootstrap import opened
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind
from pulsemeter.settings import Settings

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
SECONDS = 30
"""Length of the stimulus where a test presses again after something went wrong."""
CLOCK_SLACK_MS = 400
"""Between the player's time as a test reads it and as the page records it."""
ELSEWHERE = "You went on somewhere else"
CHOICES = {100: "#like", -100: "#dislike"}
PROFILE = {"age": "35_59", "region": "region_3"}


@pytest.fixture(scope="module")
def short_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server whose stimulus is soon over."""
    with ServedRoom(tmp_path_factory.mktemp("short") / "data", seconds=5) as served:
        yield served


@pytest.fixture(scope="module")
def long_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    """A server whose stimulus lasts long enough to go on pressing."""
    with ServedRoom(tmp_path_factory.mktemp("long") / "data", seconds=SECONDS) as served:
        yield served


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Makes devices: contexts share no cookie and no database."""
    made: list[BrowserContext] = []

    def make() -> BrowserContext:
        context = chromium.new_context(viewport={"width": 360, "height": 740})
        context.set_default_timeout(WAIT_MS)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def context(new_context: Callable[[], BrowserContext]) -> BrowserContext:
    """The one device of a test that needs no other."""
    return new_context()


@dataclass(frozen=True)
class Pressed:
    """One press as the test made it: on which page load, what, and when at the earliest and latest
    by the player."""

    load: int
    choice: int
    from_ms: float
    upto_ms: float


@dataclass
class Journal:
    """The presses that a test made, page load by page load."""

    pressed: list[Pressed] = field(default_factory=list)

    def press(self, page: Page, choice: int, load: int = 1) -> None:
        """Presses with the mouse. Two neighbours of one interval must differ to be two presses."""
        from_ms = stimulus_ms(page)
        page.locator(CHOICES[choice]).click()
        self.pressed.append(Pressed(load, choice, from_ms, stimulus_ms(page)))

    def compare(self, records: list[Any], loads: int = 1) -> None:
        """Each press exactly once, in the order in which each page load made it, and nothing else.
        Inside a commit the log shuffles, so a load's order is that of its numbers."""
        ordered = sorted(records, key=lambda r: (int(r["writer_rank"]), int(r["sequence"])))
        keys = [(int(r["writer"]), int(r["sequence"])) for r in ordered]
        assert len(set(keys)) == len(keys), "a record stands twice"
        allowed = {RecordKind.PRESS, RecordKind.PRESENCE, RecordKind.PAUSE}
        assert {int(r["kind"]) for r in ordered} <= allowed
        assert len({writer for writer, _ in keys}) <= loads
        found = [r for r in ordered if int(r["kind"]) == RecordKind.PRESS]
        wanted = sorted(self.pressed, key=lambda pressed: pressed.load)
        assert [(int(r["writer_rank"]), int(r["choice"])) for r in found] == [
            (pressed.load, pressed.choice) for pressed in wanted
        ]
        for record, pressed in zip(found, wanted, strict=True):
            clock_ms = int(record["clock_ms"])
            assert pressed.from_ms - CLOCK_SLACK_MS <= clock_ms
            assert clock_ms <= pressed.upto_ms + CLOCK_SLACK_MS
        for writer in {writer for writer, _ in keys}:
            numbers = [sequence for of, sequence in keys if of == writer]
            assert numbers == list(range(1, len(numbers) + 1)), "a number is missing"


def presses(records: list[Any]) -> int:
    return sum(int(record["kind"]) == RecordKind.PRESS for record in records)


def seated(room: ServedRoom, context: BrowserContext, code: str) -> Seat:
    """A person who has practised; the context holds the seat."""
    key = secrets.token_urlsafe(24)
    enrolment = room.server.services.enrolment

    async def work() -> Seat:
        seat = (await enrolment.redeem(code, "", key)).seat
        await enrolment.consent(seat)
        await enrolment.answer_profile(seat, PROFILE)
        return await enrolment.practised(seat)

    context.add_cookies([{"name": "pm_seat", "value": key, "url": room.url}])
    return room.ask(work())


def go_on(page: Page, url: str = "") -> None:
    """Opens the run page and starts the stimulus, of which the next seconds are here then."""
    if url:
        page.goto(f"{url}/p")
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false", timeout=WAIT_MS)
    page.locator("#start").click()
    expect(page.locator("#like")).to_have_attribute("aria-disabled", "false", timeout=WAIT_MS)
    page.wait_for_function(
        """() => {
        const { buffered, duration, currentTime } = document.getElementById('video');
        const upto = Math.min(duration - 0.5, currentTime + 9);
        return buffered.length > 0 && buffered.end(buffered.length - 1) >= upto; }"""
    )


def all_sent(page: Page) -> None:
    page.locator("#network", has_text="all sent").wait_for()


def waiting(page: Page) -> None:
    page.locator("#network", has_text=re.compile(r"saved on this phone · \d+ to send")).wait_for()


def told_elsewhere(page: Page) -> None:
    page.get_by_role("heading", name=ELSEWHERE).wait_for()


def unsent(page: Page) -> list[int]:
    """Choices of the presses in the browser's own database, in the order of their numbers."""
    return [
        int(record["choice"])
        for record in page.evaluate(
            """() => new Promise((resolve, reject) => {
            const asked = indexedDB.open('pulsemeter', 1);
            asked.onerror = reject;
            asked.onsuccess = () => {
              const all = asked.result.transaction('records').objectStore('records').getAll();
              all.onsuccess = () => { asked.result.close(); resolve(all.result); };
            }; })"""
        )
        if record["kind"] == "press"
    ]


class Reach:
    """The network of one page alone; its neighbours in the same browser stay connected."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def set_offline(self, *, is_offline: bool) -> None:
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._session.send("Network.emulateNetworkConditions", {"offline": is_offline, **speed})


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Until the server's side is so, while the browser goes on."""
    for _ in range(WAIT_MS // 50):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("this never came about")


def test_reload_in_the_middle_with_presses_unsent(
    long_room: ServedRoom, context: BrowserContext
) -> None:
    code = long_room.open_session(SessionKind.ON_DEMAND)
    seated(long_room, context, code)
    journal, page = Journal(), context.new_page()
    go_on(page, long_room.url)
    journal.press(page, 100)
    all_sent(page)
    context.set_offline(True)
    for choice in (-100, 100):
        journal.press(page, choice)
    waiting(page)
    assert unsent(page) == [-100, 100]
    assert presses(long_room.records(code)) == 1
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()

    context.set_offline(False)
    page.goto(f"{long_room.url}/p")
    expect(page.locator("#start")).to_have_text("Go on watching", timeout=WAIT_MS)
    go_on(page)
    assert stimulus_ms(page) >= journal.pressed[-1].from_ms - CLOCK_SLACK_MS, "not from the start"
    journal.press(page, -100, load=2)
    all_sent(page)
    assert unsent(page) == []
    journal.compare(long_room.records(code), loads=2)


@contextmanager
def tabbed_browser(kind: BrowserType, path: str, profile: Path) -> Iterator[BrowserContext]:
    """A Chromium in which a tab behind another is truly hidden, as it is for people. Pages that
    Playwright opens by itself count as visible always."""
    process = subprocess.Popen(
        [path, "--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}",
         *CHROMIUM_FLAGS, "about:blank"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        found = (re.search(r"listening on (ws://\S+)", line) for line in process.stderr)
        address = next(match[1] for match in found if match)
        browser = kind.connect_over_cdp(address, no_defaults=True)
        browser.contexts[0].set_default_timeout(WAIT_MS)
        yield browser.contexts[0]
        browser.close()
    finally:
        process.terminate()
        process.wait(30)
        if process.stderr is not None:
            process.stderr.close()


def presence_of(room: ServedRoom, code: str) -> dict[int, int]:
    """What was told of each interval without a press."""
    return {
        int(record["clock_ms"]) // room.cadence_ms: int(record["choice"])
        for record in room.records(code)
        if int(record["kind"]) == RecordKind.PRESENCE
    }


def test_app_switch_hands_over_what_waits_and_counts_as_away(
    long_room: ServedRoom, chromium: Browser, chromium_path: str, tmp_path: Path
) -> None:
    code = long_room.open_session(SessionKind.ON_DEMAND)
    journal = Journal()
    swallows = True

    def line(route: WebSocketRoute) -> None:
        """A line that is dead for presses, as after a change of network, and doesn't say so."""
        server = route.connect_to_server()
        route.on_message(
            lambda text: (
                None if swallows and json.loads(text)["type"] == "records" else server.send(text)
            )
        )

    with tabbed_browser(chromium.browser_type, chromium_path, tmp_path / "profile") as context:
        seated(long_room, context, code)
        page = context.new_page()
        page.route_web_socket(re.compile(r"/p/socket$"), line)
        go_on(page, long_room.url)
        for choice in (100, -100):
            journal.press(page, choice)
        waiting(page)
        assert presses(long_room.records(code)) == 0

        other = context.new_page()  # in front of ours
        hidden_ms = stimulus_ms(page)
        assert page.evaluate("document.visibilityState") == "hidden"
        until(other, lambda: presses(long_room.records(code)) == 2)  # by beacon alone
        until(other, lambda: stimulus_ms(page) > hidden_ms + 4_000)
        swallows = False
        life = context.new_cdp_session(page)
        life.send("Page.setWebLifecycleState", {"state": "frozen"})
        life.send("Page.setWebLifecycleState", {"state": "active"})
        shown_ms = stimulus_ms(page)
        page.bring_to_front()
        assert page.evaluate("document.visibilityState") == "visible"
        page.get_by_role("button", name="Play").click()  # the system has paused the video
        journal.press(page, 100)
        back_ms = stimulus_ms(page)
        after = int(back_ms) // 1_000 + 1
        until(page, lambda: after in presence_of(long_room, code))
        all_sent(page)
        assert unsent(page) == []

    journal.compare(long_room.records(code))
    presence = presence_of(long_room, code)
    whole_hidden = range(-(-int(hidden_ms) // 1_000), int(shown_ms) // 1_000)
    assert len(whole_hidden) >= 3
    assert {presence[interval] for interval in whole_hidden} == {AWAY}
    assert presence[after] == SKIPPED, "there again, and pressed nothing"


def test_ten_minutes_offline(short_room: ServedRoom, context: BrowserContext) -> None:
    context.clock.install()
    # A turned clock also turns the times of events, but not those at which frames were shown: the
    # page tells stimulus time by the player alone, as it does where frames aren't told.
    context.add_init_script("delete HTMLVideoElement.prototype.requestVideoFrameCallback")
    code = short_room.open_session(SessionKind.ON_DEMAND)
    seat = seated(short_room, context, code)
    journal, page = Journal(), context.new_page()
    go_on(page, short_room.url)
    journal.press(page, 100)
    all_sent(page)
    context.set_offline(True)
    for choice in (-100, 100):
        journal.press(page, choice)
    tries: list[str] = []
    page.on("requestfailed", lambda request: tries.append(request.url))
    page.on("websocket", lambda socket: tries.append(socket.url))
    page.get_by_role("heading", name="One moment").wait_for()  # watched to the end without network
    begun_ms, kept, tried = _page_ms(page), unsent(page), len(tries)
    assert kept == [-100, 100]
    while _page_ms(page) < begun_ms + 600_000:
        page.clock.fast_forward(10_000)
        page.wait_for_timeout(20)
    assert unsent(page) == kept
    assert 15 <= len(tries) - tried <= 150, "tries again and again, but ever more rarely"
    expect(page.get_by_role("heading", name="One moment")).to_be_visible()
    assert presses(short_room.records(code)) == 1

    context.set_offline(False)
    page.get_by_role("heading", name="Your view").wait_for()
    journal.compare(short_room.records(code))
    assert short_room.server.services.enrolment.seat(seat.id).step is SeatStep.CLOSING


def _page_ms(page: Page) -> float:
    return float(page.evaluate("performance.now()"))


class KillableServer:
    """`pulsemeter serve` as a process of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process = self._serve()

    def _serve(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "pulsemeter", "serve", "--data", str(self._settings.data),
             "--port", str(self._settings.port)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert any("Stop with" in line for line in process.stdout), "it never served"
        return process

    def kill(self) -> None:
        """As by the system that runs out of memory: no word, no flush."""
        self._process.kill()
        self._process.communicate(timeout=30)

    def start_again(self) -> None:
        self._process = self._serve()


def records_in(data: Path, code: str) -> list[Any]:
    """What the log of a data folder holds."""
    found: list[Any] = []

    async def read() -> None:
        async with opened(data) as stores:
            frames = await stores.stores.log.read(code)
            found.extend(record for _, frame in frames for record in frame.records)

    # Playwright holds an event loop in this thread.
    thread = Thread(target=lambda: asyncio.run(read()))
    thread.start()
    thread.join(30)
    return found


def test_the_server_is_killed_and_comes_back(tmp_path: Path, context: BrowserContext) -> None:
    with ServedRoom(tmp_path / "data", seconds=SECONDS) as prepared:
        code = prepared.open_session(SessionKind.ON_DEMAND)
        seated(prepared, context, code)
        settings, url = prepared.settings, prepared.url
    server = KillableServer(settings)
    try:
        journal, page = Journal(), context.new_page()
        go_on(page, url)
        for choice in (100, -100):
            journal.press(page, choice)
        server.kill()  # with or without the last press, acknowledged or not
        for choice in (100, -100, 100):
            journal.press(page, choice)
        waiting(page)
        server.start_again()
        journal.press(page, -100)
        all_sent(page)
        journal.press(page, 100)
        all_sent(page)
        assert unsent(page) == []
    finally:
        server.kill()
    journal.compare(records_in(settings.data, code))


def test_duplicate_tabs(long_room: ServedRoom, context: BrowserContext) -> None:
    code = long_room.open_session(SessionKind.ON_DEMAND)
    seated(long_room, context, code)
    journal, old = Journal(), context.new_page()
    go_on(old, long_room.url)
    journal.press(old, 100)
    all_sent(old)
    reach = Reach(old)
    reach.set_offline(is_offline=True)
    long_room.close_sockets()
    journal.press(old, -100)
    waiting(old)

    new = context.new_page()
    go_on(new, long_room.url)  # takes along what the old tab left in the browser's database
    assert presses(long_room.records(code)) == 2
    journal.press(new, 100, load=2)
    all_sent(new)
    journal.press(old, 100)
    waiting(old)
    assert presses(long_room.records(code)) == 3

    reach.set_offline(is_offline=False)
    told_elsewhere(old)
    until(old, lambda: presses(long_room.records(code)) == 4)
    assert not old.evaluate("document.getElementById('video').paused === false")
    journal.press(new, -100, load=2)  # nobody pushed the new tab out
    all_sent(new)
    expect(new.get_by_role("heading", name=ELSEWHERE)).to_be_hidden()
    until(old, lambda: unsent(old) == [])
    journal.compare(long_room.records(code), loads=2)


def recovery_code(room: ServedRoom, context: BrowserContext, code: str) -> str:
    """A person who joined and wrote the code down, and went on up to the stimulus."""
    page = context.new_page()
    page.goto(f"{room.url}/j/{code}")
    page.get_by_role("button", name="Take part").click()
    shown = page.locator(".recovery code").inner_text()
    page.close()
    enrolment = room.server.services.enrolment
    (seat,) = enrolment.seats(code)

    async def work() -> None:
        await enrolment.consent(seat)
        await enrolment.answer_profile(seat, PROFILE)
        await enrolment.practised(seat)

    room.ask(work())
    return shown


def take_over(page: Page, url: str, code: str) -> None:
    """As a person does it whose phone died: from the first page."""
    page.goto(url)
    page.get_by_role("link", name="Go on with your recovery code").click()
    page.get_by_label("Your recovery code").fill(f"{code[:5].lower()} {code[5:].lower()}")
    page.get_by_role("button", name="Go on").click()
    page.locator("#start").wait_for()


def test_a_second_device_takes_over_with_the_recovery_code(
    long_room: ServedRoom, new_context: Callable[[], BrowserContext]
) -> None:
    code = long_room.open_session(SessionKind.ON_DEMAND)
    first, second = new_context(), new_context()
    written_down = recovery_code(long_room, first, code)
    journal, phone, computer = Journal(), first.new_page(), second.new_page()
    go_on(phone, long_room.url)
    journal.press(phone, 100)
    all_sent(phone)
    first.set_offline(True)
    long_room.close_sockets()
    cut_ms = stimulus_ms(phone)
    for choice in (-100, 100):
        journal.press(phone, choice)
    waiting(phone)

    take_over(computer, long_room.url, written_down)
    expect(computer.locator("#start")).to_have_text("Go on watching", timeout=WAIT_MS)
    go_on(computer)
    # Where it began to play, however late an event would tell it on a busy machine.
    began_ms = float(computer.evaluate("document.getElementById('video').played.start(0) * 1000"))
    pressed_ms = journal.pressed[0].from_ms
    assert pressed_ms - CLOCK_SLACK_MS <= began_ms <= cut_ms + CLOCK_SLACK_MS
    journal.press(computer, -100, load=2)
    all_sent(computer)
    assert presses(long_room.records(code)) == 2

    first.set_offline(False)
    told_elsewhere(phone)
    until(phone, lambda: presses(long_room.records(code)) == 4)
    journal.press(computer, 100, load=2)
    all_sent(computer)
    expect(computer.get_by_role("heading", name=ELSEWHERE)).to_be_hidden()
    phone.get_by_role("link", name="Go on here").click()
    expect(phone.get_by_role("link", name="Go on with your recovery code")).to_be_visible()
    until(phone, lambda: unsent(phone) == [])
    journal.compare(long_room.records(code), loads=2)


def test_a_phone_that_was_off_during_the_takeover_delivers_when_it_is_opened_again(
    long_room: ServedRoom, new_context: Callable[[], BrowserContext]
) -> None:
    code = long_room.open_session(SessionKind.ON_DEMAND)
    first, second = new_context(), new_context()
    written_down = recovery_code(long_room, first, code)
    journal, phone, computer = Journal(), first.new_page(), second.new_page()
    go_on(phone, long_room.url)
    first.set_offline(True)
    for choice in (-100, 100):
        journal.press(phone, choice)
    waiting(phone)
    until(phone, lambda: unsent(phone) == [-100, 100])  # the browser keeps them beside the page
    phone.close()

    take_over(computer, long_room.url, written_down)
    first.set_offline(False)
    again = first.new_page()
    again.goto(f"{long_room.url}/p")
    told_elsewhere(again)
    until(again, lambda: unsent(again) == [])
    journal.compare(long_room.records(code))
    expect(computer.locator("#start")).to_be_visible()


def test_the_end_waits_for_an_empty_outbox_and_tries_again_when_asked(
    short_room: ServedRoom, context: BrowserContext
) -> None:
    """Behind a portal that lets pages through but no record."""
    code = short_room.open_session(SessionKind.ON_DEMAND)
    seat = seated(short_room, context, code)
    journal, page = Journal(), context.new_page()
    page.route_web_socket(re.compile(r"/p/socket$"), lambda route: route.close())
    is_closed = False
    page.route(
        re.compile(r"/p/records$"),
        lambda route: route.abort() if is_closed else route.continue_(),
    )
    go_on(page, short_room.url)
    is_closed = True
    for choice in (100, -100):
        journal.press(page, choice)
    page.get_by_role("heading", name="One moment").wait_for()
    expect(page.get_by_text("Please keep this page open").first).to_be_visible()
    expect(page.locator("[data-phases=finishing] [data-left]")).to_contain_text("answers to send")
    retry = page.get_by_role("button", name="Try again now")
    with page.expect_event("requestfailed"):
        retry.click()
    assert presses(short_room.records(code)) == 0
    assert short_room.server.services.enrolment.seat(seat.id).step is SeatStep.STIMULUS
    expect(page.get_by_role("heading", name="Your view")).to_be_hidden()

    is_closed = False
    retry.click()
    page.get_by_role("heading", name="Your view").wait_for()
    journal.compare(short_room.records(code))
    assert short_room.server.services.enrolment.seat(seat.id).step is SeatStep.CLOSING
