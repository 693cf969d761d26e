"""Decisions with their reasons, and none of other stimuli."""

from dataclasses import replace

from tests.unit.report.study_reports import context, findings

from pulsemeter.domain.decision import DecisionState
from pulsemeter.report.decision_part import decision_section, decision_sentences
from pulsemeter.report.outline import Paragraph, Table


def test_a_decision_tells_what_for_whom_why_by_whom_and_when() -> None:
    (table,) = decision_section(context(), findings()).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0][1:]] == [
        "feature", "young", "proposed", "It carries", "Ada", "2026-11-25",
    ]  # fmt: skip


def test_what_was_taken_is_counted() -> None:
    held = findings()
    (told,) = decision_sentences(context(), held)
    assert told == "Decisions: 0 of 1 proposed were taken."
    (proposed,) = held.decisions
    taken = proposed.with_entry(replace(proposed.entries[0], state=DecisionState.TAKEN))
    (told,) = decision_sentences(context(), replace(held, decisions=(taken,)))
    assert told == "Decisions: 1 of 1 proposed were taken (feature 1)."


def test_decisions_on_other_statements_are_not_told() -> None:
    held = findings()
    other = replace(held.decisions[0], statement="elsewhere")
    (only,) = decision_section(context(), replace(held, decisions=(other,))).blocks
    assert isinstance(only, Paragraph)
    assert decision_sentences(context(), replace(held, decisions=())) == []
