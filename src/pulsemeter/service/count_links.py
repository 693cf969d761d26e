"""How many personal links of a session were used, told so that nobody is seen coming.

Whoever sends links knows who got which, so a count that moved by one would name the person. Links
are counted for a session as a whole, never for a cell or a batch: the rest of a sum would be a few
persons. What is told moves in steps of the smallest roster; nobody and everybody are never told.
"""

from dataclasses import dataclass

from pulsemeter.domain.session import ACCEPTS_SEATS, Session


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """The links of one session. `used_least` is how many were used at least; None where there are
    too few links to tell anything."""

    session: Session
    made: int
    used_least: int | None
    step: int

    @property
    def left_most(self) -> int | None:
        """How many wait at most to be used, or went unused."""
        return None if self.used_least is None else self.made - self.used_least

    @property
    def is_over(self) -> bool:
        """Whether those that are left lead nowhere any more."""
        return self.session.state not in ACCEPTS_SEATS


def used_at_least(made: int, used: int, smallest_roster: int) -> int | None:
    """What may be told of `used` out of `made`: a multiple of the smallest roster that isn't
    larger, with as many left at least. None where that would tell nothing.

    Examples
    --------
    >>> used_at_least(400, 237, 10), used_at_least(400, 9, 10), used_at_least(400, 400, 10)
    (230, 0, 390)
    >>> used_at_least(19, 12, 10)
    """
    if made < 2 * smallest_roster:
        return None
    told = min(used, made - smallest_roster)
    return told // smallest_roster * smallest_roster
