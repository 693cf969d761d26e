"""The whole outline: first page, order, marks, one language."""

from dataclasses import replace

import pytest
from tests.unit.report.study_reports import findings, report

from pulsemeter.languages import LANGUAGES, words_for
from pulsemeter.release.view import View
from pulsemeter.release.viewed_analysis import of_view
from pulsemeter.report.outline import Definitions, Picture, Table
from pulsemeter.report.study_outline import compose_study


def test_the_first_page_has_words_a_curve_and_a_table() -> None:
    made = report()
    assert [type(block) for block in made.lead] == [Definitions, Picture, Table]
    glance, _, table = made.lead
    assert isinstance(glance, Definitions)
    names = [name for name, _ in glance.pairs]
    for name in ("By segment", "Who changed", "Statements", "Words ticked", "Attendance"):
        assert name in names
    assert isinstance(table, Table)
    assert table.rows[0][0].text == "Whole panel"
    assert made.badge[1] == table.rows[0][1].text


def test_sections_end_with_the_method_note() -> None:
    keys = [section.key for section in report().sections]
    assert keys[0] == "session"
    assert keys[-1] == "method"
    assert len(set(keys)) == len(keys) == 11


def test_marks_say_what_must_not_be_missed() -> None:
    told = findings(closed_early="too loud", audiences=["old"])
    marked = compose_study(
        replace(
            told,
            session=replace(told.session, simulated=True),
            analysis=replace(told.analysis, notes=("preliminary: not every figure is final",)),
        ),
        words_for("en"),
    ).marks
    assert [mark.split(":")[0] for mark in marked] == [
        "Simulated data", "Preliminary", "The session was closed early",
        "Figures of these audiences alone",
    ]  # fmt: skip
    assert report().marks == ()


def test_a_report_on_one_audience_speaks_of_no_other() -> None:
    told = findings()
    seen = of_view(told.analysis, View(frozenset({"age:old"})))
    made = compose_study(replace(told, analysis=seen, splits={}, decisions=()), words_for("en"))
    assert made.headline.startswith("old: ")
    text = repr(made)
    assert "Whole panel" not in text
    assert "young" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(language: str) -> None:
    made = report(language)
    assert made.language == language
    assert made.right_to_left == (language in ("ar", "he"))
    assert len(made.sections) == 11
    if language != "en":
        assert made.sections[1].title != "Who changed"
