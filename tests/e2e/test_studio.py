"""A study made from nothing in the browser, tried on a phone, and opened; and the same by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import ServedRoom, make_clip
from tests.e2e.test_participant_page import practise, start
from tests.e2e.test_upload import signed_in

pytestmark = pytest.mark.browser

SECONDS = 2
WAIT_MS = 60_000


def kept(page: Page, button: str = "Keep and go on") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def made(room: ServedRoom, page: Page, title: str) -> str:
    """A new study up to its first step; its name."""
    page.goto(f"{room.url}/studies/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("What is watched").fill("The speech")
    page.get_by_label("Who runs it").fill("The people who test this program.")
    page.get_by_label("Who pays for it").fill("Nobody.")
    kept(page, "Make the study")
    return page.url.split("/")[-2]


def through_the_dry_run(page: Page, address: str) -> None:
    """A person on a phone, from the QR code's address to the thanks."""
    page.goto(address)
    page.get_by_role("button", name="Take part").click()
    page.get_by_role("checkbox", name="I have read this").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("radio", name="North").check()
    page.get_by_role("button", name="Go on").click()
    practise(page)
    start(page)
    page.get_by_role("heading", name="Your view").wait_for()
    page.get_by_role("radio", name="Very good").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()


def test_a_study_is_made_from_nothing_in_seven_steps_and_opened(
    room: ServedRoom, chromium: Browser, tmp_path: Path
) -> None:
    make_clip(tmp_path / "speech.mp4", SECONDS)
    page = signed_in(room, chromium)
    page.goto(f"{room.url}/studies")
    page.get_by_role("link", name="New study").click()
    name = made(room, page, "A speech, moment by moment")
    assert name == "a-speech-moment-by-moment"

    expect(page.get_by_role("heading", level=1)).to_contain_text("Stimuli")
    page.locator(".slot[data-kind=stimulus] input").set_input_files(tmp_path / "speech.mp4")
    expect(page.locator(".slot[data-kind=stimulus] .slot-state")).to_contain_text("Ready")
    kept(page)

    page.get_by_label("What people are asked to rate").fill("Press when something moves you.")
    page.get_by_label("Cadence").fill("fast")
    page.get_by_label("Word for liking", exact=True).fill("Like it")
    page.get_by_label("Word for disliking", exact=True).fill("Dislike it")
    kept(page)
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Cadence, in milliseconds: must be a whole number, not 'fast'")
    expect(page.get_by_label("Cadence")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Word for liking", exact=True)).to_have_value("Like it")
    told.get_by_role("link", name="Cadence").click()
    page.get_by_label("Cadence").fill("1000")
    kept(page)

    page.get_by_role("textbox", name="Name").fill("Region")
    answers = page.get_by_label("Answer", exact=True)
    for place, label in enumerate(("North", "South", "East")):
        answers.nth(place).fill(label)
        page.get_by_label("Quota", exact=True).nth(place).fill(str((60, 36, 4)[place]))
    kept(page, "Keep")
    table = page.get_by_role("region", name="What each segment can tell")
    expect(table).to_contain_text("North")
    expect(table.get_by_role("row").nth(1)).to_contain_text("100")
    page.goto(f"{room.url}/studies/{name}/languages")

    page.get_by_role("button", name="I have read it and stand for it").click()
    expect(page.get_by_text("read by")).to_be_visible()
    page.get_by_label("Another language").select_option("ar")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="Translate into ar").click()
    page.locator("[name='text:study.title']").fill("خطاب")
    kept(page, "Keep")
    expect(page.get_by_text("not translated")).to_be_visible()
    page.get_by_role("button", name="Take ar away").click()
    page.get_by_role("link", name="Go on to the invitations").click()

    page.get_by_label("Who may join").select_option("open")
    kept(page)
    opening = page.get_by_role("button", name="Open the session")
    expect(opening).to_be_disabled()
    page.get_by_role("button", name="Begin a dry run").click()
    address = page.locator(".qr").get_attribute("aria-label")
    assert address is not None
    phone = chromium.new_context(viewport={"width": 360, "height": 740})
    phone.set_default_timeout(WAIT_MS)
    through_the_dry_run(phone.new_page(), address.removeprefix("QR code of "))

    page.reload()
    expect(page.get_by_role("heading", name="Everything is there")).to_be_visible()
    opening.click()
    expect(page.get_by_text("The way in:")).to_be_visible()
    code = page.locator(".code-word").inner_text()
    assert room.server.services.conduct.place(code).session.state.value == "open"
    page.goto(f"{room.url}/studies/{name}/dry-run")
    expect(page.get_by_text("sealed, SHA-256")).to_be_visible()
    page.goto(f"{room.url}/studies/{name}/words")
    expect(page.get_by_label("Title")).to_be_disabled()
    page.get_by_role("link", name="Copy the study").click()
    kept(page, "Copy it")
    assert page.url.endswith(f"/studies/{name}-copy/stimuli")
    expect(page.locator(".slot-state").first).to_contain_text("Ready")


def focused(page: Page) -> str:
    """The name of the field that has the focus, or the value of the button."""
    return str(
        page.evaluate("""() => {
          const one = document.activeElement;
          return one.matches('button') ? one.value : one.name;
        }""")
    )


def tab_to(page: Page, name: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(200):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {name}")


def test_a_study_is_made_and_changed_by_the_keyboard_alone(
    room: ServedRoom, chromium: Browser
) -> None:
    page = signed_in(room, chromium)
    page.goto(f"{room.url}/studies/new")
    typed = {
        "study.title": "By keys",
        "stimulus[0].title": "The speech",
        "consent.runner": "We",
        "consent.payer": "We",
    }
    for name, text in typed.items():
        tab_to(page, name)
        page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/studies/by-keys/stimuli")

    page.goto(f"{room.url}/studies/by-keys/segments")
    for name, text in (
        ("attribute[0].label", "Region"),
        ("attribute[0].category[0].label", "North"),
        ("attribute[0].category[1].label", "South"),
    ):
        tab_to(page, name)
        page.keyboard.type(text)
    tab_to(page, "attribute[0].category")
    with page.expect_navigation():
        page.keyboard.press("Space")
    assert page.locator("[name='attribute[0].category[1].label']").input_value() == "South"
    assert focused(page) == "attribute[0].category[2].label"
    page.keyboard.type("East")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # keeps, and takes no row away
    expect(page.get_by_role("status")).to_have_text("Kept.")
    study = room.ask(room.server.stores.studies.study("by-keys"))
    assert study is not None
    assert [c.id for c in study.attributes[0].categories] == ["north", "south", "east"]
