"""That what no page may do is found wherever it is done."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from tests.e2e.conftest import ServedRoom
from tests.e2e.page_faults import PageFaults

pytestmark = pytest.mark.browser

PLANTED: dict[str, tuple[str, str]] = {
    "an inline script": (
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
        "script-src-elem inline",
    ),
    "an inline style": (
        "document.body.setAttribute('style', 'color: red')",
        "style-src-attr inline",
    ),
    "a handler in an attribute": (
        "document.body.setAttribute('onclick', '1')",
        "script-src-attr inline",
    ),
    "a picture of another site": (
        "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/x.png'}))",
        "img-src http://127.0.0.2:9/x.png",
    ),
    "an error that nobody catches": (
        "setTimeout(() => { throw new Error('planted') })",
        "planted",
    ),
}


@pytest.fixture
def home(room: ServedRoom, chromium: Browser) -> Page:
    page = chromium.new_context().new_page()
    page.goto(room.url)
    return page


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(home: Page, page_faults: PageFaults, planted: str) -> None:
    work, sign = PLANTED[planted]
    home.evaluate(f"() => {{ {work}; }}")
    home.wait_for_timeout(0)
    found: list[str] = []
    while not any(sign in one for one in found):
        found += page_faults.take()
    assert all(one.startswith(home.url) for one in found)
    home.context.close()


def test_a_clean_page_has_no_faults(home: Page, page_faults: PageFaults) -> None:
    assert page_faults.take() == []
    home.context.close()


def test_a_context_without_the_policy_is_refused(chromium: Browser) -> None:
    with pytest.raises(AssertionError, match="content policy"):
        chromium.new_context(bypass_csp=True)


def test_what_comes_in_the_last_moment_of_a_test_is_found_too(
    home: Page, page_faults: PageFaults
) -> None:
    home.evaluate("() => { document.body.setAttribute('style', 'color: red') }")
    home.context.close()
    assert len(page_faults.take()) >= 1
