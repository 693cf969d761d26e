"""Delays from taps: medians of the nearest three, slips left out, and how long to wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.delay import (
    DELAY_MAX_MS,
    GRACE_MAX_MS,
    GRACE_MIN_MS,
    Delay,
    DelayCourse,
    delay_course,
    grace_ms,
    late_ms,
)


def test_fewer_than_three_taps_make_no_delay():
    assert delay_course([]) is None
    assert delay_course([(0, 20_000), (10_000, 21_000)]) is None
    # A third one that no broadcast has is a slip.
    slip = (20_000, DELAY_MAX_MS + 1)
    assert delay_course([(0, 20_000), (10_000, 21_000), slip]) is None


def test_the_delay_is_the_median_and_the_spread_says_how_sure_it_is():
    course = delay_course([(20_000, 21_000), (0, 20_000), (10_000, 26_000)])
    assert course == DelayCourse((0,), (Delay(21_000, 6_000),))
    assert course.delays[0].is_coarse
    assert not Delay(21_000, 2_500).is_coarse


def test_a_screen_may_be_ahead_of_the_moderators():
    course = delay_course([(0, -4_000), (10, -4_200), (20, -3_900)])
    assert course is not None
    assert course.delays == (Delay(-4_000, 300),)


def test_at_each_moment_the_nearest_three_taps_count():
    taps = [(0, 10), (100, 20), (200, 30), (1_000, 40), (1_100, 50), (1_200, 60)]
    course = delay_course(taps)
    assert course is not None

    def nearest(at_ms):
        three = sorted(taps, key=lambda tap: (abs(tap[0] - at_ms), tap[0]))[:3]
        return sorted(delay for _, delay in three)[1]

    starts = [*course.starts_ms, 2_000]
    for k, delay in enumerate(course.delays):
        for at_ms in range(starts[k], starts[k + 1], 10):
            # At the very middle between two taps either will do; we take the later one.
            if at_ms not in starts:
                assert delay.ms == nearest(at_ms), at_ms


@pytest.mark.parametrize(
    ("delays", "grace"),
    [
        ([], GRACE_MIN_MS),
        ([0] * 20, 5_000),
        ([-9_000] * 20, GRACE_MIN_MS),
        ([20_000] * 99 + [80_000], 25_000),
        ([20_000] * 94 + [40_000] * 6, 45_000),
        ([89_000] * 3, GRACE_MAX_MS),
    ],
)
def test_the_grace_waits_for_nearly_all_and_never_for_good(delays, grace):
    assert grace_ms(delays) == grace


def test_a_share_of_delays_in_any_order():
    assert [late_ms([30, 10, 20, 40], share) for share in (0.0, 0.5, 0.95, 1.0)] == [10, 30, 40, 40]


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(-(10**5), 10**5)), max_size=12))
def test_a_course_covers_the_session_in_order(taps):
    course = delay_course(taps)
    if course is not None:
        assert course.starts_ms[0] == 0
        assert list(course.starts_ms) == sorted(course.starts_ms)
        assert len(course.starts_ms) == len(course.delays)
        assert all(
            abs(delay.ms) <= DELAY_MAX_MS and delay.spread_ms >= 0 for delay in course.delays
        )
