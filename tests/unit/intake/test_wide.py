"""Wide files: time downwards, participants sideways."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import polars as pl
import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.form import ReactionOptions, ReadReactions
from pulsemeter.intake.reactions import read_reactions
from pulsemeter.intake.table import Table
from pulsemeter.intake.wide import read_wide


def wide(options: ReactionOptions | None = None, **columns: list[object]) -> ReadReactions:
    frame = pl.DataFrame(columns)
    return read_wide(Table.of("a.csv", frame, frame.columns), options or ReactionOptions())


def test_cells_are_presses_skipped_or_nothing() -> None:
    read = wide(time=["0", "1", "2"], a=["1", "0", "NA"], b=[None, "-1", "0"])
    assert read.frame.rows() == [
        ("a", "", 0, 100, "press"),
        ("a", "", 1000, 0, "skipped"),
        ("b", "", 1000, -100, "press"),
        ("b", "", 2000, 0, "skipped"),
    ]
    assert read.presence_known
    assert (read.duration_ms, read.interval_ms) == (3000, 1000)


def test_a_dial_is_mapped_from_its_ends() -> None:
    read = wide(ReactionOptions(value_range=(1, 7)), time=[0.0, 0.5], a=[1.0, 4.0], b=[7.0, None])
    assert read.frame["choice"].to_list() == [-100, 100, 0]
    assert set(read.frame["kind"]) == {"press"}
    assert read.instrument == "slider"
    assert (read.duration_ms, read.interval_ms) == (1000, 500)


def test_thirds_of_a_second_are_equal_steps() -> None:
    read = wide(time=[0.0, 0.333, 0.667, 1.0, 1.333], a=[1, 0, 0, 1, -1])
    assert read.interval_ms == 333


def test_missing_rows_are_holes_and_noted() -> None:
    read = wide(time=[0, 1, 4, 5], a=[1, 1, 1, 1])
    assert "2 steps of time have no row; nobody is taken as present there" in read.notes
    assert read.duration_ms == 6000


def test_row_numbers_in_front_are_left_out() -> None:
    frame = pl.DataFrame({"c0": [0, 1], "c1": [0.0, 1.0], "c2": [1, -1]})
    read = read_wide(Table.of("a", frame, ["", "time", "anna"]), ReactionOptions())
    assert read.frame["participant"].to_list() == ["anna", "anna"]


def test_empty_columns_are_noted() -> None:
    assert (
        "1 column without any value: b" in wide(time=["0", "1"], a=["1", "1"], b=["", "NA"]).notes
    )


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"time": [0, 1], "a": [40, 70]}, "--value-range"),
        ({"time": ["0", "1"], "a": ["1", "x"]}, "row 2, a: 'x' is no choice"),
        ({"time": [0, 1, 1], "a": [1, 1, 1]}, "row 3, time: '1' doesn't lie after"),
        (
            {"time": [0.0, 1.0, 2.0, 3.5], "a": [1, 1, 1, 1]},
            "row 4, time: '3.5' breaks the equal steps",
        ),
        ({"time": [0], "a": [1]}, "holds one row"),
        ({"time": [0, 1]}, "holds one column only"),
        ({"participant": ["a"], "time": [0], "choice": [1]}, "Leave --wide out"),
        ({"time": [0, 1], "a": [None, None]}, "no participant has a value"),
        ({"time": ["x", "1"], "a": ["1", "1"]}, "row 1, time: 'x' is no time"),
    ],
)
def test_what_cannot_be_read_is_named(columns: dict[str, list[object]], said: str) -> None:
    with pytest.raises(IntakeError, match=said):
        wide(**columns)


def test_values_beyond_the_scale_are_named_by_participant() -> None:
    with pytest.raises(IntakeError, match=r"row 2, b: '11' lies beyond the scale 0\.\.10"):
        wide(ReactionOptions(value_range=(0, 10)), time=[0, 1], a=[1, 2], b=[3, 11])


def test_an_unknown_instrument_is_named() -> None:
    with pytest.raises(IntakeError, match="'thumbs' is not known"):
        wide(ReactionOptions(instrument="thumbs"), time=[0, 1], a=[1, 2])


def work_counted(work: Callable[[], object], cells: int) -> tuple[int, int]:
    """Passes over columns at least as long as `cells`, and calls of any kind.

    A pass is a call of a method on such a column. Counted by the interpreter's profiling hook:
    calls are the same on every machine, times aren't.
    """
    passes = calls = 0

    def note(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal passes, calls
        if event not in ("call", "c_call"):
            return
        calls += 1
        own = frame.f_locals.get("self") if event == "call" else getattr(arg, "__self__", None)
        # A column whose making has just begun has no length yet.
        if isinstance(own, pl.Series | pl.DataFrame) and frame.f_code.co_name != "__init__":
            passes += len(own) >= cells
        elif type(own).__name__ == "PySeries":
            passes += own.len() >= cells

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return passes, calls


def test_a_wider_file_takes_no_more_passes(write: Callable[..., Path]) -> None:
    """Each participant once cost a look through everybody's cells: minutes for some thousands."""

    def counted(people: int) -> tuple[int, int]:
        choices = np.random.default_rng(people).integers(-1, 2, (200, people))
        header = ["time", *(f"p{i}" for i in range(people))]
        rows = [header, *([t, *row] for t, row in enumerate(choices.tolist()))]
        path = write("\n".join(",".join(map(str, row)) for row in rows), f"{people}.csv")
        return work_counted(lambda: read_reactions(path, wide=True), people * 100)

    counted(2)
    narrow_passes, narrow_calls = counted(300)
    wide_passes, wide_calls = counted(1_500)
    assert 0 < wide_passes <= narrow_passes + 20
    # Headers, columns and names are five times as many, and each costs some calls of its own.
    assert wide_calls <= 5 * narrow_calls
