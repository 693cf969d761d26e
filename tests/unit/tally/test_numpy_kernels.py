"""Standings of codes; what the kernels do is in the contract of every engine."""

import numpy as np

from pulsemeter.domain.presence import AWAY, CHOICE_MAX, CHOICE_MIN, SKIPPED
from pulsemeter.tally.counters import Standing
from pulsemeter.tally.numpy_kernels import (
    ABSENT,
    DISLIKE,
    LIKE,
    NEITHER,
    STANDING,
    STANDINGS,
    UNHEARD,
)


def test_columns_are_the_standings_of_the_counters():
    assert tuple(Standing) == (LIKE, DISLIKE, NEITHER, ABSENT, UNHEARD)
    assert len(Standing) == STANDINGS


def test_every_byte_has_a_standing():
    expected = dict.fromkeys(range(-128, 128), UNHEARD)
    expected |= dict.fromkeys(range(CHOICE_MIN, 0), DISLIKE)
    expected |= dict.fromkeys(range(1, CHOICE_MAX + 1), LIKE)
    expected |= {0: NEITHER, SKIPPED: NEITHER, AWAY: ABSENT}
    codes = np.arange(-128, 128).astype(np.int8)
    assert dict(zip(codes.tolist(), STANDING[codes.view(np.uint8)], strict=True)) == expected
