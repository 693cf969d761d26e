"""Grids: which columns are moments or participants, and what is refused about them."""

import polars as pl
import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapped_grid import grid_by_time, wide_rows
from pulsemeter.intake.mapping import (
    FileRule,
    ImportMapping,
    Layout,
    TimeRule,
    Told,
    Unit,
    ValueRule,
)
from pulsemeter.intake.table import Table
from pulsemeter.intake.unused import Unused


def mapping(time: TimeRule, layout: Layout = Layout.WIDE, **more: object) -> ImportMapping:
    return ImportMapping(
        "m.toml", "", "dials", FileRule(layout), "ID", time, ValueRule(range=(0, 1)),
        Told.UNKNOWN, Told.UNKNOWN, **more,
    )  # fmt: skip


def table(**columns: list) -> Table:
    return Table.of("a.csv", pl.DataFrame(columns), list(columns))


def cells(held: Table, rule: TimeRule) -> list[tuple]:
    rows = wide_rows(held, mapping(rule), Unused()).frame
    return rows.select("person", "ms", "value").rows()


def test_headers_with_a_prefix_tell_the_time() -> None:
    held = table(ID=["a", "b"], s0=["1", "0"], s_total=["9", "9"], s1=["0", None])
    assert cells(held, TimeRule(Unit.SECONDS, prefix="s")) == [
        ("a", 0, "1"), ("b", 0, "0"), ("a", 1_000, "0"), ("b", 1_000, None),
    ]  # fmt: skip
    found = wide_rows(held, mapping(TimeRule(Unit.SECONDS, prefix="s")), Unused())
    assert found.notes == ("columns that begin with 's' and tell no time are left out: 's_total'",)


def test_columns_in_a_row_are_counted_from_a_start_in_steps() -> None:
    held = table(ID=["a"], x=["1"], y=["0"], z=["1"], rest=["5"])
    rule = TimeRule(Unit.FRAMES, fps=25, first="x", last="z", start=25, step=50)
    assert cells(held, rule) == [("a", 1_000, "1"), ("a", 3_000, "0"), ("a", 5_000, "1")]


def test_clock_texts_stand_in_headers_as_well() -> None:
    held = table(**{"ID": ["a"], "at 00:01": ["1"], "at 01:00": ["0"]})
    assert cells(held, TimeRule(Unit.CLOCK, prefix="at ")) == [
        ("a", 1_000, "1"),
        ("a", 60_000, "0"),
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (TimeRule(Unit.SECONDS, prefix="t"), "no column begins with 't'"),
        (TimeRule(Unit.SECONDS, prefix="s", offset_ms=0), "tell the same time: 's1', 's1.0'"),
        (TimeRule(Unit.SECONDS, first="s1", last="no", step=1), "has no column 'no'"),
        (TimeRule(Unit.SECONDS, first="s1.0", last="s1", step=1), "'s1' .time.last. stands before"),
        (TimeRule(Unit.SECONDS, first="s1", last="s1.0", step=1e9, start=1e9), "beyond all"),
    ],
)
def test_headers_that_tell_no_times_are_refused(rule: TimeRule, message: str) -> None:
    held = table(**{"ID": ["a"], "s1": ["1"], "s1.0": ["0"]})
    with pytest.raises(IntakeError, match=message):
        wide_rows(held, mapping(rule), Unused())


def test_a_participant_in_two_rows_is_refused_with_the_line() -> None:
    held = table(ID=["a", "b", "a"], s0=["1", "1", "0"])
    with pytest.raises(IntakeError, match="row 3, ID: 'a' stands in an earlier row as well"):
        wide_rows(held, mapping(TimeRule(Unit.SECONDS, prefix="s")), Unused())


def test_rows_without_participant_count_with_all_their_cells() -> None:
    unused = Unused()
    held = table(ID=["a", None], s0=["1", "1"], s1=["0", "0"])
    found = wide_rows(held, mapping(TimeRule(Unit.SECONDS, prefix="s")), unused)
    assert found.frame["person"].to_list() == ["a", "a"]
    assert (unused.read, unused.wrong) == (4, 2)
    with pytest.raises(IntakeError, match="no row names a participant"):
        wide_rows(
            table(ID=[None, ""], s0=["1", "1"]),
            mapping(TimeRule(Unit.SECONDS, prefix="s")),
            Unused(),
        )


def test_every_column_beside_the_time_is_a_participant_unless_left_out() -> None:
    unused = Unused()
    held = table(t=["0", "x", "2"], a=["1", "1", "0"], b=["0", "0", None], mean=["1", "1", "1"])
    rule = mapping(TimeRule(Unit.SECONDS, column="t"), Layout.WIDE_BY_TIME, leave_out=("mean",))
    found = grid_by_time(held, rule, unused).frame
    assert found.select("person", "ms", "value").rows() == [
        ("a", 0, "1"), ("a", 2_000, "0"), ("b", 0, "0"), ("b", 2_000, None),
    ]  # fmt: skip
    assert (unused.read, unused.wrong) == (6, 2)
    assert unused.found == ["row 2, t: 'x' is no number of seconds"]
    with pytest.raises(IntakeError, match="has no column beside that of the time"):
        grid_by_time(table(t=["0"], mean=["1"]), rule, Unused())
    with pytest.raises(IntakeError, match="has no column 'mean'"):
        grid_by_time(table(t=["0"]), rule, Unused())
