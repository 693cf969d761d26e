"""What a coded count says to somebody who knows how counts are coded: the least and the most.

The attacker's side of `rounding`. Knows codes and rosters, no exact count.
"""

from functools import lru_cache

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.rounding import CodedCount, CodedTriple, code_triple

Bounds = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
"""Least and most of likes, dislikes and present."""


BOUNDS_KEPT = 512
"""Those of some minutes; a longer evening finds no use for older ones."""


def bounds(count: CodedCount, roster: int, profile: ProtectionProfile) -> tuple[int, int]:
    """The least and the most persons for whom this is told."""
    if count.coding == "under":
        return 0, min(count.value - 1, roster)
    if count.coding == "over":
        return count.value + 1, roster
    step = profile.rounding_step
    return count.value - step // 2, min(count.value + (step - 1) // 2, roster)


@lru_cache(maxsize=BOUNDS_KEPT)
def triple_bounds(triple: CodedTriple, roster: int, profile: ProtectionProfile) -> Bounds:
    """The same for the three counts of one group, which were told so that they fit together.

    Examples
    --------
    >>> from pulsemeter.domain.protection import STANDARD
    >>> from pulsemeter.release.rounding import code_triple
    >>> triple_bounds(code_triple(7, 0, 19, 20, STANDARD), 20, STANDARD)
    ((7, 8), (0, 2), (17, 20))
    """
    floor = profile.smallest_roster
    if triple.likes == triple.dislikes == triple.present == CodedCount(floor, "under", 0):
        # Too few were there, as far as rounding and ends let that be known.
        highest = min(roster, floor + profile.rounding_step)
        most = next(
            count
            for count in range(highest, -1, -1)
            if code_triple(0, 0, count, roster, profile) == triple
        )
        return (0, most), (0, most), (0, most)
    there = bounds(triple.present, roster, profile)
    likes, dislikes = (
        (least, min(most, there[1]))
        for least, most in (bounds(c, roster, profile) for c in (triple.likes, triple.dislikes))
    )
    return likes, dislikes, there
