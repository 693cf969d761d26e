"""What may leave together: sums that leave no room, overlaps, releases one after the other."""

import numpy as np
import pytest

from pulsemeter.domain.protection import RESEARCH, STANDARD
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.together import Together, with_parents
from pulsemeter.release.told_pool import ABSENT, LIKE, NEITHER, Basis, Under

OTHERS = {"age": "young"}


def panel(study_of, profile, groups, two_way=()):
    """A plan over groups of (categories, size), and who belongs to which group."""
    persons = [{**OTHERS, **categories} for categories, size in groups for _ in range(size)]
    plan = settle_plan(study_of(profile, two_way=two_way), persons)
    codes = np.array([plan.codes(person) for person in persons]).T
    return (
        plan,
        Together(plan, codes, profile),
        np.repeat(np.arange(len(groups)), [size for _, size in groups]),
    )


def standings_of(group, likes):
    """In each group so many like, the others are there and press nothing."""
    rows = np.full(len(group), NEITHER, dtype=np.int8)
    for number, count in enumerate(likes):
        rows[np.flatnonzero(group == number)[:count]] = LIKE
    return rows


def names(plan, told):
    return {plan.partitions[number].attribute for number in told}


def by_region(study_of, profile, **likes):
    """What may leave where each region of twenty persons has these likes."""
    groups = [({"region": region}, 20) for region in likes]
    plan, together, group = panel(study_of, profile, groups)
    return names(plan, together.may_leave_alone(standings_of(group, likes.values())))


def test_an_end_that_follows_from_the_sum_is_kept_back(study_of):
    # All: 5 or 6; north and east: 3 or 4 each; so the south's "fewer than 3" would be nobody.
    assert "region" not in by_region(study_of, STANDARD, north=3, east=3, south=0)


def test_an_over_that_follows_from_the_sum_is_kept_back(study_of):
    groups = [({"region": "north"}, 11), ({"region": "east"}, 11)]
    plan, together, group = panel(study_of, STANDARD, groups)
    # All: 15 or 16 of 22; east: 3 or 4; so the north's "more than 8 of 11" would be everybody.
    told = together.may_leave_alone(standings_of(group, [11, 4]))
    assert "region" not in names(plan, told)


@pytest.mark.parametrize("south", [1, 2])
def test_with_room_left_nothing_is_kept_back(study_of, south):
    assert "region" in by_region(study_of, STANDARD, north=4, east=4, south=south)
    assert "region" in by_region(study_of, STANDARD, north=20, east=20, south=20)


def test_exact_counts_may_say_outright_that_nobody_did(study_of):
    assert "region" in by_region(study_of, RESEARCH, north=3, east=3, south=0)


CROSSED = [
    ({"region": "north", "age": "young"}, 2),
    ({"region": "north", "age": "old"}, 28),
    ({"region": "south", "age": "young"}, 28),
    ({"region": "south", "age": "old"}, 42),
]


def test_two_attributes_that_both_lean_to_the_utmost_do_not_leave_together(study_of):
    """All: 3 or 4; north and young: 3 or 4 each. So at least two of the likes are of the young of
    the north, who are two. Each attribute alone leaves; the later declared waits."""
    plan, together, group = panel(study_of, STANDARD, CROSSED)
    rows = standings_of(group, [2, 1, 1, 0])
    told = together.may_leave_alone(rows)
    assert names(plan, told) == {"all", "region"}
    assert together.may_leave([Basis("", rows, frozenset({0, 2}))]) == {0, 2}


def test_the_same_attributes_leave_where_likes_are_spread(study_of):
    plan, together, group = panel(study_of, STANDARD, CROSSED)
    told = together.may_leave_alone(standings_of(group, [1, 9, 12, 20]))
    assert names(plan, told) == {"all", "region", "age"}


def test_exact_counts_of_two_attributes_must_not_name_an_overlap(study_of):
    plan, together, group = panel(study_of, RESEARCH, CROSSED)
    # Nobody of the south and all of the young: outright. Then who likes in the north is said too.
    told = together.may_leave_alone(standings_of(group, [2, 3, 0, 0]))
    assert names(plan, told) == {"all", "region"}
    told = together.may_leave_alone(standings_of(group, [1, 14, 14, 20]))
    assert names(plan, told) == {"all", "region", "age"}


