"""Sums of told counts: when the whole leaves its parts no room, they are kept back."""

import pytest

from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.rounding import CodedCount, code_count, code_triple
from pulsemeter.release.totals import Coded, bounds, kept_back

PROFILES = (STANDARD, SEALED)


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


def coded_of(plan, likes_by_cell, profile):
    """Everyone present, with these likes and no dislikes."""
    return {
        cell.id: Coded(
            code_triple(likes_by_cell[cell.id], 0, cell.roster, cell.roster, profile), cell.roster
        )
        for cell in plan.cells
    }


def regions(study_of, profile, **likes):
    """The attributes kept back when the regions of twenty persons each have these likes."""
    persons = [{"region": r, "age": "young"} for r in likes for _ in range(20)]
    plan = settle_plan(study_of(profile), persons)
    total = sum(likes.values())
    told = {"all": total, "age:young": total}
    told |= {f"region:{r}": count for r, count in likes.items()}
    return kept_back(plan, coded_of(plan, told, profile), profile)


def test_an_end_that_follows_from_the_sum_is_kept_back(study_of):
    # All: 5 or 6; north and east: 3 or 4 each; so the south's "fewer than 3" would be nobody.
    assert regions(study_of, STANDARD, north=3, east=3, south=0) == {"region"}


def test_an_over_that_follows_from_the_sum_is_kept_back(study_of):
    # All: over 56 of 60. North: 17 to 20; east and south likewise: room is left.
    assert regions(study_of, STANDARD, north=20, east=20, south=20) == frozenset()
    persons = [{"region": r, "age": "young"} for r in ("north", "east") for _ in range(11)]
    plan = settle_plan(study_of(STANDARD), persons)
    # All: 15 or 16 of 22; east: 3 or 4; so the north's "more than 8 of 11" would be everybody.
    likes = {"all": 15, "age:young": 15, "region:north": 11, "region:east": 4}
    assert "region" in kept_back(plan, coded_of(plan, likes, STANDARD), STANDARD)


@pytest.mark.parametrize("south", [1, 2])
def test_with_room_left_nothing_is_kept_back(study_of, south):
    assert regions(study_of, STANDARD, north=4, east=4, south=south) == frozenset()


def test_without_ends_there_is_nothing_to_keep_back(study_of):
    assert regions(study_of, STANDARD, north=8, east=8, south=8) == frozenset()
    assert regions(study_of, RESEARCH, north=3, east=3, south=0) == frozenset()


def test_a_table_goes_with_its_rows(study_of):
    study = study_of(two_way=(("region", "age"),))
    persons = [
        {"region": r, "age": a}
        for r in ("north", "east", "south")
        for a in ("young", "old")
        for _ in range(10)
    ]
    plan = settle_plan(study, persons)
    likes = {"all": 6, "region:north": 3, "region:east": 3, "region:south": 0}
    likes |= {"age:young": 3, "age:old": 3}
    likes |= {c.id: 1 for c in plan.cells if c.attribute == "region×age"}
    back = kept_back(plan, coded_of(plan, likes, STANDARD), STANDARD)
    assert back == {"region", "region×age"}
