"""What a screen reader is told: names, roles and states of the pages, one quiet message, and the
heading of each phase. Whether that sounds well is for ears; see docs/reference/accessibility.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import ServedRoom
from tests.e2e.pages import CADENCE_MS, SECONDS, Sessions, Walk, add_short_clip

from pulsemeter.domain.session import SessionState

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
NOTE_MESSAGES = """() => {
  window.messages = [];
  const status = document.querySelector('#status');
  new MutationObserver(() => window.messages.push(status.textContent.trim()))
    .observe(status, { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    data = tmp_path_factory.mktemp("heard") / "data"
    with ServedRoom(data, seconds=SECONDS, cadence_ms=CADENCE_MS) as served:
        add_short_clip(served)
        yield served


@pytest.fixture(scope="module")
def sessions(room: ServedRoom) -> Sessions:
    return Sessions.opened(room, "en")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en")
    made.set_default_timeout(WAIT_MS)
    yield made
    made.close()


@pytest.fixture
def walk(sessions: Sessions, context: BrowserContext) -> Walk:
    return Walk(sessions, context, "en")


def live_regions(page: Page) -> list[str]:
    """The elements that speak up by themselves and can be heard now."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[role=status], [role=alert], [aria-live]')]
        .filter(one => one.checkVisibility()).map(one => one.id)"""
    )
    return found


def test_the_two_buttons_say_what_they_are_and_which_one_stands(walk: Walk) -> None:
    walk.run("two-buttons")
    pressed = walk.page.locator(".choice[aria-pressed=true]").get_attribute("data-word")
    other = "Dislike" if pressed == "Like" else "Like"
    expect(walk.page.locator("main")).to_match_aria_snapshot(
        f"""
        - heading "A tone and bars" [level=1]
        - group "Your reaction":
          - button "{pressed}" [pressed]
          - button "{other}"
        - button "Undo"
        - paragraph: all sent
        - status: "{pressed}: recorded"
        """
    )
    assert live_regions(walk.page) == ["status"], "one voice, and a polite one"
    expect(walk.page.locator("#status")).not_to_have_attribute("aria-live", "assertive")


def test_nothing_is_said_when_an_interval_ends(walk: Walk) -> None:
    walk.run("two-buttons")
    page = walk.page
    page.evaluate(NOTE_MESSAGES)
    page.wait_for_function(
        f"() => document.getElementById('video').currentTime > {CADENCE_MS / 1000 * 1.2}"
    )
    expect(page.locator(".choice[aria-pressed=true]")).to_have_count(0)
    assert page.evaluate("messages") == []
    page.locator("#like").click()
    page.locator("#like").click()
    assert page.evaluate("messages") == ["Like: recorded", "Like: recorded"], "each press is"


def test_a_name_goes_before_its_buttons_words(walk: Walk) -> None:
    walk.run("two-targets")
    row = walk.page.get_by_role("group", name="Ole Dahl")
    expect(row.get_by_role("button", name="Ole Dahl Like", exact=True)).to_be_visible()
    row.get_by_role("button", name="Ole Dahl Dislike", exact=True).click()
    expect(walk.page.locator("#status")).to_have_text("Ole Dahl, Dislike: recorded")
    pressed = walk.page.get_by_role("button", pressed=True)
    assert [one.get_attribute("data-word") for one in pressed.all()][-1] == "Ole Dahl, Dislike"


def test_the_slider_says_its_value_in_the_study_s_words(walk: Walk) -> None:
    walk.run("slider")
    slider = walk.page.get_by_role("slider", name="Your reaction")
    assert slider.get_attribute("aria-valuetext") == "Like 20"
    slider.focus()
    walk.page.keyboard.press("PageDown")
    assert slider.get_attribute("aria-valuetext") == "Dislike 30"
    assert slider.get_attribute("aria-orientation") == "horizontal"
    assert live_regions(walk.page) == ["status"]


def test_practice_says_what_to_do_and_each_phase_begins_at_its_heading(walk: Walk) -> None:
    walk.sit("two-buttons")
    walk.go("/p")
    page = walk.page
    expect(page.locator("main")).to_match_aria_snapshot(
        """
        - heading "How it works" [level=1]
        - paragraph
        - list
        - paragraph
        - button "Start practice"
        """
    )
    page.get_by_role("button", name="Start practice").click()
    expect(page.get_by_role("heading", name="A tone and bars", level=1)).to_be_focused()
    expect(page.locator("#status")).to_have_text("Press “Like”.")
    expect(page.get_by_role("img", name="A drawn scene")).to_be_visible()
    walk.post("/p/practised")
    walk.go("/p")
    walk.start()
    expect(page.get_by_role("heading", name="A tone and bars", level=1)).to_be_focused()
    expect(page).to_have_title("Step 4 of 5: Watch · A tone and bars")


def test_a_pause_of_the_session_is_told(walk: Walk) -> None:
    walk.ready("live")
    walk.page.locator("#start").click()
    expect(walk.page.get_by_role("heading", name="You are in", level=1)).to_be_focused()
    walk.room.step(walk.code("live"), SessionState.RUNNING)
    expect(walk.page.locator("#like")).to_have_attribute("aria-disabled", "false")
    walk.room.step(walk.code("live"), SessionState.PAUSED)
    expect(walk.page.locator("#status")).to_have_text("The session is paused")


def faults_of(page: Page) -> list[str]:
    """What the fields of a page that was sent back are described by."""
    described: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[aria-invalid=true]')].map(one =>
          one.getAttribute('aria-describedby').trim().split(/ +/)
            .map(id => document.getElementById(id).textContent.trim()).join(' '))"""
    )
    return described


def test_what_is_missing_is_read_first_and_tied_to_its_field(walk: Walk) -> None:
    walk.arrive("whole")
    walk.post("/p/consent", agrees="yes")
    walk.go("/p")
    walk.submit()
    page = walk.page
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Please answer the marked questions.")
    assert page.title().startswith("Something is missing · Step 2 of 5: About you")
    assert faults_of(page) == ["(not answered yet)"] * 2
    for name, role in (("How old are you?", "radiogroup"), ("Where do you live?", "combobox")):
        summary.get_by_role("link", name=name).click()
        expect(page.get_by_role(role, name=name)).to_be_focused()  # type: ignore[arg-type]

    walk.post("/p/profile", age="35_59", region="region_3")
    walk.go("/p")
    page.locator("#hours").fill("many")
    walk.submit()
    expect(page.get_by_role("alert")).to_be_focused()
    assert faults_of(page).count("About. (this answer doesn’t fit)") == 1
    hours = page.get_by_role("textbox", name="How many hours of news a week?")
    expect(hours).to_have_accessible_description("About. (this answer doesn’t fit)")
    trust = page.get_by_role("radiogroup", name="How far do you trust the speaker?")
    expect(trust).to_have_accessible_description("(not answered yet)")
    expect(trust.get_by_role("radio").first).to_have_accessible_name("1 : Not at all")
    expect(trust.get_by_role("radio").last).to_have_accessible_name("7 : Completely")


def test_a_code_that_nobody_knows_is_told_at_its_field(walk: Walk) -> None:
    walk.go("/withdraw")
    walk.page.locator("#recovery_code").fill("AAAA-AAAA")
    walk.submit()
    expect(walk.page.get_by_role("alert")).to_be_focused()
    field = walk.page.get_by_role("textbox", name="Your recovery code")
    expect(field).to_have_accessible_description(
        "We don’t know this code, or you didn’t tick the box. Check each sign."
    )


def test_texts_that_nobody_translated_are_read_in_their_own_language(
    room: ServedRoom, chromium: Browser
) -> None:
    context = chromium.new_context(locale="ar")
    context.set_default_timeout(WAIT_MS)
    walk = Walk(Sessions.opened(room, "ar"), context, "ar")
    walk.arrive("whole")
    walk.post("/p/consent", agrees="yes")
    walk.go("/p")
    spoken: dict[str, Any] = walk.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('main label, main option')]
        .map(one => [one.textContent.trim(), (one.querySelector('[lang]') ?? one)
          .closest('[lang]').lang]))"""
    )
    assert spoken["Prefer not to say"] == spoken["Region 3"] == "en"
    assert spoken["أقل من 35"] == "ar"
    context.close()
