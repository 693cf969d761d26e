"""The impression in words: only what was found, by segment."""

from dataclasses import replace

from tests.unit.report.study_reports import context, findings, report

from pulsemeter.report.impression import Impression
from pulsemeter.report.impression_part import (
    LEAD_ROWS_MAX,
    first_segments,
    headline,
    impression_section,
    impression_table,
    ticked_words,
)
from pulsemeter.report.outline import Paragraph, Table


def test_the_headline_has_net_approval_and_the_closing_question() -> None:
    told = report().headline
    row = findings().analysis.session.filter(segment="all").row(0, named=True)
    assert "overall impression" in told
    assert f"{round(100 * row['net']):+d}".replace("-", "−").replace("+0", "0") in told
    assert "60 % called it good and 20 % bad (n = 80)" in told


def test_opposite_ways_are_said() -> None:
    told = headline(context(), [Impression("all", "divides", "resonates", None)])
    assert "opposite" not in told
    both = next(i for i in [Impression("all", "divides", "resonates", _closing("falls_flat"))])
    assert "opposite" in headline(context(), [both])


def _closing(verdict: str):
    from pulsemeter.report.impression import Closing

    return Closing(0.1, 0.8, 50, "near", verdict)


def test_without_a_released_session_nothing_is_claimed() -> None:
    bare = context()
    bare = replace(bare, analysis=replace(bare.analysis, session=bare.analysis.session.clear()))
    assert "Net approval" not in headline(bare, [Impression("all", "too_few", "", None)])
    assert "Nothing may be told" in headline(bare, [])


def test_the_section_has_the_segments_that_the_first_page_has_not() -> None:
    found = [Impression("all", "too_few", "", None), Impression("a×b:x×y", "too_few", "", None)]
    assert first_segments(found) == found[:1]
    (table, rule) = impression_section(context(), found).blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 1
    assert isinstance(rule, Paragraph)
    (rule,) = impression_section(context(), found[:1]).blocks
    many = [Impression(f"a:{n}", "too_few", "", None) for n in range(LEAD_ROWS_MAX + 3)]
    assert len(first_segments(many)) == LEAD_ROWS_MAX
    assert len(impression_table(context(), many[:2]).rows) == 2


def test_words_come_most_ticked_first() -> None:
    (told,) = ticked_words(context(), findings())
    assert told == "Which words fit? bold 65 %, clear 25 %"
