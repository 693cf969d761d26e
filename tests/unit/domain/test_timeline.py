"""Half-open intervals of stimulus time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.timeline import (
    interval_count,
    interval_end,
    interval_of,
    interval_start,
    intervals_overlapped,
)

cadences = st.integers(1, 60_000)


@given(st.integers(0, 10**7), cadences)
def test_every_moment_lies_in_exactly_its_interval(stimulus_ms, cadence_ms):
    k = interval_of(stimulus_ms, cadence_ms)
    assert interval_start(k, cadence_ms) <= stimulus_ms < interval_end(k, cadence_ms)


@given(st.integers(1, 10**7), cadences)
def test_a_rest_is_an_interval_of_its_own(duration_ms, cadence_ms):
    assert interval_count(duration_ms, cadence_ms) == interval_of(duration_ms - 1, cadence_ms) + 1


def test_the_tick_belongs_to_the_next_interval():
    assert interval_of(4_999, 5_000) == 0
    assert interval_of(5_000, 5_000) == 1
    assert interval_end(0, 5_000) == interval_start(1, 5_000) == 5_000
    assert interval_count(0, 5_000) == 0


def test_time_before_the_start_is_no_interval_of_a_stimulus():
    assert interval_of(-1, 5_000) < 0


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "overlapped"),
    [
        (0, 5_000, [0]),
        (0, 5_001, [0, 1]),
        (4_999, 5_000, [0]),
        (4_999, 5_001, [0, 1]),
        (5_000, 5_000, []),
        (9_000, 5_000, []),
        (8_000, 24_000, [1, 2, 3, 4]),
    ],
)
def test_overlapped(start_ms, end_ms, overlapped):
    assert list(intervals_overlapped(start_ms, end_ms, 5_000)) == overlapped


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 20))
def test_overlapped_are_those_that_hold_one_of_the_moments(start_ms, end_ms, cadence_ms):
    moments = {interval_of(moment, cadence_ms) for moment in range(start_ms, end_ms)}
    assert list(intervals_overlapped(start_ms, end_ms, cadence_ms)) == sorted(moments)
