"""From counts as they were told back to those that estimates use: the same ones the gate used.

The other side of `rounding`, for estimates that are made of released figures later on. Knows what
was told and no exact count.
"""

from typing import NamedTuple

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.figures import Count, IntervalFigure, StatementFigure
from pulsemeter.release.rounding import end_width


class Used(NamedTuple):
    """Likes, dislikes and a presence that holds both; all 0 where too few were there."""

    likes: int
    dislikes: int
    present: int


NOBODY = Used(0, 0, 0)


def used_counts(figure: IntervalFigure | StatementFigure, profile: ProtectionProfile) -> Used:
    """What the estimates of a released figure rest on (`CodedTriple.used`).

    Examples
    --------
    >>> from pulsemeter.domain.protection import STANDARD
    >>> told = Count(20, "near"), Count(3, "under"), Count(48, "near")
    >>> used_counts(StatementFigure("all", *told, "resonates", ""), STANDARD)
    Used(likes=20, dislikes=1, present=48)
    """
    if figure.present.coding == "under":
        return NOBODY
    step, edge = profile.rounding_step, end_width(profile)
    there = figure.present.value
    if figure.present.coding == "over":  # all of the roster, as it was told then
        there += edge - (step - 1) // 2
    if isinstance(figure, IntervalFigure):
        told = figure.likes, figure.dislikes
    else:
        told = figure.likers, figure.dislikers
    likes, dislikes = (_used(count, there, profile) for count in told)
    return Used(likes, dislikes, max(there, likes + dislikes))


def _used(count: Count, limit: int, profile: ProtectionProfile) -> int:
    middle = (end_width(profile) - profile.rounding_step // 2 - 1) // 2
    if count.coding == "under":
        return min(middle, limit)
    if count.coding == "over":
        return max(limit - middle, 0)
    return count.value
