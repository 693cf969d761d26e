"""Three pages, each behind a network of its own that delays, drips, cuts, resets, swallows and
vanishes by turns: whatever was pressed stands in the log once, as soon as the network is well.

What a network does is drawn from its seed, which a failing test names.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import STUDY, ServedRoom
from tests.e2e.fault_proxy import Fault, FaultProxy, Spell, weather
from tests.e2e.test_nothing_lost import WAIT_MS, Journal, presses, seated, until

from pulsemeter.bootstrap import media_folder
from pulsemeter.domain.session import SessionKind

pytestmark = pytest.mark.browser

SECONDS = 30
PAGES = 3
SPELLS = 6
"""Each kind of fault once, in an order of its own for each page."""
PRESS_EVERY_MS = 250
LAST_PRESS_MS = 1_000 * (SECONDS - 7)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    with ServedRoom(tmp_path_factory.mktemp("networks") / "data", seconds=SECONDS) as served:
        yield served


@dataclass
class Watcher:
    """A page behind its network, with the weather that is still to come."""

    code: str
    page: Page
    proxy: FaultProxy
    spells: list[Spell]
    journal: Journal = field(default_factory=Journal)
    choice: int = 100
    until_ms: float = 0.0
    is_over: bool = False

    def step(self) -> None:
        """The next press, and the next spell where one is over by the time of the player."""
        at_ms = float(
            self.page.evaluate("1000 * (document.getElementById('video')?.currentTime ?? 1e9)")
        )
        if at_ms > LAST_PRESS_MS or (at_ms >= self.until_ms and not self.spells):
            self.is_over = True
            return
        if at_ms >= self.until_ms:
            spell = self.spells.pop(0)
            self.proxy.set(spell.fault)
            self.until_ms = at_ms + spell.length_s * 1_000
        self.journal.press(self.page, self.choice)
        self.choice = -self.choice


def watch(room: ServedRoom, chromium: Browser, seed: int, stack: ExitStack, code: str) -> Watcher:
    proxy = stack.enter_context(FaultProxy(room.settings.port, seed))
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    stack.callback(context.close)
    context.set_default_timeout(WAIT_MS)
    seated(room, context, code)
    # The stimulus comes another way: a picture that stalls isn't meant, it stops the pressing.
    clip = media_folder(room.settings.data) / STUDY / "clip.mp4"
    context.route("**/clip.mp4", lambda route: route.fulfill(path=clip))
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{proxy.port}/p")
    expect(page.locator("#start")).to_have_attribute("aria-disabled", "false", timeout=WAIT_MS)
    return Watcher(code, page, proxy, weather(random.Random(seed), SPELLS))


def play(room: ServedRoom, chromium: Browser, seeds: Sequence[int]) -> None:
    with ExitStack() as stack:
        watchers = [
            watch(room, chromium, seed, stack, room.open_session(SessionKind.ON_DEMAND))
            for seed in seeds
        ]
        for watcher in watchers:  # only when all are there: a stimulus waits for nobody
            watcher.page.locator("#start").click()
        for watcher in watchers:
            expect(watcher.page.locator("#like")).to_have_attribute("aria-disabled", "false")
        while not all(watcher.is_over for watcher in watchers):
            for watcher in watchers:
                if not watcher.is_over:
                    watcher.step()
            watchers[0].page.wait_for_timeout(PRESS_EVERY_MS)
        for watcher in watchers:
            watcher.proxy.set(Fault.NONE)
        for seed, watcher in zip(seeds, watchers, strict=True):
            made = len(watcher.journal.pressed)
            try:
                assert made >= 5
                assert len(watcher.proxy.played) >= 4
                until(
                    watcher.page,
                    lambda watcher=watcher, made=made: presses(room.records(watcher.code)) >= made,
                )
                watcher.journal.compare(room.records(watcher.code))
            except AssertionError as error:
                error.add_note(f"seed {seed}: {', '.join(watcher.proxy.played)}")
                raise


def test_what_is_pressed_over_a_bad_network_arrives_once(
    room: ServedRoom, chromium: Browser
) -> None:
    play(room, chromium, range(1, PAGES + 1))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(10, 40, PAGES))
def test_thirty_networks_more(room: ServedRoom, chromium: Browser, first: int) -> None:
    play(room, chromium, range(first, first + PAGES))
