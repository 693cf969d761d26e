"""By how much the tallies of a server are behind its logs. Costs nothing: no store is asked."""

from collections.abc import Iterable

from pulsemeter.domain.session import OVER
from pulsemeter.service.commit_times import CommitTimes
from pulsemeter.service.room import Room


def counting(rooms: Iterable[Room]) -> list[Room]:
    """The rooms whose tally follows its log; final figures need none any more."""
    return [
        room for room in rooms if not (room.releaser.is_final and room.place.session.state in OVER)
    ]


def tally_lag_ms(times: CommitTimes, rooms: Iterable[Room]) -> int:
    """The age of the oldest commit of this server that a tally has still to count; 0 if none."""
    ages = (times.age_ms(room.code, room.follower.tally.position) for room in counting(rooms))
    return max(ages, default=0)
