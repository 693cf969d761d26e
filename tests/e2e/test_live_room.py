"""The moderator's live room in a real Chromium, against a simulated session (rules M1 to M12)."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.conftest import packed_bytes

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = [(360, 740), (768, 1024), (1280, 800), (1920, 1080)]


def test_m1_the_status_line_says_what_is_going_on(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    status = page.get_by_label("Status of the session")
    expect(status).to_contain_text("Live")
    expect(status).to_contain_text("interval 25")
    expect(status).to_contain_text("≈ 180 / 200 / 240")
    expect(status).to_contain_text("0.4 s")
    expect(status).to_contain_text("85 %of panel in newest figures")
    expect(page.get_by_text("Simulated panel.")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_m1_to_m5_come_in_order_and_fit_the_width(
    chromium: Browser, served: Any, size: tuple[int, int]
) -> None:
    page = served.opened(chromium, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    order = [".status", ".curve", ".strips", ".quotas"]
    tops = [page.locator(place).bounding_box()["y"] for place in order]  # type: ignore[index]
    assert tops == sorted(tops)
    page.context.close()


def test_m2_everything_shares_one_time_axis_and_play_head(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    boxes = [page.locator(".canvas-strip").nth(k).bounding_box() for k in (0, 1, 5)]
    lefts = {(round(box["x"]), round(box["width"])) for box in boxes if box}
    assert len(lefts) == 1
    over = page.locator(".u-over").bounding_box()
    assert over is not None
    assert abs(over["x"] - next(iter(lefts))[0]) <= 1
    assert abs(over["width"] - next(iter(lefts))[1]) <= 1
    # A press on the axis half way moves play head and statements, and leaves the live clock.
    page.locator(".u-over").click(position={"x": over["width"] / 2, "y": 20})
    expect(page.locator(".playhead")).to_have_text(re.compile("1:29|1:30"))
    expect(page.locator(".statement.now")).to_contain_text("Why the moon?")
    page.get_by_role("button", name="Back to live").click()
    expect(page.locator(".playhead")).to_have_text("2:04")
    page.context.close()


def test_m3_m7_names_switch_curves_and_three_is_the_most(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    drawn = page.locator(".strip-name[aria-pressed=true] .strip-label")
    expect(drawn).to_have_text(["All", "Under 35", "60 or older"])
    page.get_by_role("button", name="North ≈ 70").click()
    expect(drawn).to_have_text(["All", "60 or older", "North"])
    # A press on the sign that is redrawn by it is still no press on the axis behind it.
    page.get_by_role("button", name="South ≈ 70").locator(".look").click()
    expect(drawn).to_have_text(["All", "North", "South"])
    expect(page.locator(".playhead")).to_have_text("2:04")
    labels = page.locator(".ends span")
    expect(labels).to_have_count(3)
    tops = sorted(box["y"] for k in range(3) if (box := labels.nth(k).bounding_box()))
    assert all(after - before >= 18 for before, after in pairwise(tops))
    page.context.close()


def test_m4_a_statement_opens_to_a_sentence_for_each_segment(
    chromium: Browser, served: Any
) -> None:
    page = served.opened(chromium)
    expect(page.locator(".statements")).to_contain_text("read 3.0 s after the words (lag)")
    third = page.locator(".statement").nth(2)
    expect(third.locator(".verdict")).to_have_text("resonates")
    third.locator(".statement-open").click()
    expect(third.locator(".details li")).to_have_count(12)
    expect(third.locator(".sentence").first).to_contain_text("Among all")
    expect(third.locator(".details")).to_contain_text("frozen")
    page.context.close()


def test_m6_the_measure_switches_and_says_its_base(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    expect(page.get_by_role("heading", name="Net approval of those present")).to_be_visible()
    page.get_by_label("among pressers").check()
    expect(page.get_by_role("heading", name="Approval among pressers")).to_be_visible()
    expect(page.locator(".plot")).to_have_attribute("aria-label", "Curve of approval among "
        "pressers over time, fixed axis from 0 to 100, 3 of at most 3 segments. The table below "
        "the strips holds the same figures.")  # fmt: skip
    expect(page.locator(".ends")).to_contain_text("%")
    page.context.close()


def test_m8_the_cursor_says_n_and_coded_counts_are_words(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    over = page.locator(".u-over")
    box = over.bounding_box()
    assert box is not None
    # Over the drawing wherever it is by then: what comes in above it may still push it down.
    over.hover(position={"x": box["width"] * 42 / 180, "y": 20})
    expect(page.locator(".read-out")).to_contain_text("0:40–0:45")
    expect(page.locator(".read-out")).to_contain_text("of about")
    page.get_by_role("button", name="Not said ≈ 14").click()
    # Between the statements hardly anybody of so small a group presses.
    over.hover(position={"x": box["width"] * 64 / 180, "y": 20})
    expect(page.locator(".read-out")).to_contain_text(re.compile(r"likes under \d of"))
    # The gate keeps the smallest segment back where the sums would give its count away.
    expect(page.locator(".read-out")).to_contain_text("Not said: kept back here")
    expect(page.get_by_text("pointwise", exact=False).first).to_be_visible()
    page.context.close()


def test_m9_the_legend_is_on_and_a_withheld_segment_says_why(
    chromium: Browser, served: Any
) -> None:
    page = served.opened(chromium)
    legend = page.get_by_label("Signs of the strips")
    for words in ("most liked", "most disliked", "most silent", "no majority", "too few"):
        expect(legend).to_contain_text(words)
    expect(page.locator(".strips")).to_contain_text("Not shown: fewer than 10 persons")
    page.context.close()


def test_m10_what_changes_after_freezing_is_listed(chromium: Browser, served: Any) -> None:
    served.now_ms[0] = 64_000
    page = served.opened(chromium)
    changes = page.locator(".changes")
    expect(changes).to_contain_text("None so far")
    served.now_ms[0] = 67_000
    expect(changes).to_contain_text("0:40–0:45")
    page.context.close()


def test_m11_hold_freezes_the_view_and_lets_go(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    newest = page.locator(".read-out strong")
    expect(newest).to_have_text("1:55–2:00")
    page.get_by_role("button", name="Hold view").click()
    served.now_ms[0] = 137_000
    expect(page.locator(".note.held")).to_contain_text("newer releases are waiting")
    expect(newest).to_have_text("1:55–2:00")
    page.get_by_role("button", name="Show the newest").click()
    expect(newest).to_have_text("2:10–2:15")
    page.context.close()


def test_a_lost_stream_is_taken_up_after_the_last_release(chromium: Browser, served: Any) -> None:
    page = served.opened(chromium)
    served.session.break_stream = True
    served.now_ms[0] = 127_000
    expect(page.locator(".read-out strong")).to_have_text("2:00–2:05")
    assert len(served.session.last_ids) >= 2
    assert int(served.session.last_ids[-1]) >= int(served.session.last_ids[0]) > 0
    page.context.close()


def test_closing_asks_first_and_steps_carry_the_header(chromium: Browser, served: Any) -> None:
    served.session.refused = "resume"
    page = served.opened(chromium)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".lamp")).to_have_text("Paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("alert")).to_contain_text("Try again in a minute.")
    page.get_by_role("button", name="Close …").click()
    page.get_by_role("button", name="Keep it going").click()
    page.get_by_role("button", name="Close …").click()
    page.get_by_role("button", name="Close the session").click()
    expect(page.locator(".lamp")).to_have_text("Closed")
    assert served.session.asked == ["pause 1", "resume 1", "close 1"]
    page.context.close()


def test_the_keyboard_alone_moves_along_the_axis_and_draws_a_curve(
    chromium: Browser, served: Any
) -> None:
    page = served.opened(chromium)
    page.get_by_label("Time in the stimulus").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".playhead")).to_have_text("0:05")
    page.get_by_role("button", name="South ≈ 70").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="South ≈ 70")).to_have_attribute("aria-pressed", "true")
    page.get_by_text("Read the intervals as a table").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="South")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, served: Any, scheme: Any) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(served.room_url)
    page.wait_for_selector(".strip canvas")
    page.locator(".statement-open").nth(2).click()
    page.get_by_text("Read the intervals as a table").click()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found] == []
    context.close()


def test_nothing_breaks_the_content_policy(chromium: Browser, served: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(served.room_url)
    page.wait_for_selector(".strip canvas")
    expect(page.locator(".read-out strong")).to_be_visible()
    assert said == []
    context.close()


def test_a_sign_in_link_signs_in_at_once(chromium: Browser, served: Any) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{served.url}/staff/welcome#one-time-code")
    expect(page.locator("body")).to_contain_text("signed")
    assert served.session.asked == ["welcome one-time-code"]
    page.context.close()


def test_without_a_room_the_page_says_so_and_keeps_trying(chromium: Browser, served: Any) -> None:
    context = chromium.new_context()
    page = context.new_page()
    refusal = '{"error": "Nobody is signed in.", "remedy": "Sign in first."}'
    page.route("**/room", lambda route: route.fulfill(status=403, body=refusal))
    page.goto(served.room_url)
    expect(page.get_by_role("status")).to_contain_text("Nobody is signed in. Sign in first.")
    page.unroute("**/room")
    page.wait_for_selector(".strip canvas")
    context.close()


def test_the_live_room_stays_within_its_budget() -> None:
    # Two files: what the desk needs as well is one of its own, which costs half a kilobyte.
    assert packed_bytes("src/dashboard/main.tsx") <= 46_000
