"""What is left out is counted in full and listed up to a limit."""

import polars as pl

from pulsemeter.intake.table import Table
from pulsemeter.intake.unused import LISTED_MAX, Unused


def table(count: int) -> Table:
    return Table.of("a.csv", pl.DataFrame({"v": [str(n) for n in range(count)]}), ["v"])


def test_rows_are_listed_with_place_and_value() -> None:
    unused, held = Unused(read=3), table(3)
    wrong = pl.Series([False, True, None])
    unused.rows(held, "v", wrong, held.rows, held.frame["v"], "is odd")
    assert unused.found == ["row 2, v: '1' is odd"]
    assert (unused.wrong, unused.percent, unused.unlisted) == (1, 34, 0)


def test_files_are_named_where_there_are_several() -> None:
    unused, held = Unused(names_files=True), table(1)
    unused.rows(held, "v", pl.Series([True]), held.rows, held.frame["v"], "is odd")
    assert unused.found == ["a.csv, row 1, v: '0' is odd"]


def test_lists_end_and_counts_do_not() -> None:
    unused, held = Unused(read=100_000), table(50)
    for _ in range(60):
        unused.rows(
            held, "v", pl.repeat(True, 50, eager=True), held.rows, held.frame["v"], "is odd", 2
        )
    assert len(unused.found) == LISTED_MAX
    assert unused.wrong == 6_000
    assert unused.unlisted == 6_000 - LISTED_MAX


def test_of_nothing_nothing_is_unused() -> None:
    assert Unused().percent == 0
