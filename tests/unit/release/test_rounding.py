"""Counts as they are told: never an end, never one single count, always true."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.protection import PROFILES, RESEARCH, SEALED, STANDARD
from pulsemeter.release.rounding import CodedCount, code_count, code_triple, end_width, rounded

CODED = [STANDARD, SEALED]


def is_true(told, count, step):
    """Whether what is told holds for the exact count."""
    if told.coding == "under":
        return count < told.value
    if told.coding == "over":
        return count > told.value
    return abs(count - told.value) <= step // 2


def coded_by_told(limit, profile, counts=None):
    """The exact counts behind everything that can be told of a limit."""
    behind = defaultdict(list)
    for count in counts or range(limit + 1):
        behind[code_count(count, limit, profile)].append(count)
    return behind


@pytest.mark.parametrize(
    ("count", "step", "expected"),
    [(0, 2, 0), (1, 2, 2), (2, 2, 2), (3, 2, 4), (1, 3, 0), (2, 3, 3), (4, 3, 3), (5, 3, 6)],
)
def test_rounding_goes_to_the_nearest_step(count, step, expected):
    assert rounded(count, step) == expected


@given(st.integers(0, 10**6))
def test_a_step_of_one_tells_the_count_itself(count):
    assert rounded(count, 1) == count


@pytest.mark.parametrize("profile", CODED, ids=lambda p: p.name)
def test_neither_nobody_nor_everybody_is_ever_told(profile):
    for limit in range(profile.smallest_roster, 200):
        nobody, everybody = (code_count(count, limit, profile) for count in (0, limit))
        assert nobody.coding == "under"
        assert everybody.coding == "over"
        behind = coded_by_told(limit, profile)
        assert len(behind[nobody]) > profile.rounding_step
        assert len(behind[everybody]) > profile.rounding_step


@pytest.mark.parametrize("profile", CODED, ids=lambda p: p.name)
def test_whatever_is_told_stands_for_at_least_a_step_of_counts(profile):
    # Ends cut out of the middle of a rounded value would tell 4 of 20 exactly.
    for limit in range(profile.smallest_roster, 200):
        for told, counts in coded_by_told(limit, profile).items():
            assert len(counts) >= profile.rounding_step, (limit, told)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_what_is_told_is_true_and_what_is_used_lies_within_it(profile):
    for limit in range(profile.smallest_roster, 150):
        for told, counts in coded_by_told(limit, profile).items():
            assert all(is_true(told, count, profile.rounding_step) for count in counts)
            assert is_true(told, told.used, profile.rounding_step)
            assert 0 <= told.used <= limit


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_more_persons_are_never_told_as_fewer(profile):
    for limit in range(profile.smallest_roster, 150):
        told = [code_count(count, limit, profile) for count in range(limit + 3)]
        assert [t.used for t in told] == sorted(t.used for t in told)
        shown = [("under", "near", "over").index(t.coding) for t in told]
        assert shown == sorted(shown)
        near = [t.value for t in told if t.coding == "near"]
        assert near == sorted(near)


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from(CODED))
def test_even_tiny_limits_are_told_truly(count, limit, profile):
    told = code_count(count, limit, profile)
    assert is_true(told, count, profile.rounding_step)
    assert told.coding != "near" or 0 < told.value < limit


def test_research_tells_what_was_counted():
    assert end_width(RESEARCH) == 0
    for count in range(31):
        assert code_count(count, 30, RESEARCH) == CodedCount(count, "near", count)


def test_standard_by_example():
    told = [code_count(count, 20, STANDARD) for count in (0, 2, 3, 4, 11, 16, 17, 20)]
    assert [(t.value, t.coding, t.used) for t in told] == [
        (3, "under", 1),
        (3, "under", 1),
        (4, "near", 4),
        (4, "near", 4),
        (12, "near", 12),
        (16, "near", 16),
        (16, "over", 19),
        (16, "over", 19),
    ]


groups = st.integers(0, 120).flatmap(
    lambda roster: st.tuples(
        st.integers(0, roster), st.integers(0, roster), st.integers(0, roster)
    ).map(lambda marks: (*sorted(marks), roster))
)


@given(groups, st.sampled_from(list(PROFILES.values())))
def test_the_three_counts_fit_together(group, profile):
    first, second, present, roster = group
    triple = code_triple(first, second - first, present, roster, profile)
    likes, dislikes, there = triple.used
    assert min(likes, dislikes) >= 0
    assert likes + dislikes <= there
    if there:
        assert there >= profile.smallest_roster


@given(groups, st.sampled_from(list(PROFILES.values())))
def test_what_a_triple_tells_is_true(group, profile):
    first, second, present, roster = group
    triple = code_triple(first, second - first, present, roster, profile)
    told = (triple.likes, triple.dislikes, triple.present)
    for count, exact in zip(told, (first, second - first, present), strict=True):
        assert is_true(count, exact, profile.rounding_step)


@given(groups, groups, st.sampled_from(list(PROFILES.values())))
def test_below_the_floor_nothing_is_told_but_that(one, other, profile):
    def triple(group):
        first, second, present, roster = group
        return code_triple(first, second - first, present, roster, profile)

    for roster in (one[3], other[3]):
        if roster >= profile.smallest_roster:
            return
    assert triple(one) == triple(other)
    assert triple(one).used == (0, 0, 0)
    assert {triple(one).likes, triple(one).dislikes, triple(one).present} == {
        CodedCount(profile.smallest_roster, "under", 0)
    }


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_a_group_of_just_the_smallest_roster_is_told_when_all_are_there(profile):
    n = profile.smallest_roster
    assert code_triple(n // 2, 1, n, n, profile).used[2] == n


@pytest.mark.parametrize("profile", CODED, ids=lambda p: p.name)
def test_a_roster_is_used_as_it_was_rounded(profile):
    step, n = profile.rounding_step, 20 * profile.rounding_step
    block = [roster for roster in range(n, 3 * n) if rounded(roster, step) == 2 * n]
    told = {code_triple(7, 8, min(block) - 9, roster, profile) for roster in block}
    assert len(block) == step
    assert len(told) == 1
