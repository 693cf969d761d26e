"""Bounds of coded counts: never less than all that would be told the same, and no more."""

import pytest

from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD
from pulsemeter.release.rounding import CodedCount, code_count, code_triple
from pulsemeter.release.told_bounds import bounds, triple_bounds

PROFILES = (RESEARCH, STANDARD, SEALED)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)
def test_bounds_hold_every_count_that_is_told_so(profile):
    for roster in range(profile.smallest_roster, 90):
        for count in range(roster + 1):
            least, most = bounds(code_count(count, roster, profile), roster, profile)
            assert 0 <= least <= count <= most <= roster


def test_bounds_by_example():
    assert bounds(CodedCount(3, "under", 1), 20, STANDARD) == (0, 2)
    assert bounds(CodedCount(16, "over", 19), 20, STANDARD) == (17, 20)
    assert bounds(CodedCount(8, "near", 8), 20, STANDARD) == (7, 8)
    assert bounds(CodedCount(9, "near", 9), 40, SEALED) == (8, 10)
    assert bounds(CodedCount(8, "near", 8), 20, RESEARCH) == (8, 8)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)
@pytest.mark.parametrize("roster", [5, 11, 30, 44])
def test_bounds_of_three_are_as_tight_as_trying_all(profile, roster):
    told = {}
    for present in range(roster + 1):
        for likes in range(present + 1):
            triple = code_triple(likes, 0, present, roster, profile)
            told.setdefault(triple, []).append((likes, present))
    for triple, counts in told.items():
        likes, _, present = triple_bounds(triple, roster, profile)
        assert likes == (min(c[0] for c in counts), max(c[0] for c in counts))
        assert present == (min(c[1] for c in counts), max(c[1] for c in counts))
