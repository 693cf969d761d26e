"""The parts of the live room that are fetched once they are wanted, in a real Chromium."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pulsemeter.wire.remarks import AskedRemark

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"


def violations(page: Page) -> list[Any]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [360, 1920])
def test_segments_a_difference_and_a_range_are_chosen_by_keyboard(
    chromium: Browser, served: Any, width: int
) -> None:
    page = served.opened(chromium, (width, 1000))
    page.get_by_text("Choose segments, a difference, a range of time").focus()
    page.keyboard.press("Enter")
    segments = page.get_by_role("group", name=re.compile("Curves: 3 of at most 3"))
    segments.get_by_label("South").focus()
    page.keyboard.press("Space")
    drawn = page.locator(".strip-name[aria-pressed=true] .strip-label")
    expect(drawn).to_have_text(["All", "60 or older", "South"])
    page.get_by_label("First segment").select_option(label="North")
    page.get_by_label("Second segment").select_option(label="South")
    difference = page.get_by_role("region", name="Difference of North and South")
    expect(difference.locator(".u-over")).to_be_visible()
    expect(difference.locator(".difference-here")).to_contain_text(
        re.compile(r"1:55–2:00: [+−]?\d+ points \(.+ to .+\), provisional")
    )
    page.get_by_label("From", exact=True).fill("0:41")
    page.get_by_label("Until", exact=True).fill("1:29")
    page.keyboard.press("Enter")
    chosen = page.get_by_role("region", name="The chosen range of time")
    expect(chosen).to_contain_text("0:40–1:30")
    expect(chosen).to_contain_text("10 of 10 intervals released")
    expect(chosen.get_by_role("row")).to_have_count(5)
    expect(chosen.get_by_role("row", name=re.compile("North minus South"))).to_contain_text("10")
    expect(page.locator(".range-mark")).to_be_visible()
    assert fits(page)
    assert violations(page) == []
    page.context.close()


def test_a_difference_goes_along_with_the_releases(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    page.get_by_text("Choose segments, a difference, a range of time").click()
    page.get_by_label("First segment").select_option(label="Women")
    page.get_by_label("Second segment").select_option(label="All")
    difference = page.get_by_role("region", name="Difference of Women and All")
    expect(difference).to_contain_text("the band is rather too wide")
    expect(difference.locator(".difference-here")).to_contain_text("1:55–2:00")
    served.now_ms[0] = 132_000
    expect(difference.locator(".difference-here")).to_contain_text("2:05–2:10")
    page.get_by_label("Second segment").select_option(label="Women")
    expect(page.get_by_text("Choose two different segments.")).to_be_visible()
    page.context.close()


def test_what_can_not_be_had_is_said(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    refusal = '{"error": "Segment is not shown.", "remedy": "Choose another."}'
    page.route("**/difference?*", lambda route: route.fulfill(status=422, body=refusal))
    page.get_by_text("Choose segments, a difference, a range of time").click()
    page.get_by_label("First segment").select_option(label="North")
    page.get_by_label("Second segment").select_option(label="Centre")
    difference = page.get_by_role("region", name="Difference of North and Centre")
    expect(difference.get_by_role("alert")).to_have_text("Segment is not shown. Choose another.")
    page.get_by_label("From", exact=True).fill("soon")
    page.get_by_role("button", name="Show the range").click()
    expect(page.get_by_text("Give two times up to 3:00, as 1:30.")).to_be_visible()
    page.context.close()


def test_a_part_that_is_lost_can_be_asked_for_again(chromium: Browser, served: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/cells_part*", lambda route: route.abort())
    page.goto(served.room_url)
    again = page.get_by_role("button", name="A part of this page couldn’t be loaded. Try again")
    expect(again).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 1920])
def test_drop_off_is_told_by_segment(chromium: Browser, served: Any, width: int) -> None:
    served.now_ms[0] = 178_000
    page = served.opened(chromium, (width, 1000))
    page.get_by_text("Drop-off by segment").focus()
    page.keyboard.press("Enter")
    strips = page.locator(".presence-strip")
    expect(strips).to_have_count(12)
    expect(strips.first).to_contain_text(re.compile(r"\d+ % at first, \d+ % now"))
    said = [re.findall(r"(\d+) %", text) for text in strips.all_inner_texts()]
    losses = [int(first) - int(now) for first, now in said if first]
    assert losses[0] > 0
    assert losses[0] >= losses[-1]
    assert fits(page)
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 1920])
def test_one_key_pins_a_note_to_the_moment(chromium: Browser, served: Any, width: int) -> None:
    page = served.opened(chromium, (width, 1000))
    expect(page.get_by_role("button", name="Note", exact=True)).to_be_visible()
    page.get_by_label("Time in the stimulus").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    field = page.get_by_label("Note at 0:05")
    expect(field).to_be_focused()
    page.keyboard.type("nobody can hear this")
    served.now_ms[0] = 132_000  # the session goes on while somebody types
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    (written,) = served.session.remarks
    assert (written.at_ms // 1_000, written.words) == (5, "nobody can hear this")
    expect(page.locator(".pins span")).to_have_attribute("title", "0:05 Mona: nobody can hear this")
    page.locator(".notes-list summary").click()
    note = page.locator(".notes-list li")
    expect(note).to_contain_text("nobody can hear this")
    assert fits(page)
    assert violations(page) == []
    page.get_by_label("The key N pins a note").uncheck()
    page.keyboard.press("n")
    expect(page.get_by_label(re.compile("Note at"))).to_have_count(0)
    note.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Nothing has been written here yet.")).to_be_visible()
    page.context.close()


def test_an_observers_line_reaches_the_moderator_until_it_is_seen(
    chromium: Browser, served: Any
) -> None:
    line = AskedRemark("line", 0, 90_000, "The sound is low in the back.")
    served.session.take_remark(line, "Old", own=False)
    page = served.opened(chromium)
    expect(page.locator(".notes-list summary")).to_contain_text("1")
    expect(page.locator(".lines")).to_have_count(0)
    served.session.take_remark(line, "Eda", own=False)
    expect(page.locator(".lines")).to_contain_text("Eda The sound is low in the back.")
    page.get_by_role("button", name="Seen").click()
    expect(page.locator(".lines")).to_have_count(0)
    expect(page.get_by_role("button", name="Line to the moderator")).to_have_count(0)
    page.context.close()


def test_an_observer_writes_a_line(chromium: Browser, served: Any) -> None:
    served.session.takes_lines = False
    page = served.opened(chromium)
    page.get_by_role("button", name="Line to the moderator").click()
    page.get_by_label("Line to owners and moderators").fill("Please repeat the question.")
    page.route("**/remarks", lambda route: route.abort())
    page.get_by_role("button", name="Send it").click()
    alert = page.get_by_role("alert").filter(has_text="nothing was sent")
    expect(alert).to_be_visible()
    page.unroute("**/remarks")
    page.get_by_role("button", name="Send it").click()
    expect(alert).to_have_count(0)
    assert [(r.kind, r.words) for r in served.session.remarks] == [
        ("line", "Please repeat the question.")
    ]
    expect(page.locator(".lines")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("width", [360, 1920])
def test_a_question_is_typed_put_ended_and_told_by_segment(
    chromium: Browser, served: Any, width: int
) -> None:
    page = served.opened(chromium, (width, 1000))
    page.get_by_text("Questions to the panel").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("None has been put so far.")).to_be_visible()
    put = page.get_by_role("button", name="Ask everybody")
    expect(put).to_be_disabled()
    page.get_by_label("Another question").fill("Was that clear?")
    page.get_by_label("Answer 1").fill("Yes")
    page.get_by_label("Answer 2").fill("No")
    page.get_by_role("button", name="One more answer").click()
    page.get_by_label("Answer 3").fill("In part")
    put.click()
    question = page.get_by_role("region", name="Question 1", exact=True)
    expect(question).to_contain_text("asked now · about 34 answered")
    question.get_by_role("button", name="End it and show the result").click()
    rows = question.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_contain_text("Allabout 6051 % (42 to 62)38 %")
    expect(rows.nth(2)).to_contain_text("North")
    expect(question).to_contain_text("Held back: answers, Gender")
    assert fits(page)
    assert violations(page) == []
    page.get_by_role("button", name="Whom do you trust more now?").click()
    expect(page.get_by_role("region", name="Question 2", exact=True)).to_contain_text("The second")
    page.context.close()


def test_where_no_question_can_be_put_it_says_why(chromium: Browser, served: Any) -> None:
    served.session.no_questions = "under the profile sealed nobody may see who answers"
    page = served.opened(chromium)
    page.get_by_text("Questions to the panel").click()
    expect(
        page.get_by_text("No question can be put here: under the profile sealed")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Ask everybody")).to_have_count(0)
    page.context.close()
