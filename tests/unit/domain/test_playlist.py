"""Orders of a playlist: whole permutations, and Latin rows in which nothing comes more often."""

from collections import Counter
from itertools import pairwise, permutations
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.playlist import latin_rows, least_filled, permutation


@pytest.mark.parametrize("count", range(2, 9))
def test_each_stimulus_stands_equally_often_at_each_place(count: int) -> None:
    rows = latin_rows(count)
    assert len(rows) == count * (1 + count % 2)
    for place in range(count):
        assert set(Counter(row[place] for row in rows).values()) == {len(rows) // count}
    assert all(sorted(row) == list(range(count)) for row in rows)


@pytest.mark.parametrize("count", range(2, 9))
def test_each_stimulus_follows_each_other_one_equally_often(count: int) -> None:
    rows = latin_rows(count)
    neighbours = Counter(pair for row in rows for pair in pairwise(row))
    assert set(neighbours) == set(permutations(range(count), 2))
    assert len(set(neighbours.values())) == 1


def test_one_stimulus_has_one_order() -> None:
    assert latin_rows(1) == ((0,),)
    assert permutation(1, 7) == (0,)


@pytest.mark.parametrize("count", range(1, 6))
def test_the_numbers_name_every_order_once(count: int) -> None:
    found = {permutation(count, number) for number in range(factorial(count))}
    assert found == set(permutations(range(count)))


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 20)), st.integers(1, 5))
def test_the_option_that_is_furthest_behind_its_share_is_next(
    held: dict[str, int], share: int
) -> None:
    shares = {"a": share, "b": 1, "c": 1}
    behind = least_filled("abc", held, shares)
    filled = {option: held.get(option, 0) / shares[option] for option in "abc"}
    assert behind == [option for option in "abc" if filled[option] == min(filled.values())]


def test_shares_are_kept_in_the_long_run() -> None:
    held: Counter[str] = Counter()
    for _ in range(400):
        held[least_filled("ab", held, {"a": 3, "b": 1})[0]] += 1
    assert held == {"a": 300, "b": 100}
