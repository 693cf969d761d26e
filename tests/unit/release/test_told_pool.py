"""Groups, columns and figures of a pool, by hand."""

import numpy as np

from pulsemeter.domain.protection import RESEARCH, STANDARD
from pulsemeter.release import told_pool
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.told_pool import LIKE, NEITHER, NOT_COUNTED, Basis, Roster, Under

REGIONS = ["north"] * 10 + ["south"] * 14
AGES = (["young"] * 5 + ["old"] * 5) * 2 + ["old"] * 4


def roster_of(study_of, profile=STANDARD):
    persons = [{"region": r, "age": a} for r, a in zip(REGIONS, AGES, strict=True)]
    plan = settle_plan(study_of(profile), persons)
    codes = np.array([plan.codes(person) for person in persons]).T
    return plan, Roster(plan, codes, profile)


def rows_of(likes):
    rows = np.full(len(REGIONS), NEITHER, dtype=np.int8)
    rows[list(likes)] = LIKE
    return rows


def test_persons_in_the_same_cells_are_one_column(study_of):
    plan, roster = roster_of(study_of)
    pool = roster.pool([Basis("k", rows_of([0, 1, 7, 20]), plan.released)])
    assert pool.held.sum(axis=1).tolist() == [5, 5, 5, 9]
    assert pool.held[:, LIKE].tolist() == [2, 1, 0, 1]
    assert len(pool.inside) == 5  # all, two regions, two ages
    assert (pool.inside @ pool.held)[:, LIKE].tolist() == [4, 3, 1, 2, 2]
    assert pool.least[:, LIKE].tolist() == [3, 3, 0, 0, 0]


def test_whoever_changed_has_a_column_for_each_state_and_is_told_apart(study_of):
    plan, roster = roster_of(study_of)
    first, then = rows_of([0, 1]), rows_of([0, 2])
    pool = roster.pool([Basis("k", first, plan.released), Basis("k", then, frozenset({0}))])
    # Persons 1 and 2 changed: the four groups, and those two in two states.
    assert sorted(pool.held.sum(axis=1).tolist()) == [2, 2, 3, 5, 5, 9]
    whole = [figure for figure, basis in enumerate(pool.basis) if basis == 1]
    assert len(whole) == 1
    assert (pool.inside[whole[0]] @ pool.held).sum() == len(REGIONS)


def test_late_comers_are_a_group_of_their_own(study_of):
    plan, roster = roster_of(study_of)
    late = rows_of([0])
    early = late.copy()
    early[14:] = NOT_COUNTED
    pool = roster.pool([Basis("k", early, plan.released), Basis("k", late, plan.released)])
    assert pool.held.sum() == len(REGIONS)
    assert (pool.inside[pool.basis == 0] @ pool.held)[0].sum() == 14


def test_who_withdrew_is_counted_by_the_figure_and_open_to_no_doubt(study_of):
    plan, roster = roster_of(study_of)
    gone = np.zeros(len(REGIONS), dtype=bool)
    gone[0] = True
    rows = rows_of([1])
    rows[0] = 4  # unheard of
    pool = roster.pool([Basis("k", rows, plan.released, gone)])
    assert pool.held.sum() == len(REGIONS) - 1
    # The bounds are those of the whole roster: over 20 of 24.
    assert pool.most[0].tolist() == [2, 2, 24]


def test_a_statement_is_linked_with_its_intervals(study_of):
    plan, roster = roster_of(study_of)
    first, second = rows_of([0]), rows_of([0, 9])
    stated = rows_of([0, 9])
    under = (Under("a", first, True), Under("b", second, False))
    pool = roster.pool(
        [Basis("a", first, plan.released), Basis("s", stated, plan.released, None, under)]
    )
    (link,) = pool.links
    assert link.whole == (True, False)
    assert link.courses == {(LIKE, LIKE, LIKE), (NEITHER, LIKE, LIKE), (NEITHER,) * 3}
    # The interval that was told before stands in the same columns.
    told = pool.inside[pool.basis == 0].any(axis=0)
    assert set(link.intervals[0].tolist()) == set(np.flatnonzero(told).tolist())


def test_columns_that_are_asked_about_together(study_of):
    plan, roster = roster_of(study_of, RESEARCH)
    pool = roster.pool([Basis("k", rows_of([]), plan.released)])
    unions = {tuple(np.flatnonzero(union).tolist()) for union in pool.unions}
    assert (0, 1) in unions  # the north
    assert all(len(union) > 1 for union in unions)
    assert len(pool.only(pool.partition == 0).inside) == 1


def test_a_long_statement_is_reckoned_by_itself(study_of):
    plan, roster = roster_of(study_of)
    for intervals, linked in ((3, 1), (6, 0)):
        under = tuple(Under(k, rows_of([k]), True) for k in range(intervals))
        pool = roster.pool([Basis("s", rows_of([0]), plan.released, None, under)])
        assert len(pool.links) == linked


def test_shapes_that_come_again_are_kept_and_large_ones_are_not(study_of, monkeypatch):
    plan, roster = roster_of(study_of)
    for likes in ([0, 1], [2, 3], [4]):
        roster.pool([Basis("k", rows_of(likes), plan.released)])
    assert len(roster._shapes) == 1, "four groups, whatever they did"
    kept = roster.pool([Basis("k", rows_of([0]), plan.released)])
    monkeypatch.setattr(told_pool, "_SHAPE_COLUMNS_MAX", 3)
    _, other = roster_of(study_of)
    anew = other.pool([Basis("k", rows_of([0]), plan.released)])
    assert not other._shapes
    assert (anew.inside == kept.inside).all()
    assert (anew.unions == kept.unions).all()