def test_a_table_goes_with_its_rows(study_of):
    groups = [
        ({"region": r, "age": a}, 10) for r in ("north", "east", "south") for a in ("young", "old")
    ]
    plan, together, group = panel(study_of, STANDARD, groups, two_way=(("region", "age"),))
    assert "region×age" in names(plan, plan.released)
    told = together.may_leave_alone(standings_of(group, [2, 1, 1, 2, 0, 0]))
    assert names(plan, told) == {"all", "age"}


def test_of_two_releases_the_second_waits_where_their_difference_tells(study_of):
    """Four come in, fewer than the floor: exact counts before and after say how many of them like.
    Of ten all of whom like that may be said, as of any cell of ten."""
    everything = frozenset({0})
    for late, likes, leaves in ((4, 2, False), (10, 10, True), (10, 3, True)):
        groups = [({"region": "north"}, 20), ({"region": "north"}, late)]
        _, together, group = panel(study_of, RESEARCH, groups)
        now = standings_of(group, [8, likes])
        first = np.where(group == 0, now, -1).astype(np.int8)
        bases = [Basis("k", first, everything), Basis("k", now, everything)]
        assert together.may_leave(bases[:1])
        assert bool(together.may_leave(bases)) is leaves


def test_a_statement_waits_where_it_tells_of_its_intervals(study_of):
    """Five liked in each of two intervals and ten the statement: outright, all were others."""
    _, together, group = panel(study_of, RESEARCH, [({"region": "north"}, 12)])
    first, second = standings_of(group, [5]), np.flip(standings_of(group, [5]))
    everything = frozenset({0})
    bases = [Basis("a", first, everything), Basis("b", second, everything)]

    def stated(rows):
        under = (Under("a", first, True), Under("b", second, True))
        return Basis("s", rows, everything, None, under)

    both = np.where((first == LIKE) | (second == LIKE), LIKE, NEITHER).astype(np.int8)
    assert (both == LIKE).sum() == 10
    assert together.may_leave([*bases, stated(both)]) == {0}
    twelve = standings_of(group, [6]), np.flip(standings_of(group, [6]))
    bases = [Basis(name, rows, everything) for name, rows in zip("ab", twelve, strict=True)]
    under = tuple(Under(name, rows, True) for name, rows in zip("ab", twelve, strict=True))
    all_like = np.full(12, LIKE, dtype=np.int8)
    # Outright, and each interval still leaves open who it was.
    assert together.may_leave([*bases, Basis("s", all_like, everything, None, under)]) == {0}


def test_who_withdrew_is_known_to_be_nothing(study_of):
    """Ten in the north, one of them gone: nine are left, and their number of likes is told."""
    groups = [({"region": "north"}, 10), ({"region": "south"}, 30)]
    plan, together, group = panel(study_of, STANDARD, groups)
    rows = standings_of(group, [9, 10])
    gone = np.zeros(len(group), dtype=bool)
    gone[9] = True
    rows[gone] = ABSENT
    # North: over 6 of 10. With nobody gone that may be 7 to 10, else only 7 to 9.
    assert names(plan, together.may_leave([Basis("k", rows, plan.released)])) >= {"all", "region"}
    rows = standings_of(group, [10, 30])
    rows[gone] = ABSENT
    told = together.may_leave([Basis("k", rows, plan.released, gone)])
    assert told <= plan.released


def test_a_partition_needs_what_it_adds_up_to(study_of):
    plan, _, _ = panel(
        study_of, STANDARD, [(c, 40) for c, _ in CROSSED], two_way=(("region", "age"),)
    )
    assert with_parents(plan, frozenset({0, 1, 3})) == {0, 1}
    assert with_parents(plan, frozenset({1, 2, 3})) == frozenset()
    assert with_parents(plan, frozenset({0, 1, 2, 3})) == {0, 1, 2, 3}
