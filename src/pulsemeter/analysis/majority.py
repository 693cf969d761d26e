"""The majority reaction of one interval in one segment: the mark of the strip.

Descriptive: it says what most of those present did in five seconds, never that something is
"significant now". This module must not know colours, screens or who may see a mark.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import (
    COUNT_SLACK,
    BoolArray,
    FloatArray,
    checked_reactions,
    checked_share,
    checked_whole,
)
from pulsemeter.analysis.posterior import p_active_below
from pulsemeter.analysis.proportion import wilson_interval

CONFIDENCE_SIDE = 0.95
"""Of the Wilson interval that must lie wholly above one half."""
CERTAINTY_SILENT = 0.8
"""Of P(L + D < a), from which an interval is most silent."""
STRENGTH_SIDE = (0.5, 0.6, 0.75)
"""Lower Wilson ends of the larger side's share from which a tint is 1, 2 and 3."""
STRENGTH_SILENT = (1.0, 2 / 3, 1 / 3)
"""Participation, as parts of a, up to which the tint of silence is 1, 2 and 3."""


class Majority(StrEnum):
    """The mark of one interval for one segment; codes count in this order from 0."""

    MOST_LIKED = "most_liked"
    MOST_DISLIKED = "most_disliked"
    MOST_SILENT = "most_silent"
    NO_MAJORITY = "no_majority"
    TOO_FEW = "too_few"


MAJORITIES: tuple[Majority, ...] = tuple(Majority)
"""Code to mark: ``MAJORITIES[code]``."""


@dataclass(frozen=True, slots=True)
class MajorityMarks:
    """Marks of many intervals; both arrays have the shape of the counts.

    `code` (int8) is the place in `MAJORITIES`; `strength` (int8) is the tint 1..3 of a majority
    and 0 where there is none (no majority, too few).
    """

    code: NDArray[np.int8]
    strength: NDArray[np.int8]

    def names(self) -> list[Majority]:
        """The marks by name, in C order."""
        return [MAJORITIES[code] for code in self.code.ravel()]


def majority(
    likes: ArrayLike,
    dislikes: ArrayLike,
    present: ArrayLike,
    *,
    floor: int,
    threshold_a: float = 0.15,
) -> MajorityMarks:
    """Find the majority reaction of intervals.

    The first that holds:

    1. *too few*: present < floor;
    2. *most liked* / *most disliked*: that side holds more than half of the pressers, its Wilson
       95 % interval lies wholly above ½, and at least `threshold_a` of those present pressed;
    3. *most silent*: P(like + dislike < threshold_a) ≥ .8 under the Dirichlet(½, ½, ½) posterior;
    4. *no majority*.

    Parameters
    ----------
    likes, dislikes, present : array_like of numbers, shapes that broadcast together
        Persons per interval (and segment), exact or rounded; likes + dislikes ≤ present.
    floor : int
        Smallest number of persons present of whom anything is said, at least 1.
    threshold_a : float, optional
        Share of those present who must press, in (0, 1): .15, or .08 for free pressing.

    Returns
    -------
    MajorityMarks
        Codes and strengths, broadcast shape. Strength of a side: 1, from a lower Wilson end of
        .6 on 2, from .75 on 3. Strength of silence: 1, at two thirds of `threshold_a` pressing
        or less 2, at one third or less 3.

    Raises
    ------
    ValueError
        Counts that are negative, not finite or contradictory; floor below 1; threshold outside
        (0, 1). The message names which.

    Examples
    --------
    >>> majority([30, 2, 1], [4, 20, 1], [60, 60, 60], floor=10).names()
    ... # doctest: +NORMALIZE_WHITESPACE
    [<Majority.MOST_LIKED: 'most_liked'>, <Majority.MOST_DISLIKED: 'most_disliked'>,
     <Majority.MOST_SILENT: 'most_silent'>]
    """
    liked, disliked, there = checked_reactions(likes, dislikes, present)
    least = checked_whole("floor", floor, least=1)
    a = checked_share("threshold_a", threshold_a)
    pressed = liked + disliked
    neither = np.maximum(there - pressed, 0.0)
    larger_low = wilson_interval(np.maximum(liked, disliked), pressed, CONFIDENCE_SIDE).low
    # 7 of 100 is exactly .07, yet .07 · 100 is a hair above 7 in floats.
    enough = pressed >= a * there - COUNT_SLACK
    one_sided = enough & (larger_low > 0.5)
    silent = p_active_below(liked, disliked, neither, a) >= CERTAINTY_SILENT
    codes = np.select(
        [there < least, one_sided & (liked > disliked), one_sided, silent],
        [
            MAJORITIES.index(Majority.TOO_FEW),
            MAJORITIES.index(Majority.MOST_LIKED),
            MAJORITIES.index(Majority.MOST_DISLIKED),
            MAJORITIES.index(Majority.MOST_SILENT),
        ],
        default=MAJORITIES.index(Majority.NO_MAJORITY),
    ).astype(np.int8)
    return MajorityMarks(codes, _strengths(codes, np.asarray(larger_low), pressed, there, a))


def _strengths(
    codes: NDArray[np.int8],
    larger_low: FloatArray,
    pressed: FloatArray,
    there: FloatArray,
    a: float,
) -> NDArray[np.int8]:
    """The tint of each mark; see `majority` for the steps."""
    side = sum((larger_low >= step).astype(np.int8) for step in STRENGTH_SIDE)
    silence = sum(
        (pressed <= a * step * there + COUNT_SLACK).astype(np.int8) for step in STRENGTH_SILENT
    )
    sided: BoolArray = codes <= MAJORITIES.index(Majority.MOST_DISLIKED)
    quiet: BoolArray = codes == MAJORITIES.index(Majority.MOST_SILENT)
    # The posterior may call an interval silent a hair above a; such a mark is still drawn.
    tint = np.where(sided, side, np.where(quiet, np.maximum(silence, 1), 0))
    return tint.astype(np.int8)
