"""The desk in a real Chromium, against a simulated session (rules D1 to D5)."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import packed_bytes, scripts_of

from pulsemeter.web.templates import ASSETS

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
WHOLE_MS = 176_000
SIZES = [(360, 740), (768, 1024), (1280, 800), (1920, 1080)]


def opened(
    browser: Browser,
    served: Any,
    size: tuple[int, int] = (1280, 860),
    now_ms: int = WHOLE_MS,
    scheme: Any = "light",
) -> Page:
    """A fresh page at the desk, once its matrix is drawn."""
    served.now_ms[0] = now_ms
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(served.room_url.replace("/live", "/desk"))
    page.wait_for_selector(".matrix .cell")
    return page


def shown_rows(page: Page) -> list[str]:
    return page.locator(".matrix .row-words").all_inner_texts()


@pytest.mark.parametrize("size", SIZES)
def test_every_view_fits_the_width(chromium: Browser, served: Any, size: tuple[int, int]) -> None:
    page = opened(chromium, served, size)
    for tab in ("matrix", "map", "overview", "decisions"):
        page.locator(f"#tab-{tab}").click()
        expect(page.locator("#desk-view")).to_have_attribute("aria-labelledby", f"tab-{tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], tab
    page.locator("#tab-matrix").click()
    page.locator(".matrix .cell").first.click()
    expect(page.locator(".cell-view")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.context.close()


def test_d1_cells_say_verdict_share_and_n_in_time_order_or_by_split(
    chromium: Browser, served: Any
) -> None:
    page = opened(chromium, served)
    cell = page.locator('[data-cell="moon-s03 region-2"]')
    expect(cell).to_have_text(re.compile(r"\d+ %\s*n >?\d+"))
    expect(cell).to_have_accessible_name(
        re.compile(r"^South: resonates, \d+ % like, \d+ % dislike, (about|over) ")
    )
    expect(cell).to_have_class(re.compile("swatch-liked tint-3"))
    in_time = shown_rows(page)
    assert in_time[0].endswith("Why we go")  # the passage before its statements
    page.get_by_label("Order").select_option("split")
    expect(page.locator(".split").first).to_contain_text(re.compile(r"over .*: \+\d+ \("))
    by_split = shown_rows(page)
    assert sorted(by_split) == sorted(in_time)
    assert by_split != in_time
    page.get_by_role("combobox", name="Audiences", exact=True).select_option("gender")
    expect(page.locator(".matrix thead .group")).to_have_text(["Gender"])
    expect(page.locator(".split").first).to_contain_text(re.compile("Women|Men|Not said"))
    page.context.close()


def test_search_topic_and_verdict_narrow_the_matrix(chromium: Browser, served: Any) -> None:
    page = opened(chromium, served)
    every = len(shown_rows(page))
    page.get_by_label("Search").fill("climb")
    expect(page.locator(".shown-count")).to_contain_text(f"of {every} rows")
    assert all("climb" in words for words in shown_rows(page) if "passage" not in words)
    page.get_by_role("button", name="show all").click()
    page.get_by_label("Verdict").select_option("leaves_cold")
    assert 0 < len(shown_rows(page)) < every
    page.get_by_label("Search").fill("nothing says this")
    expect(page.locator(".matrix-card")).to_contain_text("No statement fits")
    page.get_by_role("button", name="show all").click()
    assert len(shown_rows(page)) == every
    page.context.close()


def test_d2_a_cell_opens_words_clip_curve_sentence_and_figures(
    chromium: Browser, served: Any
) -> None:
    page = opened(chromium, served)
    page.locator('[data-cell="moon-s04 gender-2"]').click()
    view = page.locator(".cell-view")
    expect(view.locator("h2")).to_be_focused()
    expect(view.locator("blockquote")).to_contain_text("new sea")
    expect(view.locator(".sentence")).to_contain_text("Among Not said")
    expect(view.locator("svg[role=img]")).to_have_attribute(
        "aria-label", re.compile("Net approval")
    )
    expect(view.locator("dl")).to_contain_text(re.compile(r"modelled, \d+ % own data"))
    expect(view.locator("dl")).to_contain_text("Against the others")
    # Five seconds before the words, and the clip stops five seconds after them.
    video = view.locator("video")
    expect(video).to_have_js_property("readyState", 4)
    facts = page.request.get(f"{served.url}/api/v1/sessions/moon-fake/room").json()
    said = facts["statements"][3]
    assert video.evaluate("v => v.currentTime * 1000") == pytest.approx(
        said["start_ms"] - 5_000, abs=300
    )
    video.evaluate("(v, s) => { v.muted = true; v.currentTime = s; return v.play(); }",
                   said["end_ms"] / 1000 + 4.6)  # fmt: skip
    expect(video).to_have_js_property("paused", True)
    assert video.evaluate("v => v.currentTime * 1000") >= said["end_ms"] + 4_900
    page.keyboard.press("Escape")
    expect(view).to_have_count(0)
    expect(page.locator('[data-cell="moon-s04 gender-2"]')).to_be_focused()
    page.context.close()


def test_a_note_stands_beside_what_is_disputed(chromium: Browser, served: Any) -> None:
    page = opened(chromium, served)
    expect(page.locator(".matrix .chip-note")).to_have_count(1)
    page.locator("#tab-map").click()
    lead = page.locator(".map-lead")
    expect(lead.locator(".disputed")).to_contain_text("Disputed: others had voted against it")
    expect(lead.locator(".disputed")).to_contain_text("not whether they are true")
    page.context.close()


def test_d4_many_comparisons_are_warned_of_and_corrected(chromium: Browser, served: Any) -> None:
    page = opened(chromium, served)
    note = page.locator(".many")
    expect(note).to_contain_text(
        re.compile(r"Of \d+ cells of statements about \d+ would differ .* by chance")
    )
    found = re.search(r"(\d+) do, (\d+) after correction", note.inner_text())
    assert found is not None
    each, corrected = int(found[1]), int(found[2])
    assert corrected < each
    expect(page.locator(".row-statement .cell-mark")).to_have_count(corrected)
    page.get_by_label("each by itself").check()
    expect(page.locator(".row-statement .cell-mark")).to_have_count(each)
    page.context.close()


def test_the_map_gives_an_order_for_one_audience_and_where_others_differ(
    chromium: Browser, served: Any
) -> None:
    page = opened(chromium, served)
    page.locator("#tab-map").click()
    page.get_by_label("Audience").select_option(label="Age: Under 35")
    for heading in ("Lead with", "Divides", "Leave out"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    lead = page.locator(".map-lead li")
    expect(lead.first).to_contain_text("place 1")
    expect(lead.first).to_contain_text("sure")
    clash = page.locator(".clashes li").first
    expect(clash).to_contain_text("resonates with Under 35")
    expect(clash).to_contain_text("60 or older")
    clash.get_by_role("button").click()
    expect(page.locator(".cell-view h2")).to_contain_text("Under 35")
    page.context.close()


def test_the_overview_has_a_line_for_each_audience_and_leads_to_its_map(
    chromium: Browser, served: Any
) -> None:
    page = opened(chromium, served)
    page.locator("#tab-overview").click()
    page.get_by_label("Audiences by").select_option("region")
    lines = page.locator(".overview [role=rowheader]")
    expect(lines).to_have_count(3)
    expect(lines.first).to_contain_text("North")
    expect(lines.first).to_contain_text("1 proposed")
    lines.nth(2).get_by_role("button").click()
    expect(page.get_by_label("Audience")).to_have_value("region-2")
    page.context.close()


def test_arrow_keys_lead_through_the_grid_and_tab_passes_it(chromium: Browser, served: Any) -> None:
    page = opened(chromium, served)
    focused = "document.activeElement.dataset.cell ?? document.activeElement.className"
    page.locator(".matrix .row-open").nth(1).focus()
    page.keyboard.press("ArrowRight")
    first = page.evaluate(focused)
    assert first.endswith(" all")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    below = page.evaluate(focused)
    assert below.endswith(" age-0")
    assert below.split()[0] != first.split()[0]
    assert page.locator(".matrix [tabindex='0']").count() == 1
    page.keyboard.press("Control+End")
    page.keyboard.press("Home")
    assert page.evaluate(focused) == "row-open"
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == first
    page.keyboard.press("Enter")
    expect(page.locator(".cell-view h2")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == first
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('.matrix') !== null")
    page.locator("#tab-matrix").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-map")).to_be_focused()
    expect(page.locator(".map-groups")).to_be_visible()
    page.context.close()


def test_what_is_left_out_is_said(chromium: Browser, served: Any) -> None:
    page = opened(chromium, served)
    expect(page.locator(".left-out")).to_have_text("Not shown: 60+ × South (fewer than 10 persons)")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_breaks_a_rule_of_access(chromium: Browser, served: Any, scheme: Any) -> None:
    page = opened(chromium, served, (360, 740), scheme=scheme)
    page.evaluate(AXE.read_text("utf-8"))

    def broken() -> list[str]:
        found = page.evaluate("() => axe.run(document)")["violations"]
        return [f"{rule['id']}: {rule['nodes'][0]['target']}" for rule in found]

    assert broken() == []
    page.locator('[data-cell="moon-s03 region-0"]').click()
    expect(page.locator(".cell-view .decision")).to_be_visible()
    assert broken() == []
    page.get_by_role("button", name="Close").click()
    for tab in ("map", "overview", "decisions"):
        page.locator(f"#tab-{tab}").click()
        expect(page.locator("#desk-view")).to_have_attribute("aria-labelledby", f"tab-{tab}")
        assert broken() == [], tab
    page.context.close()


def test_new_verdicts_come_by_themselves_and_say_that_they_are_early(
    chromium: Browser, served: Any
) -> None:
    page = opened(chromium, served, now_ms=112_000)
    before = page.locator(".matrix .cell").count()
    expect(page.locator(".matrix .cell.early").first).to_be_visible()
    served.now_ms[0] = WHOLE_MS
    expect(page.locator(".matrix .cell").nth(before + 12)).to_be_visible()
    page.context.close()


def test_decisions_show_how_far_they_are_and_what_may_be_done(
    chromium: Browser, served: Any
) -> None:
    page = opened(chromium, served)
    page.locator("#tab-decisions").click()
    groups = page.locator(".decision-groups > section")
    expect(groups.locator("h2")).to_have_text(["Proposed 1", "Taken 1", "Done 1", "Dropped 1"])
    proposed, taken, done = (groups.nth(k) for k in range(3))
    expect(proposed.get_by_role("button", name="Take it")).to_be_visible()
    # Who decides for the south is somebody else.
    expect(taken.get_by_role("button", name="It is done")).to_have_count(0)
    expect(done.get_by_role("link", name="Where it ran")).to_have_attribute(
        "href", "https://north.example/news/1"
    )
    expect(done.get_by_role("link", name="Hand-over package")).to_be_visible()
    done.get_by_text("History").click()
    expect(done.locator(".history li")).to_have_count(3)
    page.context.close()


def test_a_package_says_how_long_it_takes_and_is_given_up(chromium: Browser, served: Any) -> None:
    page = opened(chromium, served)
    page.locator("#tab-decisions").click()
    made = page.locator(".package").last
    made.get_by_role("button", name="Make it anew").click()
    expect(made).to_contain_text("Making the package: cutting the clip, about 40 s left")
    expect(made.get_by_role("progressbar")).to_have_attribute("value", "0.3")
    # The older one lies there meanwhile.
    expect(made.get_by_role("link", name="Hand-over package")).to_be_visible()
    made.get_by_role("button", name="Cancel").click()
    expect(made).to_contain_text("It was cancelled.")
    expect(made.get_by_role("button", name="Make it anew")).to_be_visible()
    page.context.close()


def test_without_an_answer_the_page_says_so_and_keeps_trying(
    chromium: Browser, served: Any
) -> None:
    served.now_ms[0] = WHOLE_MS
    page = chromium.new_context().new_page()
    page.route("**/room", lambda route: route.fulfill(
        status=403, body='{"error": "Nobody is signed in.", "remedy": "Sign in first."}'
    ))  # fmt: skip
    page.goto(served.room_url.replace("/live", "/desk"))
    expect(page.get_by_role("status")).to_contain_text("Nobody is signed in. Sign in first.")
    busy = '{"error": "too busy"}'
    page.route("**/api/v1/sessions/*/desk", lambda route: route.fulfill(status=503, body=busy))
    page.unroute("**/room")
    expect(page.get_by_text("may not be the newest: too busy")).to_be_visible()
    expect(page.locator(".matrix-card")).to_contain_text("Reckoning the matrix")
    page.unroute("**/api/v1/sessions/*/desk")
    page.wait_for_selector(".matrix .cell")
    expect(page.get_by_text("may not be the newest")).to_have_count(0)
    page.context.close()


def test_the_desk_stays_within_its_budget() -> None:
    assert packed_bytes("src/desk/main.tsx") <= 27_000


def test_participants_load_nothing_of_the_desk() -> None:
    manifest = json.loads((ASSETS / ".vite" / "manifest.json").read_text("utf-8"))
    of_staff = scripts_of("src/desk/main.tsx") | scripts_of("src/dashboard/main.tsx")
    participant = "src/participant/main.ts"
    for part in (participant, *manifest[participant]["dynamicImports"]):
        assert not scripts_of(part) & of_staff
