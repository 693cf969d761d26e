"""Change of answers before and after: who moved, which way, and what went with it.

The same persons answer one question twice; categories are in order. Each person is compared with
nobody but that same person. Whether the speech did it cannot be told without a group that did not
see it. This module must not know questions' wording, weights or who may see a figure.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray, normal_quantile
from pulsemeter.analysis.statement import classify_session
from pulsemeter.analysis.turnover import (
    Answer,
    Answers,
    IntArray,
    SegmentChange,
    checked_categories,
    read_answers,
    segment_change,
)
from pulsemeter.domain.presence import CHOICE_MAX, CHOICE_MIN

__all__ = ["Association", "Change", "SegmentChange", "change", "own_balances"]

CONFIDENCE = 0.95
RANKED_MIN = 10
"""Persons below whom no rank correlation is given: its interval is an approximation."""


@dataclass(frozen=True, slots=True)
class Association:
    """How change went with people's own reactions: an association, never an effect.

    `groups` are those whose own likes outnumber their dislikes ("like"), the other way round
    ("dislike"), and "neither". `rank_correlation` is Spearman's, of own balance and change in
    steps, over `n` persons who answered twice and have a balance, with interval `low`, `high`;
    None where `reason` says why.
    """

    groups: tuple[SegmentChange, SegmentChange, SegmentChange]
    n: int
    rank_correlation: float | None
    low: float | None
    high: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Change in all persons, per segment in the order given, and how reactions went with it."""

    categories: tuple[str, ...]
    everyone: SegmentChange
    segments: tuple[SegmentChange, ...]
    association: Association | None
    floor: int
    confidence: float

    @property
    def turnover(self) -> IntArray:
        """The turnover table of all persons."""
        return self.everyone.turnover


def change(
    before: Sequence[Answer] | NDArray[np.generic],
    after: Sequence[Answer] | NDArray[np.generic],
    categories: Sequence[str | int],
    *,
    segments: Mapping[str, ArrayLike] | None = None,
    own_balance: ArrayLike | None = None,
    floor: int,
    confidence: float = CONFIDENCE,
) -> Change:
    """Compare the answers of the same persons before and after.

    With U persons who moved towards the end of the categories and D towards their start, of n who
    answered both times::

        net change = (U − D) / n, Bonett-Price interval;  changed = (U + D) / n, Wilson interval

    The association is Spearman's rank correlation r of own balance and change in steps, ties at
    their middle rank, with Fisher's transformation and Bonett and Wright's variance::

        tanh(atanh r ± z √((1 + r²/2) / (n − 3)))

    Parameters
    ----------
    before, after : sequence of answers, one per person
        Labels out of `categories`; None (or NaN) where there is no answer. "Don't know" is either
        a category with a place in the order or no answer.
    categories : sequence of str or int
        In order, at least two, such as "against", "undecided", "for", or 0 to 10.
    segments : mapping of str to array_like of bool, each of shape (persons,), optional
        Who belongs to which segment; segments may overlap.
    own_balance : array_like of numbers, shape (persons,), optional
        Own likes − dislikes over the session, NaN where absent: `own_balances`.
    floor : int
        Persons who answered both times below whom a group has no shares; 2 at least hold.
    confidence : float, optional
        Between 0 and 1, of all intervals, each by itself.

    Returns
    -------
    Change
        `association` is None without `own_balance`.

    Raises
    ------
    ValueError
        Fewer than two categories or the same one twice, an answer that is none of them (named),
        shapes that don't fit, segments that aren't true or false per person, a floor or
        confidence out of range.

    Notes
    -----
    Without a group that didn't watch, change is not the speech's doing. An association with own
    reactions is no effect either: who leans to a side both likes and moves, who starts at an end
    of the scale can move one way only, and extreme first answers fall back by themselves.
    Persons who answered once are left out; if they differ, so would the change.

    References
    ----------
    Bonett, D. G., & Price, R. M. (2012). Adjusted Wald confidence interval for a difference of
    binomial proportions based on paired data. Journal of Educational and Behavioral Statistics
    37(4), 479-488.
    Bonett, D. G., & Wright, T. A. (2000). Sample size requirements for estimating Pearson, Kendall
    and Spearman correlations. Psychometrika 65(1), 23-28.

    Examples
    --------
    >>> before = ["no", "no", "no", "yes", "yes", None]
    >>> after = ["no", "yes", "yes", "yes", "no", "yes"]
    >>> found = change(before, after, ["no", "yes"], floor=5)
    >>> found.turnover.tolist(), found.everyone.net, found.everyone.changed_share
    ([[1, 2], [1, 1]], 0.2, 0.6)
    """
    labels = checked_categories(categories)
    table = read_answers(before, after, labels, floor, confidence)
    persons = len(table.before)
    members = {
        name: _checked_members(f"segment {name!r}", mask, persons)
        for name, mask in (segments or {}).items()
    }
    return Change(
        categories=tuple(str(label) for label in labels),
        everyone=segment_change("all", np.ones(persons, dtype=np.bool_), table),
        segments=tuple(segment_change(name, mask, table) for name, mask in members.items()),
        association=None
        if own_balance is None
        else _association(_checked_balance(own_balance, persons), table),
        floor=table.floor,
        confidence=confidence,
    )


