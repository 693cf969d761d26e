"""Everything that is wrong is said at once, and not ten thousand times."""

import polars as pl
import pytest

from pulsemeter.intake.complaint import ROWS_SHOWN, Complaints, IntakeError, listed, quoted


def lines(rows: list[int]) -> list[str]:
    return [f"line {row + 2}" for row in rows]


def test_one_complaint_stands_in_one_line() -> None:
    assert str(IntakeError("a.csv", ["is empty."])) == "a.csv can't be used: is empty."


def test_twenty_are_shown_and_the_rest_counted() -> None:
    text = str(IntakeError("a.csv", [f"no. {place}" for place in range(30)], hidden=5))
    assert "no. 19" in text
    assert "no. 20" not in text
    assert text.endswith("and 15 more")


def test_rows_are_named_by_line_header_and_value() -> None:
    complaints = Complaints("a.csv", lines)
    wrong = pl.Series([False, True, None, True])
    values = pl.Series(["1", "x", "y", None])
    complaints.rows("time", wrong, pl.Series([0, 1, 2, 7]), values, "is no time")
    with pytest.raises(IntakeError) as caught:
        complaints.stop()
    assert caught.value.complaints == (
        "line 3, time: 'x' is no time",
        "line 9, time: an empty field is no time",
    )


def test_rows_may_have_headers_of_their_own() -> None:
    complaints = Complaints("a.csv", lines)
    complaints.rows(
        pl.Series(["p1", "p2"]), pl.Series([False, True]), pl.Series([0, 1]), pl.Series([1, 2]), "!"
    )
    assert complaints.found == ["line 3, p2: '2' !"]


def test_many_rows_of_one_sort_leave_room_for_other_sorts() -> None:
    complaints = Complaints("a.csv", lines)
    count = 1000
    every = pl.repeat(True, count, eager=True)
    complaints.rows("t", every, pl.Series(range(count)), pl.Series(range(count)), "!")
    complaints.add("another")
    with pytest.raises(IntakeError, match="another") as caught:
        complaints.stop()
    assert f"and {count - ROWS_SHOWN} more" in str(caught.value)


def test_nothing_found_stops_nothing() -> None:
    Complaints("a.csv", lines).stop()


def test_values_are_shown_short() -> None:
    assert len(quoted("x" * 500)) < 70
    assert quoted(0.1 + 0.2) == "'0.3'"
    assert listed(["a", "b", "c"], most=2) == "'a', 'b' and 1 more"
    assert listed([]) == "none"
