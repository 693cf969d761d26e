"""What follows from a pool: small cases by hand, and every quick answer against the programme."""

import numpy as np
import pytest

from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD
from pulsemeter.release import deduction
from pulsemeter.release.deduction import Questions, given_away
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.told_pool import DISLIKE, LIKE, Basis, Roster
from pulsemeter.release.told_programme import Programme

PROFILES = (STANDARD, SEALED, RESEARCH)


def pool_of(study_of, profile, seed):
    """A small panel that leans to the utmost."""
    rng = np.random.default_rng(seed)
    scale = 3 if profile is SEALED else 1
    persons = [
        {"region": region, "age": age}
        for region in ("north", "east", "south")
        for age in ("young", "old")
        for _ in range(scale * int(rng.choice((1, 2, 5, 9, 14))))
    ]
    plan = settle_plan(study_of(profile), persons)
    codes = np.array([plan.codes(person) for person in persons]).T
    leaning = {region: rng.dirichlet((0.3, 0.3, 0.3)) for region in ("north", "east", "south")}
    rows = np.array([rng.choice(3, p=leaning[p["region"]]) for p in persons], dtype=np.int8)
    return Roster(plan, codes, profile).pool([Basis("k", rows, plan.released)])


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)
def test_exchanges_answer_as_the_programme_does(study_of, profile):
    """Without exchanges the programme alone must come to the same end."""
    floor, by_sums = profile.smallest_roster, not profile.ends_coded
    quick, thorough = [], []
    for pool in (pool_of(study_of, profile, seed) for seed in range(24)):
        quick.append(given_away(pool, floor, by_sums=by_sums) is None)
        asked = [Questions(pool, kind, floor, by_sums=by_sums) for kind in (LIKE, DISLIKE)]
        targets = [target for one in asked for target in one.targets()]
        thorough.append(Programme(pool).unsettled(targets) is None)
    # The programme may give up where exchanges don't; never the other way round.
    assert all(a or not b for a, b in zip(quick, thorough, strict=True))
    assert sum(a != b for a, b in zip(quick, thorough, strict=True)) <= 2
    assert any(quick)


@pytest.mark.parametrize("kind", [LIKE, DISLIKE])
def test_exchanges_in_strips_answer_the_same_as_at_once(study_of, kind, monkeypatch):
    def left(pool, at_once):
        monkeypatch.setattr(deduction, "_PARTNERS_AT_ONCE", at_once)
        monkeypatch.setattr(deduction, "_PARTNERS", 2)
        asked = Questions(pool, kind, STANDARD.smallest_roster, by_sums=False)
        before = len(asked.targets())
        deduction._exchange(pool, asked)
        return before, [
            open_ones.tolist() for open_ones in (asked.up, asked.down, asked.either, asked.unions)
        ]

    answered = 0
    for pool in (pool_of(study_of, STANDARD, seed) for seed in range(24)):
        before, whole = left(pool, 1_000)
        assert left(pool, 1) == left(pool, 3) == (before, whole)
        answered += before - sum(map(sum, whole))
    assert answered > 0


def test_a_suspect_is_asked_about_first(study_of):
    pools = [pool_of(study_of, STANDARD, seed) for seed in range(24)]
    found = [(pool, given_away(pool, 10, by_sums=False)) for pool in pools]
    given = [(pool, target) for pool, target in found if target is not None]
    assert given, "no pool gives anything away: is the panel extreme enough?"
    for pool, target in given:
        again = given_away(pool, 10, [target], by_sums=False)
        assert again is not None
        assert (again.groups == target.groups).all()


def test_without_figures_nothing_is_given_away(study_of):
    pool = pool_of(study_of, STANDARD, 1)
    nothing = pool.only(np.zeros(len(pool.inside), dtype=bool))
    assert given_away(nothing, 10, by_sums=False) is None
