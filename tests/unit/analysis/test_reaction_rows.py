"""Rows of a long table: kept small, and refused where they can't be."""

import polars as pl
import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.reaction_rows import checked_rows, whole_column
from pulsemeter.analysis.settings import AnalysisSettings


def rows(**columns):
    given = {"participant": ["a", "b"], "stimulus_ms": [0, 5_000], "choice": [100, -100]}
    return checked_rows(pl.DataFrame({**given, **columns}), AnalysisSettings())


def test_rows_without_kind_and_target_are_presses_about_the_speech():
    table = rows(participant=[7, 8])
    assert table.rows() == [("7", 0, 100, "press", "speech"), ("8", 5_000, -100, "press", "speech")]


def test_an_empty_target_is_the_speech_and_names_become_numbers():
    table = rows(target=["", None], kind=["press", "undo"])
    assert table["target"].to_list() == ["speech", "speech"]
    assert isinstance(table["kind"].dtype, pl.Enum)
    assert isinstance(table["target"].dtype, pl.Enum)


def test_what_is_no_press_may_hold_any_number():
    assert rows(choice=[100, 99_999], kind=["press", "away"])["choice"].to_list() == [100, None]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"kind": ["press", "shout"]}, "kind 'shout' isn't known"),
        ({"kind": ["press", None]}, "kind None isn't known"),
        ({"choice": [100, None]}, "a press without a choice"),
        ({"choice": [100, 70]}, "choice 70 can't come from"),
        ({"stimulus_ms": [0, -1]}, "holds -1 ms"),
        ({"stimulus_ms": [0, 3_000_000_000]}, "holds 3000000000 ms"),
        ({"stimulus_ms": [0, None]}, "without participant or stimulus_ms"),
    ],
)
def test_what_can_not_be_is_refused(columns, said):
    with pytest.raises(DataError, match=said):
        rows(**columns)


def test_presence_rows_do_not_count_towards_the_targets():
    many = pl.DataFrame(
        {
            "participant": ["a"] * 7,
            "stimulus_ms": range(7),
            "choice": [100] * 7,
            "target": list("abcdefg"),
        }
    )
    told = many.with_columns(kind=pl.lit("skipped"))
    assert len(checked_rows(told, AnalysisSettings())) == 7
    with pytest.raises(DataError, match="7 targets"):
        checked_rows(many, AnalysisSettings())


def test_whole_numbers_of_any_type_are_whole():
    for values in ([1, 2], [1.0, 2.0]):
        assert whole_column(pl.DataFrame({"x": values}), "x").to_list() == [1, 2]
    with pytest.raises(DataError, match="x holds"):
        whole_column(pl.DataFrame({"x": [1.0, 0.5]}), "x")
