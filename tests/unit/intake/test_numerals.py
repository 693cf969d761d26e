"""Numbers as people write them."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.intake.numerals import numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", 3), (" 3.5 ", 3.5), ("3,5", 3.5), ("−1", -1), ("+1", 1), ("1e2", 100), (",5", 0.5)],
)
def test_numbers_are_read(text: str, value: float) -> None:
    assert numbers(pl.Series([text])).values.to_list() == [value]


@pytest.mark.parametrize("text", ["x", "1,2,3", "--", "inf", "1 2", "0x1"])
def test_other_things_are_no_numbers_and_not_missing(text: str) -> None:
    read = numbers(pl.Series([text, "1"]))
    assert read.values.to_list() == [None, 1]
    assert read.missing.to_list() == [False, False]


@pytest.mark.parametrize("text", ["", " ", "NA", "n/a", "NaN", "null", ".", None])
def test_words_for_missing_are_missing(text: str | None) -> None:
    read = numbers(pl.Series([text, "1"], dtype=pl.String))
    assert read.values.to_list() == [None, 1]
    assert read.missing.to_list() == [True, False]


def test_points_beside_commas_are_seen() -> None:
    assert numbers(pl.Series(["1.5", "2,5"])).mixed
    only = numbers(pl.Series(["1", "2,5"]))
    assert only.commas
    assert not only.mixed


def test_columns_of_numbers_pass_through() -> None:
    read = numbers(pl.Series([1.5, float("nan"), None, float("inf")]))
    assert read.values.to_list() == [1.5, None, None, None]
    assert read.missing.to_list() == [False, True, True, False]
    assert numbers(pl.Series([1, 2])).values.to_list() == [1.0, 2.0]


@given(st.lists(st.floats(-1e9, 1e9).map(lambda value: round(value, 4)), min_size=1, max_size=20))
def test_commas_and_points_give_the_same_numbers(values: list[float]) -> None:
    points = pl.Series([f"{value:.4f}" for value in values])
    commas = points.str.replace(".", ",", literal=True)
    assert numbers(commas).values.to_list() == numbers(points).values.to_list() == values
