"""Answers by segment, in the words of their questions."""

from dataclasses import replace

from tests.unit.report.study_reports import context, findings

from pulsemeter.report.answer_part import answer_section
from pulsemeter.report.outline import Paragraph, Table


def test_every_question_has_a_table_with_its_base() -> None:
    blocks = answer_section(context(), findings()).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [t.caption for t in tables] == [
        "What is your overall impression of the speech?",
        "How important is it? (before)",
        "How important is it? (after)",
        "Which words fit?",
    ]
    overall = tables[0]
    assert [c.heading for c in overall.columns] == ["answer", "Whole panel", "old", "young"]
    assert [cell.text for cell in overall.rows[0]] == ["Very good", "30 %", "10 %", "50 %"]
    assert [cell.text for cell in overall.rows[-1]] == ["n", "80", "40", "40"]
    assert tables[1].rows[0][0].text == "1 (not at all)"


def test_without_answers_it_says_when_they_leave() -> None:
    bare = context()
    empty = replace(bare.analysis, answers=bare.analysis.answers.clear())
    (only,) = answer_section(replace(bare, analysis=empty), findings()).blocks
    assert isinstance(only, Paragraph)
