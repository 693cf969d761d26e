"""Who stayed, who left, and what the absent could change: presence of persons over a session.

Leaving is known only by the last interval in which somebody was there. This module counts
persons; it must not know weights, verdicts or why anybody left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import (
    COUNT_SLACK,
    BoolArray,
    FloatArray,
    checked_counts,
    checked_reactions,
    normal_quantile,
)
from pulsemeter.analysis.proportion import Bounds, net_approval
from pulsemeter.domain.presence import CHOICE_MIN, SKIPPED

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stays:
    """How long each person who was ever there stayed, in whole intervals from the first column.

    `rows` are their rows in the cells; `intervals` counts to the end of the last interval in which
    the person was present; `left` is False for those present in the last interval of all
    (censored: nobody saw them leave). `never` counts the persons who were never present.
    """

    rows: IntArray
    intervals: IntArray
    left: BoolArray
    never: int


@dataclass(frozen=True, slots=True)
class PresenceCurve:
    """Kaplan and Meier's estimate after each time at which somebody left.

    `times` are the distinct times of leaving in ascending order; `at_risk` and `leavers` count the
    persons still there just before and those who left then; `share` is the estimated share still
    present from that time on, with `low` and `high`. Before the first time the share is 1.
    """

    times: FloatArray
    at_risk: IntArray
    leavers: IntArray
    share: FloatArray
    low: FloatArray
    high: FloatArray
    persons: int

    def share_at(self, time: float) -> float:
        """The estimated share still present at a time (at a time of leaving: after it)."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return float(self.share[place - 1]) if place else 1.0


@dataclass(frozen=True, slots=True)
class Leavers:
    """One segment's leavers; `curve` is None where nobody of the segment was ever present."""

    persons: int
    never: int
    left: int
    stayed: int
    curve: PresenceCurve | None


def measure_stays(choices: NDArray[np.int8]) -> Stays:
    """Read from the cells when each person was last there.

    Parameters
    ----------
    choices : ndarray of int8, shape (persons, intervals)
        Cells of one target: −100..100 pressed, 101 skipped, 102 away, −128 unknown. Pressed and
        skipped are present; somebody away for a while who comes back has not left.

    Returns
    -------
    Stays
        Persons never present are left out of its arrays and counted in `never`.

    Raises
    ------
    ValueError
        Another shape or type, no persons or no intervals.

    Notes
    -----
    With several targets a person is present for all of them or none; any target's cells do.

    Examples
    --------
    >>> cells = np.array([[101, 100, 101], [100, 101, 102], [-128, -128, -128]], dtype=np.int8)
    >>> stays = measure_stays(cells)
    >>> stays.intervals.tolist(), stays.left.tolist(), stays.never
    ([3, 2], [False, True], 1)
    """
    if choices.ndim != 2 or choices.dtype != np.int8 or not choices.size:
        raise ValueError(
            f"choices must be int8 of shape (persons, intervals), neither 0, got "
            f"{choices.dtype.name} of shape {choices.shape}"
        )
    present = (choices >= CHOICE_MIN) & (choices <= SKIPPED)
    length = choices.shape[1]
    last = length - np.argmax(present[:, ::-1], axis=1)
    rows = np.flatnonzero(present.any(axis=1))
    stayed = last[rows].astype(np.int64)
    return Stays(rows, stayed, stayed < length, len(choices) - len(rows))


def presence_curve(times: ArrayLike, left: ArrayLike, confidence: float = 0.95) -> PresenceCurve:
    """Kaplan and Meier's curve of presence with Greenwood's variance on the log-log scale.

    With d of n persons at risk leaving at time t::

        S(t) = Π (1 − d/n),  v = Σ d / (n (n − d)) / (log S)²,  S^exp(± z √v)

    Parameters
    ----------
    times : array_like of numbers, shape (persons,)
        When each person left or was last seen, above 0, in any one unit.
    left : array_like of bool, shape (persons,)
        True where the person left then, False where the session ended first (censored).
    confidence : float, optional
        Between 0 and 1, of the interval at each time by itself.

    Returns
    -------
    PresenceCurve
        One entry per distinct time of leaving, none where all stayed. Where all at risk left, the
        share is 0 and so is `low`; `high` stays what it was, for the formula has no value there.

    Raises
    ------
    ValueError
        No persons, times that are not finite or not above 0, shapes that don't fit, or a
        confidence outside (0, 1).

    References
    ----------
    Kaplan, E. L., & Meier, P. (1958). Nonparametric estimation from incomplete observations.
    Journal of the American Statistical Association 53(282), 457-481. Kalbfleisch, J. D., &
    Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data, 2nd ed., section 1.4.

    Examples
    --------
    >>> curve = presence_curve([1, 2, 2, 3], [True, True, False, False])
    >>> curve.times.tolist(), curve.share.round(3).tolist()
    ([1.0, 2.0], [0.75, 0.5])
    """
    z = normal_quantile(confidence)
    ends, gone = _checked_times(times, left)
    moments, leavers = np.unique(ends[gone], return_counts=True)
    in_order = np.sort(ends)
    at_risk = len(ends) - np.searchsorted(in_order, moments, side="left")
    share = np.cumprod(1 - leavers / at_risk, dtype=np.float64)
    some = leavers < at_risk
    # Only the last time can empty the room: nobody is at risk after it.
    spread = np.cumsum(leavers[some] / (at_risk[some] * (at_risk[some] - leavers[some])))
    log_share = np.log(share[some])
    half = z * np.sqrt(spread) / -log_share
    low, high = np.exp(log_share * np.exp(half)), np.exp(log_share * np.exp(-half))
    if not some.all():
        low = np.append(low, 0.0)
        high = np.append(high, high[-1] if high.size else 1.0)
    return PresenceCurve(
        times=moments,
        at_risk=at_risk.astype(np.int64),
        leavers=leavers.astype(np.int64),
        share=share,
        low=low,
        high=high,
        persons=len(ends),
    )


