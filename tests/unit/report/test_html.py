"""The page: complete, escaped, self-contained, and with the tables' figures."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import polars as pl
import pytest

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.languages import words_for
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.compose import compose
from pulsemeter.report.html import page_of, report_html

NEVER = re.compile(r"\b(?:NaN|nan|None|null|representative|significant|inf)\b")


def shown(page: str) -> str:
    """What a reader sees."""
    page = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.S)
    return re.sub(r"<[^>]+>", " ", page)


def test_the_page_says_nothing_it_must_not(
    found: Analysis, alone: Analysis, weighted: Analysis
) -> None:
    for analysis in (found, alone, weighted):
        page = report_html(analysis, title="Speech")
        assert not NEVER.search(shown(page))


def test_figures_are_those_of_the_tables(found: Analysis) -> None:
    text = shown(report_html(found, title="Speech"))
    row = found.session.row(0, named=True)
    assert f"{ENGLISH.net(row['net'])} points" in text
    assert f"n = {row['present']}" in text
    by_press = ENGLISH.net(row["by_press"])
    assert by_press in text
    for net in found.statements.drop_nulls("net")["net"]:
        assert ENGLISH.net(net) in text


def test_hostile_words_stay_words(found: Analysis) -> None:
    page = report_html(found, title="<img src=x onerror=alert(1)>")
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "<b>and</b>" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)" in page


def test_nothing_comes_from_outside(found: Analysis) -> None:
    page = report_html(found, title="Speech")
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page.split("<body>")[1])
    assert len(page.encode()) < 300_000


def test_one_person_is_too_few(alone: Analysis) -> None:
    text = shown(report_html(alone, title="Speech"))
    assert "Too few were present" in text
    assert "No statements were given" in text
    assert "No comparison" in text


def test_simulated_data_say_so_and_real_do_not(found: Analysis) -> None:
    assert "Simulated data" in report_html(found, title="S", simulated=True)
    assert "Simulated data" not in report_html(found, title="S")


def test_weights_are_named(weighted: Analysis) -> None:
    assert "weighted to margins age" in shown(report_html(weighted, title="S"))


def test_missing_items_are_named_and_given_ones_told(found: Analysis) -> None:
    text = shown(report_html(found, title="S", facts={"sponsor": "Town hall"}))
    assert "Town hall" in text
    missing = text.split("Not given, and to be asked for:")[1].split(".")[0]
    assert "Population under study" in missing
    assert "Sponsor" not in missing


def test_the_language_turns_the_page(found: Analysis) -> None:
    assert '<html lang="ar" dir="rtl">' in report_html(found, title="S", words=words_for("ar"))
    german = report_html(found, title="S", words=words_for("de"))
    assert '<html lang="de" dir="ltr">' in german
    assert "wiedergefunden" in german or "Intervallen" in german


def test_a_sign_that_differs_is_said(found: Analysis) -> None:
    turned = found.session.with_columns(by_press=-pl.col("net"))
    assert "the sign differs" in shown(report_html(replace(found, session=turned), title="S"))
    same = found.session.with_columns(by_press=pl.col("net"))
    assert "the sign differs" not in shown(report_html(replace(found, session=same), title="S"))


def test_released_figures_need_no_counts(found: Analysis) -> None:
    """Counts may be null; sentences then come from the gate."""
    hidden = pl.lit(None, dtype=pl.Int64)
    counts = dict.fromkeys(("likers", "dislikers", "neithers", "present"), hidden)
    released = replace(
        found,
        released="standard",
        statements=found.statements.with_columns(**counts),
        session=found.session.with_columns(
            **{**counts, "present": pl.lit(82)}, present_coding=pl.lit("over")
        ),
    )
    first = found.statement_list["statement"][0]
    page = shown(
        report_html(released, title="S", sentences={("speech", "all", first): "As the gate says."})
    )
    assert "As the gate says." in page
    assert "n = more than 82" in page
    assert "protection profile standard" in page
    assert not NEVER.search(page)


class _Outline(HTMLParser):
    """Ids, anchors and table headings of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.loose = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if held.get("id"):
            self.ids.append(held["id"] or "")
        if tag == "a":
            self.anchors.append((held.get("href") or "").removeprefix("#"))
        self.loose += tag == "th" and "scope" not in held


def test_landmarks_and_headings(found: Analysis) -> None:
    page = report_html(found, title="S")
    outline = _Outline()
    outline.feed(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.anchors
    assert set(outline.anchors) <= set(outline.ids)
    assert outline.loose == 0
    assert page.count("<h1") == 1
    assert page.count("<main>") == 1


@pytest.mark.parametrize("segments", [(), ("all", "age:under 35")])
def test_composed_and_written_are_the_same(found: Analysis, segments: tuple[str, ...]) -> None:
    report = compose(found, title="S", segments=segments, facts={})
    assert page_of(report) == report_html(found, title="S", segments=segments)


def test_shares_in_sentences_are_weighted_where_figures_are(weighted: Analysis) -> None:
    row = weighted.statements.filter(segment="all").row(1, named=True)
    share = round(100 * round(row["like_share"] * row["present"]) / row["present"])
    counted = round(100 * row["likers"] / row["present"])
    assert share != counted
    page = shown(report_html(weighted, title="S"))
    assert f"Among the whole panel (weighted), about {share} % of some {row['present']}" in page
