"""How a count of persons is told: in steps, with coded ends.

A group in which nobody, or everybody, did the same would give each member's answer away; so
the ends of the scale are told as "under" and "over", and everything shown derives from the
number used here, never from the exact one.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pulsemeter.domain.protection import ProtectionProfile

Coding = Literal["near", "under", "over"]

COUNTS_KEPT = 4_096


@dataclass(frozen=True, slots=True)
class CodedCount:
    """A count as it leaves. `used` is what estimates are computed from and isn't shown."""

    value: int
    coding: Coding
    used: int


@lru_cache(maxsize=COUNTS_KEPT)
def _coded(value: int, coding: Coding, used: int) -> CodedCount:
    """One object for all figures in which a count is told alike."""
    return CodedCount(value, coding, used)


def rounded(count: int, step: int) -> int:
    """The nearest multiple of step; halves go up."""
    return (count + step // 2) // step * step if step > 1 else count


def end_width(profile: ProtectionProfile) -> int:
    """Rounded counts nearer than this to an end of the scale are told as that end."""
    return 2 * profile.rounding_step if profile.ends_coded else 0


def code_count(count: int, limit: int, profile: ProtectionProfile) -> CodedCount:
    """A count between 0 and limit as the profile tells it.

    `limit` is itself a released number (a rounded roster or presence), so that the place of
    the upper end says nothing new. The ends are cut where two rounded values meet: an end that
    cut into the counts of one value would leave that value with a single count, told exactly.
    """
    step, edge = profile.rounding_step, end_width(profile)
    value = rounded(count, step)
    if not edge:
        return _coded(min(value, limit), "near", min(value, limit))
    first = edge - step // 2  # the lowest count that is told as near
    middle = (first - 1) // 2  # of the counts that an end holds, rounded towards the end
    if value < edge:
        return _coded(first, "under", min(middle, limit))
    highest = (limit - edge) // step * step
    if value > highest:
        last = max(highest, edge - step) + (step - 1) // 2
        return _coded(last, "over", max(limit - middle, 0))
    return _coded(value, "near", value)


@dataclass(frozen=True, slots=True)
class CodedTriple:
    """Likes, dislikes and present of one group, told so that they fit together."""

    likes: CodedCount
    dislikes: CodedCount
    present: CodedCount

    @property
    def used(self) -> tuple[int, int, int]:
        """What estimates use: likes, dislikes and a presence that holds both."""
        likes, dislikes = self.likes.used, self.dislikes.used
        return likes, dislikes, max(self.present.used, likes + dislikes)


def code_triple(
    likes: int, dislikes: int, present: int, roster: int, profile: ProtectionProfile
) -> CodedTriple:
    """The three counts of a group with this roster; only the rounded roster is used for them.

    Below the smallest roster nothing is told but that fewer were there.
    """
    floor = profile.smallest_roster
    roster_told = rounded(roster, profile.rounding_step)
    there = code_count(present, roster_told, profile)
    if there.coding == "over":
        # Nearly all there counts as all there, else a group of just the smallest roster would
        # stay "too few" with everybody present.
        there = _coded(there.value, "over", roster_told)
    if roster < floor or there.used < floor:
        hidden = _coded(floor, "under", 0)
        return CodedTriple(hidden, hidden, hidden)
    return CodedTriple(
        code_count(likes, there.used, profile), code_count(dislikes, there.used, profile), there
    )
