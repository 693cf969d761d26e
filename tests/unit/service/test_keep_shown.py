"""The gate's memory: what may be told again, and what leaves beside what was shown."""

import numpy as np
import pytest

from pulsemeter.domain.passage import SpokenPassage
from pulsemeter.domain.statement import Statement
from pulsemeter.release.told_pool import LIKE, NEITHER
from pulsemeter.service.count_statement import intervals_under
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.keep_shown import LOOKED_BACK, TIED_INTERVALS_MAX, ShownFigures
from pulsemeter.service.roster_member import Member
from pulsemeter.storage.memory.reactions import MemoryReactionLog

SAID = Statement("s", 1, "talk", 0, 10_000, "Said.")
PERSONS = 24


@pytest.fixture
def follower(make_study):
    """Twelve of the north and twelve of the south, who pressed nothing yet."""
    found = TallyFollower("SHOWN", make_study(), MemoryReactionLog())
    members = {
        seat: Member({"region": "north" if seat <= PERSONS // 2 else "south"})
        for seat in range(1, PERSONS + 1)
    }
    found.settle(members)
    return found


def rows_of(likes):
    rows = np.full(PERSONS, NEITHER, dtype=np.int8)
    rows[list(likes)] = LIKE
    return rows


def shown_once(follower, rows, told=None):
    shown = ShownFigures(follower, [SAID])
    basis = shown.basis((0, 0), rows, shown.all_partitions if told is None else told)
    shown.remember((0, 0), basis)
    return shown


def test_what_was_never_shown_may_be_told(follower):
    shown = ShownFigures(follower, [SAID])
    assert shown.may_be_told((0, 0), rows_of([])) == shown.all_partitions
    assert (0, 0) not in shown
    assert shown.whole_panel() == {}


def test_nothing_is_told_again_where_few_changed(follower):
    shown = shown_once(follower, rows_of(range(4)))
    assert shown.may_be_told((0, 0), rows_of(range(4))) == frozenset()
    assert shown.may_be_told((0, 0), rows_of(range(5))) == frozenset()
    assert not shown.has_changed((0, 0), rows_of(range(4)))
    assert shown.has_changed((0, 0), rows_of(range(5)))


def test_all_is_told_again_where_enough_changed_in_each_cell(follower):
    floor = follower.study.profile.smallest_roster
    half = PERSONS // 2
    likes = [*range(floor), *range(half, half + floor)]
    shown = shown_once(follower, rows_of([]))
    assert shown.may_be_told((0, 0), rows_of(likes)) == shown.all_partitions
    # One more of the south: its cell may not be told, and so not the attribute.
    fewer = [*range(floor), half]
    assert shown.may_be_told((0, 0), rows_of(fewer)) == {0}


def test_what_was_kept_back_has_no_rows(follower):
    shown = shown_once(follower, rows_of([1]), frozenset())
    assert (0, 0) in shown
    assert shown.whole_panel() == {}
    assert shown.bases((0, 0)) == []


def test_a_statement_hangs_together_with_its_intervals(follower):
    shown = shown_once(follower, rows_of([1]))
    assert len(shown.bases("s")) == 1
    assert shown.bases((0, 4)) == []
    basis = shown.basis("s", rows_of([1]), shown.all_partitions)
    assert [under.name for under in basis.under] == list(intervals_under(follower, SAID))
    shown.remember("s", basis)
    assert [one.name for one in shown.bases((0, 0))] == ["s", (0, 0)]


def test_rows_that_are_known_are_kept_once(follower):
    """A statement over a minute would keep twelve copies, and there is one a minute."""
    now = follower.standings(0, 0)
    shown = shown_once(follower, now)
    under = {one.name: one.standings for one in shown.basis("s", now, frozenset()).under}
    assert under[0, 0] is now
    assert np.array_equal(under[0, 1], follower.standings(0, 1))
    shown.remember((0, 0), shown.basis((0, 0), rows_of([1]), shown.all_partitions))
    newer = {one.name: one.standings for one in shown.basis("s", now, frozenset()).under}
    assert np.array_equal(newer[0, 0], now)


def test_what_leaves_at_the_same_time_is_reckoned_with(follower):
    shown = ShownFigures(follower, [SAID])
    now = shown.basis((0, 0), rows_of(range(10)), shown.all_partitions)
    about_to = {(0, 0): now}
    nothing = shown.basis("s", rows_of(range(10)), frozenset())
    assert shown.leaving(nothing, 0, about_to)() == frozenset()
    assert 0 in shown.leaving(now, 0, {})()


def test_a_reckoning_rests_on_what_was_shown_when_it_was_asked_for(follower):
    shown = ShownFigures(follower, [SAID])
    basis = shown.basis((0, 0), rows_of(range(10)), shown.all_partitions)
    asked = shown.leaving(basis, 0, {})
    before = asked()
    for number in range(3):  # each tells of a few who changed: beside them nothing may leave
        shown.remember((0, 0), shown.basis((0, 0), rows_of([number]), shown.all_partitions))
    assert asked() == before


def test_memory_has_an_end(follower):
    shown = ShownFigures(follower, [SAID])
    for number in range(LOOKED_BACK + 4):
        shown.remember((0, 0), shown.basis((0, 0), rows_of(range(number)), shown.all_partitions))
    assert len(shown.bases((0, 0))) == LOOKED_BACK


NEXT = Statement("next", 1, "talk", 10_000, 15_000, "Said after it.")
BOTH = SpokenPassage("both", 1, "talk", ((0, 10_000), (10_000, 15_000)))


def names_of(bases):
    return [basis.name for basis in bases]


def test_a_short_passage_hangs_together_with_all_that_lies_over_its_intervals(follower):
    shown = ShownFigures(follower, [SAID, NEXT, BOTH])
    told = shown.all_partitions
    for name in (*intervals_under(follower, BOTH), SAID.id, NEXT.id, BOTH.id):
        shown.remember(name, shown.basis(name, rows_of(range(6)), told))
    beside = set(names_of(shown.bases(BOTH.id)))
    assert beside == {*intervals_under(follower, BOTH), SAID.id, NEXT.id, BOTH.id}
    for name in (SAID.id, next(iter(intervals_under(follower, SAID)))):
        assert set(names_of(shown.bases(name))) == beside


def test_a_passage_over_many_intervals_stands_by_itself(follower):
    spans = tuple((k * 5_000, k * 5_000 + 5_000) for k in range(TIED_INTERVALS_MAX + 1))
    long = SpokenPassage("long", 1, "talk", spans)
    shown = ShownFigures(follower, [SAID, long])
    rows, told = rows_of(range(6)), shown.all_partitions
    for name in (*intervals_under(follower, SAID), SAID.id, long.id):
        shown.remember(name, shown.basis(name, rows, told))
    assert names_of(shown.bases(long.id)) == [long.id]
    assert shown.basis(long.id, rows, told).under == ()
    assert long.id not in names_of(shown.bases(SAID.id))


def test_a_pause_in_a_passage_is_no_part_of_it(follower):
    parted = SpokenPassage("parted", 1, "talk", ((0, 5_000), (20_000, 25_000)))
    lag = follower.study.lag_ms // 5_000
    under = [interval for _, interval in intervals_under(follower, parted)]
    assert lag + 2 not in under
    assert {lag, lag + 4} <= set(under)
