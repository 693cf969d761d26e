"""A statement in the tally: standings, counts, the intervals under it."""

from pulsemeter.domain.statement import Statement
from pulsemeter.service.count_statement import (
    intervals_under,
    statement_now,
    tables_of,
)
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.roster_member import Member
from pulsemeter.storage.memory.reactions import MemoryReactionLog
from pulsemeter.tally.counters import Standing

PERSONS = 12


def follower_of(study):
    found = TallyFollower("STATED", study, MemoryReactionLog())
    found.settle({seat: Member({"region": "north"}) for seat in range(1, PERSONS + 1)})
    return found


def test_intervals_under_a_statement_and_whether_it_covers_them(make_study):
    follower = follower_of(make_study())
    lag_ms = follower.study.lag_ms
    assert 0 < lag_ms < 5_000
    said = Statement("s", 1, "talk", 0, 10_000, "Said.")
    assert intervals_under(follower, said) == {(0, 0): False, (0, 1): True, (0, 2): False}


def test_who_was_absent_is_unheard_of_and_counted_last(make_study):
    follower = follower_of(make_study())
    said = Statement("s", 1, "talk", 0, 10_000, "Said.")
    standings, _ = statement_now(follower, said)
    assert standings.tolist() == [Standing.UNKNOWN] * PERSONS
    standings[:3], standings[3] = Standing.LIKE, -1
    whole = tables_of(follower.membership(0), standings)[0]
    assert whole.tolist() == [[3, 0, 0, PERSONS - 4]]
