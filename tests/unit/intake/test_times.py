"""Times in every spelling become whole milliseconds, or are named."""

from datetime import date, time, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.intake.complaint import Complaints
from pulsemeter.intake.times import clock_ms, read_times


def read(
    values: list[object], header: str = "time", time_unit: str | None = None
) -> tuple[list[int | None] | None, list[str], list[str]]:
    column = pl.Series(header, values)
    complaints = Complaints("a", lambda rows: [f"line {row + 2}" for row in rows])
    notes: list[str] = []
    rows = pl.int_range(len(column), eager=True)
    found = read_times(column, rows, complaints, notes, time_unit=time_unit)
    return None if found is None else found.to_list(), complaints.found, notes


@given(st.integers(0, 86_399_999), st.sampled_from([".", ","]), st.booleans())
def test_clock_texts_come_back(ms: int, point: str, padded: bool) -> None:
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    hour = f"{hours:02}" if padded else str(hours)
    assert clock_ms(pl.Series([f"{hour}:{minutes:02}:{seconds:02}{point}{rest:03}"]))[0] == ms


@given(st.integers(0, 999), st.integers(0, 59))
def test_minutes_may_go_on_without_hours(minutes: int, seconds: int) -> None:
    assert clock_ms(pl.Series([f"{minutes}:{seconds:02}"]))[0] == (minutes * 60 + seconds) * 1000


@given(st.text(alphabet="0123456789:.,-x ", max_size=14))
def test_any_text_is_a_time_or_nothing(text: str) -> None:
    ms = clock_ms(pl.Series([text]))[0]
    assert ms is None or ms >= 0


@pytest.mark.parametrize("text", ["1:60", "1:61:00", "00:00:01:12", ":30", "-0:01", "1:2:3:4"])
def test_impossible_clocks_are_nothing(text: str) -> None:
    assert clock_ms(pl.Series([text]))[0] is None


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("stimulus_ms", ["1", "2.4"], [1, 2]),
        ("time (s)", ["1", "2"], [1000, 2000]),
        ("time", ["0,5", "3"], [500, 3000]),
        ("time", [0, 1, 2], [0, 1000, 2000]),
        ("time", [0, 40_000], [0, 40_000]),
        ("time", [1000, 3000, 5000], [1000, 3000, 5000]),
        ("time", ["0:01", "1:00:00.5"], [1000, 3_600_500]),
        ("time", [timedelta(seconds=1.5)], [1500]),
        ("time", [time(0, 1, 2, 500_000)], [62_500]),
    ],
)
def test_units_are_taken_from_header_or_values(
    header: str, values: list[object], expected: list[int]
) -> None:
    found, wrong, _ = read(values, header)
    assert wrong == []
    assert found == expected


def test_a_guess_is_noted_and_an_option_goes_before_it() -> None:
    assert "read as seconds" in read(["0", "1"])[2][0]
    assert read(["0", "1"], time_unit="ms") == ([0, 1], [], [])
    assert read(["0", "1"], "time_ms", "s")[0] == [0, 1000]


def test_what_may_be_both_is_asked() -> None:
    found, wrong, _ = read([500, 900, 1300])
    assert found is None
    assert "--time-unit" in wrong[0]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["1", "x"], "line 3, time: 'x' is no time"),
        (["1", None], "line 3, time: an empty field is no time"),
        (["1", "NaN"], "'NaN' is no time"),
        (["-1", "2"], "line 2, time: '-1' lies before the start"),
        (["0", "100000000"], "more than 24 hours"),
        (["0:01", "25:00:00"], "more than 24 hours"),
        (["0:01", "5"], "line 3, time: '5' is no time; the other rows are written hh:mm:ss"),
        (["1.5", "2,5"], "decimal points and decimal commas"),
        ([date(2024, 1, 1)], "holds dates"),
        ([timedelta(seconds=-1)], "lies before the start"),
    ],
)
def test_impossible_times_are_named(values: list[object], said: str) -> None:
    found, wrong, _ = read(values)
    assert found is None
    assert any(said in one for one in wrong)


def test_all_sorts_of_wrong_times_are_said_together() -> None:
    _, wrong, _ = read(["x", "-1", "1", "100000000"])
    assert len(wrong) == 3
