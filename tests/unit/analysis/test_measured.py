"""Inputs brought together: any table, statements that can be, notes on what was assumed."""

import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.measured import as_frame, measure, statement_table
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.statement import Statement

REACTIONS = {"participant": ["a", "b"], "stimulus_ms": [1_000, 9_000], "choice": [100, -100]}


class Frame:
    """A table with pandas' two ways in."""

    columns = ("participant", "stimulus_ms", "choice")

    def __getitem__(self, name):
        return REACTIONS[name]


def test_any_table_is_taken_and_what_is_none_is_refused():
    assert as_frame(Frame(), "reactions").equals(as_frame(REACTIONS, "reactions"))
    with pytest.raises(DataError, match="panel must be a table"):
        as_frame(3, "panel")
    with pytest.raises(DataError, match="different length"):
        as_frame({"a": [1, 2], "b": [1, 2, 3]}, "panel")


def test_domain_statements_are_taken_in_order_of_time():
    said = [Statement("x", 1, "m", 5_000, 9_000, "two"), Statement("y", 1, "m", 0, 5_000, "one")]
    table = statement_table(said, AnalysisSettings())
    assert table["statement"].to_list() == ["y", "x"]
    assert table["words"].to_list() == ["one", "two"]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ([0, 4_000], [5_000, 9_000], "s001 and s002 overlap from 4000"),
        ([5_000], [5_000], "must lie before"),
        ([-1], [5_000], "not below 0"),
        ([0.5], [5_000.0], "whole number"),
        ([0], [20_000], "after the stimulus"),
    ],
)
def test_statements_that_cannot_be_are_refused(start, end, said):
    with pytest.raises(DataError, match=said):
        measure(
            REACTIONS,
            None,
            {"start_ms": start, "end_ms": end},
            AnalysisSettings(duration_ms=10_000),
        )


def test_an_id_given_twice_is_refused():
    spoken = {"start_ms": [0, 5_000], "end_ms": [5_000, 9_000], "statement": ["x", "x"]}
    with pytest.raises(DataError, match="'x' is given more than once"):
        measure(REACTIONS, None, spoken, AnalysisSettings())


def test_notes_say_what_was_assumed_and_who_is_missing():
    panel = {"participant": ["a", "c"], "g": ["x", "y"]}
    spoken = {"start_ms": [9_000], "end_ms": [10_000]}
    held = measure(REACTIONS, panel, spoken, AnalysisSettings())
    notes = " ".join(held.notes)
    assert "no presence was recorded" in notes
    assert "1 statements are shorter than the lag" in notes
    assert "1 statements end so late" in notes
    persons = " ".join(held.person_notes)
    assert "1 persons of the panel were never present" in persons
    assert "1 persons react but aren't in the panel" in persons
