"""A person's own strongest moments, counted by hand."""

import numpy as np

from pulsemeter.analysis.own_moments import OwnMoment, own_moments, strongest_of
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.statement import Statement

SAID = [Statement(f"s{n}", 1, "a", n * 10_000, (n + 1) * 10_000, f"{n}") for n in range(4)]


def found(codes: list[int], limit: int, lag_ms: int = 0) -> list[tuple[str, float]]:
    moments = own_moments(np.array(codes, dtype=np.int8), SAID, 5_000, lag_ms, limit)
    return [(m.statement.id, m.sum) for m in moments]


def test_the_strongest_come_in_time_order() -> None:
    codes = [100, 0, -100, -100, 50, SKIPPED, 100, 100]
    assert found(codes, 3) == [("s0", 1.0), ("s1", -2.0), ("s3", 2.0)]
    assert found(codes, 1) == [("s1", -2.0)], "of even ones the earlier"


def test_one_of_each_kind_is_among_them() -> None:
    codes = [100, 100, 100, 100, 100, 100, -50, SKIPPED]
    assert found(codes, 2) == [("s0", 2.0), ("s3", -0.5)]


def test_silence_and_absence_are_no_moments() -> None:
    assert found([SKIPPED, AWAY, UNKNOWN, SKIPPED, 0, 0, 100, -100], 3) == []


def test_presses_are_looked_for_after_the_lag() -> None:
    codes = [SKIPPED, SKIPPED, 100, SKIPPED, SKIPPED, SKIPPED, SKIPPED, SKIPPED]
    assert found(codes, 3, lag_ms=5_000) == [("s0", 1.0)]
    assert found(codes, 3) == [("s1", 1.0)]


def test_one_of_each_kind_is_among_those_of_several_stimuli() -> None:
    loud = [OwnMoment(SAID[n], 4.0 - n) for n in range(3)]
    faint = OwnMoment(SAID[3], -0.5)
    assert strongest_of([*loud, faint], 2) == (loud[0], faint)
    assert strongest_of([*loud, faint], 1) == (loud[0],)
    assert strongest_of([], 2) == ()