def own_balances(choices: NDArray[np.int8]) -> FloatArray:
    """Each person's own likes − dislikes over a session, NaN for absent persons.

    Parameters
    ----------
    choices : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown.

    Returns
    -------
    ndarray of float64, shape (persons,)
        Counts of intervals. Absent is who was present in less than half of them.

    Raises
    ------
    ValueError
        Cells of another shape or type.

    Examples
    --------
    >>> own_balances(np.array([[100, 50, -100], [101, 102, 102]], dtype=np.int8)).tolist()
    [1.0, nan]
    """
    absent = classify_session(choices).absent
    likes = np.count_nonzero((choices > 0) & (choices <= CHOICE_MAX), axis=1)
    dislikes = np.count_nonzero((choices < 0) & (choices >= CHOICE_MIN), axis=1)
    return np.where(absent, np.nan, likes - dislikes)


def _association(balance: FloatArray, table: Answers) -> Association:
    """Change by sign of the own balance, and the rank correlation of the two."""
    known = ~np.isnan(balance)
    like, dislike = known & (balance > 0), known & (balance < 0)
    groups = (
        segment_change("like", like, table),
        segment_change("dislike", dislike, table),
        segment_change("neither", known & (balance == 0), table),
    )
    rows = known & table.both
    own, steps = balance[rows], (table.after - table.before)[rows]
    n, needed = len(own), max(table.floor, RANKED_MIN)
    if n < needed:
        reason = f"too few: {n} have reactions and both answers, {needed} are needed"
        return Association(groups, n, None, None, None, reason)
    if (own == own[0]).all():
        return Association(groups, n, None, None, None, "everybody reacted alike")
    if (steps == steps[0]).all():
        reason = "everybody moved by the same step" if steps[0] else "nobody changed"
        return Association(groups, n, None, None, None, reason)
    r = float(np.corrcoef(scipy.stats.rankdata(own), scipy.stats.rankdata(steps))[0, 1])
    if abs(r) > 1 - 1e-9:
        reason = "reactions and change are in the same order throughout: no interval"
        return Association(groups, n, math.copysign(1.0, r), None, None, reason)
    half = normal_quantile(table.confidence) * math.sqrt((1 + r * r / 2) / (n - 3))
    low, high = math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
    return Association(groups, n, r, low, high)


def _checked_members(name: str, mask: ArrayLike, persons: int) -> BoolArray:
    members = np.asarray(mask)
    if members.dtype != np.bool_ or members.shape != (persons,):
        raise ValueError(f"{name} must be true or false for each of {persons} persons")
    return members


def _checked_balance(own_balance: ArrayLike, persons: int) -> FloatArray:
    balance = np.asarray(own_balance)
    if balance.dtype.kind not in "iuf" or balance.shape != (persons,):
        raise ValueError(f"own_balance must be a number for each of {persons} persons")
    numbers = balance.astype(np.float64)
    if np.isinf(numbers).any():
        raise ValueError("own_balance must be finite, NaN where absent")
    return numbers
