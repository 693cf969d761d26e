"""Who changed: sentence, moves by segment, answers before against after."""

from dataclasses import replace

from tests.unit.report.study_reports import context, findings

from pulsemeter.report.change_part import change_section, change_sentences
from pulsemeter.report.outline import Paragraph, Table


def test_moves_and_table_are_those_that_left() -> None:
    section = change_section(context(), findings())
    moved, table = (block for block in section.blocks if isinstance(block, Table))
    assert [cell.text for cell in moved.rows[0]] == [
        "Whole panel", "78", "40 %", "22", "10", "+15 (+5 to +26)",
    ]  # fmt: skip
    assert [row[0].text for row in moved.rows] == ["Whole panel", "young"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["1 (not at all) + 2", "20", "20"],
        ["3 (very)", "20", "20"],
    ]


def test_the_first_page_has_one_sentence_for_each_question() -> None:
    (told,) = change_sentences(context(), findings())
    assert told.startswith("“How important is it?” Whole panel: 40 % changed their answer")
    assert "association" not in told


def test_without_released_answers_the_section_says_so() -> None:
    bare = context()
    empty = replace(bare.analysis, change=bare.analysis.change.clear())
    empty = replace(empty, turnover=empty.turnover.clear())
    (only,) = change_section(replace(bare, analysis=empty), findings()).blocks
    assert isinstance(only, Paragraph)
    assert "nothing can be said of change" in only.text
