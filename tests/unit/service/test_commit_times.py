"""The age of a tally's lag is that of the oldest commit which it has still to count."""

import pytest
from tests.conftest import ManualClock

from pulsemeter.service.commit_times import NOTES_MAX, TOGETHER_MS, CommitTimes


@pytest.fixture
def clock():
    return ManualClock()


def test_the_oldest_that_isnt_counted_is_told(clock):
    times = CommitTimes(clock)
    assert times.age_ms("A", 0) == 0
    for position in range(1, 5):
        times.note("A", position)
        clock.now_ms += TOGETHER_MS
    times.note("B", 9)
    clock.now_ms += 1
    assert [times.age_ms("A", counted) for counted in range(5)] == [4_001, 3_001, 2_001, 1_001, 0]
    times.counted("A", 2)
    assert times.age_ms("A", 0) == 2_001, "what was counted is forgotten"
    assert times.age_ms("B", 8) == 1
    times.forget("B")
    assert times.age_ms("B", 8) == 0


def test_commits_of_one_second_are_noted_together_by_the_first(clock):
    times = CommitTimes(clock)
    times.note("A", 1)
    clock.now_ms += TOGETHER_MS - 1
    times.note("A", 7)
    clock.now_ms += 1
    times.note("A", 8)
    assert times.age_ms("A", 6) == TOGETHER_MS
    assert times.age_ms("A", 7) == 0


def test_a_tally_that_stands_still_for_long_costs_no_more_memory(clock):
    times = CommitTimes(clock)
    for position in range(1, NOTES_MAX + 500):
        times.note("A", position)
        clock.now_ms += TOGETHER_MS
    assert times.age_ms("A", 0) == clock.now_ms, "the oldest stays exact"
    assert times.age_ms("A", NOTES_MAX + 100) == 500 * TOGETHER_MS
    times.counted("A", NOTES_MAX + 499)
    assert times.age_ms("A", 0) == 0