def presence_by_segment(
    choices: NDArray[np.int8], membership: Mapping[str, ArrayLike], confidence: float = 0.95
) -> dict[str, Leavers]:
    """Leavers and curve of presence per segment.

    Parameters
    ----------
    choices : ndarray of int8, shape (persons, intervals)
        As in `measure_stays`.
    membership : mapping of str to array_like of bool, each of shape (persons,)
        Who belongs to which segment; segments may overlap.
    confidence : float, optional
        Of the intervals, each by itself.

    Returns
    -------
    dict of str to Leavers
        In the order given, times in intervals. Who was never present is counted apart and is not
        at risk of leaving.

    Raises
    ------
    ValueError
        Cells of another shape or type, or a membership that doesn't fit them.
    """
    stays = measure_stays(choices)
    found = {}
    for name, belongs in membership.items():
        members = np.asarray(belongs)
        if members.dtype != np.bool_ or members.shape != (len(choices),):
            raise ValueError(f"membership of {name!r} must be true or false per person")
        own = members[stays.rows]
        left = int(np.count_nonzero(stays.left[own]))
        there, persons = int(np.count_nonzero(own)), int(np.count_nonzero(members))
        curve = presence_curve(stays.intervals[own], stays.left[own], confidence) if there else None
        found[name] = Leavers(persons, persons - there, left, there - left, curve)
    return found


def worst_case_bounds(
    likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike, roster: ArrayLike
) -> Bounds:
    """What net approval would be if all absent persons had disliked, and if all had liked.

    Parameters
    ----------
    likes, dislikes, present : array_like of numbers, shapes that broadcast together
        Persons; likes + dislikes must not exceed present.
    roster : array_like of numbers, broadcasting with them
        All persons the figure speaks of, present or not; not below present.

    Returns
    -------
    Bounds
        (likes − dislikes ∓ absent) / roster, −1..1; NaN where the roster is empty. They hold
        whatever made people leave and say nothing of chance; their width is twice the share of
        the absent.

    Raises
    ------
    ValueError
        Counts that are negative, not finite or contradictory, or present above roster.

    References
    ----------
    Manski, C. F. (1990). Nonparametric bounds on treatment effects. American Economic Review
    80(2), 319-323.

    Examples
    --------
    >>> low, high = worst_case_bounds(30, 10, 80, 100)
    >>> float(low), float(high)
    (0.0, 0.4)
    """
    liked, disliked, there = checked_reactions(likes, dislikes, present)
    liked, disliked, there, everyone = checked_counts(
        likes=liked, dislikes=disliked, present=there, roster=roster
    )
    if (there > everyone * (1 + COUNT_SLACK)).any():
        raise ValueError("present exceed roster")
    absent = np.maximum(everyone - there, 0.0)
    return Bounds(
        net_approval(liked, disliked + absent, everyone),
        net_approval(liked + absent, disliked, everyone),
    )


def _checked_times(times: ArrayLike, left: ArrayLike) -> tuple[FloatArray, BoolArray]:
    ends: NDArray[Any] = np.asarray(times)
    gone = np.asarray(left)
    if ends.ndim != 1 or not ends.size or ends.dtype.kind not in "iuf":
        raise ValueError(f"times must be one number per person, got shape {ends.shape}")
    if gone.dtype != np.bool_ or gone.shape != ends.shape:
        raise ValueError("left must be true or false for each of the times")
    if not np.isfinite(ends).all() or (ends <= 0).any():
        raise ValueError("times must be finite and above 0")
    return ends.astype(np.float64), gone
