"""The phone's screen stays on while somebody watches: by a lock, and on plain http by a picture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.e2e.conftest import ServedRoom
from tests.e2e.pages import CADENCE_MS, SECONDS, Sessions, Walk, add_short_clip, plain_http

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
# What becomes of each lock outlives the page that asked for it.
NOTE_LOCKS = """() => {
  const note = what => sessionStorage.setItem('locks',
    [...(sessionStorage.getItem('locks') ?? '').split(' ').filter(Boolean), what].join(' '));
  const request = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = async kind => {
    const lock = await request(kind);
    note('taken');
    lock.addEventListener('release', () => note('released'));
    return lock;
  };
}"""
LOCKS = "() => sessionStorage.getItem('locks')"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    data = tmp_path_factory.mktemp("awake") / "data"
    with ServedRoom(data, seconds=SECONDS, cadence_ms=CADENCE_MS) as served:
        add_short_clip(served)
        yield served


@pytest.fixture(scope="module")
def sessions(room: ServedRoom) -> Sessions:
    return Sessions.opened(room, "en")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(locale="en")
    made.set_default_timeout(WAIT_MS)
    yield made
    made.close()


def test_a_lock_is_taken_at_the_start_and_let_go_at_the_end(
    sessions: Sessions, context: BrowserContext
) -> None:
    walk = Walk(sessions, context, "en")
    walk.ready("short")
    walk.page.evaluate(NOTE_LOCKS)
    assert walk.page.evaluate(LOCKS) is None, "not before somebody watches"
    walk.start()
    walk.page.wait_for_function("() => sessionStorage.getItem('locks') === 'taken'")
    expect(walk.page.locator("#may-sleep")).to_be_hidden()
    walk.page.locator("form[action='/p/closing']").wait_for()
    assert walk.page.evaluate(LOCKS) == "taken released"


def test_without_encryption_a_picture_plays_and_the_page_says_what_is_lost(
    room: ServedRoom, sessions: Sessions, context: BrowserContext
) -> None:
    walk = Walk(sessions, context, "en")
    walk.ready("two-buttons", plain_http(room))
    assert walk.page.evaluate("[isSecureContext, 'wakeLock' in navigator]") == [False, False]
    expect(walk.page.locator("#insecure")).to_contain_text("the phone may lock its screen")
    walk.start()
    walk.page.wait_for_function(
        """() => { const picture = document.querySelector('.waking-picture');
        return picture && !picture.paused && picture.currentTime > 0; }"""
    )
    expect(walk.page.locator("#may-sleep")).to_be_visible()
    assert walk.page.locator(".waking-picture").get_attribute("aria-hidden") == "true"
