"""Who is on a session's roster, and with what part of it."""

from dataclasses import dataclass

from pulsemeter.domain.assignment import segment_categories, stimuli_of
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.study import Study
from pulsemeter.release.plan import Categories


@dataclass(frozen=True, slots=True)
class Member:
    """A seat on the roster: its categories, the first interval that counts, whether it counts
    in the whole panel only (late-comers too few for any smaller cell), and the stimuli that its
    arm doesn't show."""

    categories: Categories
    enters: int = 0
    whole_only: bool = False
    unshown: frozenset[int] = frozenset()


def member_of(study: Study, seat: Seat, enters: int = 0, whole_only: bool = False) -> Member:
    """A seat as it stands on the roster."""
    unshown = frozenset(range(len(study.stimuli))).difference(stimuli_of(study, seat))
    return Member(segment_categories(study, seat), enters, whole_only, unshown)
