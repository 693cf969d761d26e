"""How a count of persons is told: in steps, with coded ends.

A group in which nobody, or everybody, did the same would give each member's answer away; so
the ends of the scale are told as "under" and "over", and everything shown derives from the
number used here, never from the exact one.
"""

from dataclasses import dataclass
from typing import Literal

from pulsemeter.domain.protection import ProtectionProfile

Coding = Literal["near", "under", "over"]


@dataclass(frozen=True, slots=True)
class CodedCount:
    """A count as it leaves. `used` is what estimates are computed from and isn't shown."""

    value: int
    coding: Coding
    used: int


def rounded(count: int, step: int) -> int:
    """The nearest multiple of step; halves go up."""
    return (count + step // 2) // step * step if step > 1 else count


def end_width(profile: ProtectionProfile) -> int:
    """How many counts at each end of the scale are told as one."""
    return 2 * profile.rounding_step if profile.ends_coded else 0


def code_count(count: int, limit: int, profile: ProtectionProfile) -> CodedCount:
    """A count between 0 and limit as the profile tells it.

    `limit` is itself a released number (a rounded roster or presence), so that the place of
    the upper end says nothing new.
    """
    step, edge = profile.rounding_step, end_width(profile)
    middle = (edge - 1) // 2  # of the counts that an end holds, rounded towards the end
    if edge and count < edge:
        return CodedCount(min(edge, limit), "under", min(middle, limit))
    if edge and count > limit - edge:
        return CodedCount(max(limit - edge, 0), "over", max(limit - middle, 0))
    value = min(rounded(count, step), limit)
    return CodedCount(value, "near", value)


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
    """The three counts of a group whose rounded roster is given.

    Below the smallest roster only presence is told, as "under".
    """
    roster_told = rounded(roster, profile.rounding_step)
    there = code_count(present, roster_told, profile)
    if there.used < profile.smallest_roster:
        floor = profile.smallest_roster
        hidden = CodedCount(floor, "under", 0)
        return CodedTriple(hidden, hidden, CodedCount(floor, "under", 0))
    return CodedTriple(
        code_count(likes, there.used, profile), code_count(dislikes, there.used, profile), there
    )
