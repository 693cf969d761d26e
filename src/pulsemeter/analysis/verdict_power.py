"""What verdicts a number of persons can reach: power by the rule's own code, without chance.

For a truth (shares of likers and dislikers among those present) every panel of n persons is
enumerated with its probability and judged by the rule that judges real counts. The rule is data,
so a study's own thresholds are checked the same way. This module must not know studies or files.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from pulsemeter.analysis.counts import FloatArray, checked_share, checked_whole
from pulsemeter.analysis.planning import check_shares
from pulsemeter.analysis.posterior import (
    p_active_below,
    p_active_from,
    p_divided,
    p_net_above,
    p_side_from,
)
from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict, VerdictRule
from pulsemeter.analysis.verdict_table import _codes as codes_of_rule

NAMED = (Verdict.RESONATES, Verdict.FALLS_FLAT, Verdict.DIVIDES, Verdict.LEAVES_COLD)
POWER = 0.8
PERSONS_MAX = 5_000
_TRIMMED = 1e-7
_BOUND_ERROR = 1e-6
"""Far above the error of `p_net_above`: what a bound rules out by this much is ruled out."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Shares of likers and dislikers among those present, and the verdict that would be right."""

    verdict: Verdict
    like: float
    dislike: float

    def __post_init__(self) -> None:
        check_shares(self.like, self.dislike)

    @property
    def label(self) -> str:
        """`30/15/55`: like, dislike and neither in per cent."""
        parts = (self.like, self.dislike, 1 - self.like - self.dislike)
        return "/".join(f"{100 * part:.0f}" for part in parts)


TYPICAL: tuple[Truth, ...] = (
    Truth(Verdict.RESONATES, 0.40, 0.10),
    Truth(Verdict.RESONATES, 0.30, 0.15),
    Truth(Verdict.RESONATES, 0.20, 0.05),
    Truth(Verdict.FALLS_FLAT, 0.10, 0.40),
    Truth(Verdict.FALLS_FLAT, 0.15, 0.30),
    Truth(Verdict.FALLS_FLAT, 0.05, 0.20),
    Truth(Verdict.DIVIDES, 0.40, 0.40),
    Truth(Verdict.DIVIDES, 0.25, 0.25),
    Truth(Verdict.DIVIDES, 0.20, 0.15),
    Truth(Verdict.LEAVES_COLD, 0.06, 0.04),
    Truth(Verdict.LEAVES_COLD, 0.05, 0.02),
    Truth(Verdict.LEAVES_COLD, 0.03, 0.02),
)
"""For each verdict a clear case first, then fainter ones."""


def verdict_codes(
    counts: FloatArray, rule: VerdictRule, *, free_pressing: bool = False
) -> NDArray[np.int8]:
    """Places in `VERDICTS` of many panels: the codes of `verdict_table` without its figures.

    Parameters
    ----------
    counts : ndarray of float64, shape (3, panels)
        Likers, dislikers and neithers.
    rule : VerdictRule
        Thresholds.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.

    Returns
    -------
    ndarray of int8, shape (panels,)
        As `verdict_table(...).code`, some ten times quicker: a net is integrated only where it
        can be certain enough, and for the larger side, since certainty is above one half.

    Examples
    --------
    >>> verdict_codes(np.array([[30.0, 4], [5, 0], [25, 3]]), VerdictRule(floor=10)).tolist()
    [0, 5]
    """
    like, dislike, neither = counts
    a = rule.a_free if free_pressing else rule.a
    more, less = np.maximum(like, dislike), np.minimum(like, dislike)
    active = p_active_from(like, dislike, neither, a)
    # The net of all present is never surer than that of the pressers, which is quickly had.
    bound = p_side_from(more, less, (1 + rule.delta) / 2)
    asked = (active >= rule.certainty_active) & (bound >= rule.certainty_net - _BOUND_ERROR)
    net = np.zeros(like.shape)
    net[asked] = p_net_above(more[asked], less[asked], neither[asked], rule.delta)
    found = {
        "p_cold": p_active_below(like, dislike, neither, a),
        "p_active": active,
        "p_resonates": np.where(like > dislike, net, 0.0),
        "p_falls_flat": np.where(dislike > like, net, 0.0),
        "p_divides": p_divided(like, dislike, rule.divides_smaller),
    }
    codes = codes_of_rule(counts, found, rule)
    codes[counts.sum(axis=0) < rule.floor] = VERDICTS.index(Verdict.TOO_FEW)
    return codes


def verdict_chances(
    n: int, like: float, dislike: float, rule: VerdictRule, *, free_pressing: bool = False
) -> dict[Verdict, float]:
    """Chance of each verdict for n present persons drawn from a truth.

    All panels (L, D, n − L − D) of the multinomial distribution are judged by the rule; panels
    so unlikely that they hold 1e-7 of all on either side are left out.

    Parameters
    ----------
    n : int
        Persons present, 1 to 5,000.
    like, dislike : float
        True shares of those present, 0..1, together at most 1.
    rule : VerdictRule
        Thresholds.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.

    Returns
    -------
    dict of Verdict to float
        All six verdicts in the order of `Verdict`; the chances add up to 1. No seed: exact but
        for what was left out.

    Raises
    ------
    ValueError
        Shares that can't be, or n outside its range.

    Examples
    --------
    >>> found = verdict_chances(60, 0.40, 0.10, VerdictRule(floor=10))
    >>> round(found[Verdict.RESONATES], 2)
    0.9
    """
    check_shares(like, dislike)
    shares = _chances(_checked_persons(n), float(like), float(dislike), rule, free_pressing)
    return dict(zip(VERDICTS, shares, strict=True))


def persons_for_verdict(
    truth: Truth, rule: VerdictRule, *, power: float = POWER, free_pressing: bool = False
) -> int | None:
    """The rough number of persons from which a verdict comes out where it is true.

    Parameters
    ----------
    truth : Truth
        Shares and the verdict that would be right.
    rule : VerdictRule
        Thresholds.
    power : float, optional
        Wished chance of the verdict, between 0 and 1.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.

    Returns
    -------
    int or None
        A number of at most two digits that matter: it has the power, the next smaller such number
        doesn't. None where no number up to `PERSONS_MAX` has it. Counts are whole, so power
        creeps up in small saws; a little above the answer it may dip a little below `power`.

    Raises
    ------
    ValueError
        `power` outside (0, 1).

    Examples
    --------
    >>> persons_for_verdict(Truth(Verdict.RESONATES, 0.40, 0.10), VerdictRule(floor=10))
    44
    """
    checked_share("power", power)
    place = VERDICTS.index(truth.verdict)

    def reaches(n: int) -> bool:
        return _chances(n, truth.like, truth.dislike, rule, free_pressing)[place] >= power

    # Where the expected counts of the largest panel are judged otherwise, no search is needed.
    largest = PERSONS_MAX * np.array([truth.like, truth.dislike, 1 - truth.like - truth.dislike])
    expected = verdict_codes(largest[:, None].clip(0), rule, free_pressing=free_pressing)
    if VERDICTS[int(expected[0])] is not truth.verdict:
        return None
    rungs = _two_digits(rule.floor)
    low, high, step = -1, 0, 1
    while not reaches(rungs[high]):
        if high == len(rungs) - 1:
            return None
        low, high, step = high, min(high + step, len(rungs) - 1), 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(rungs[middle]) else (middle, high)
    return rungs[high]


def smallest_reaching(
    rule: VerdictRule, *, persons_max: int = 1_000, free_pressing: bool = False
) -> dict[Verdict, int | None]:
    """The smallest number of persons with which a verdict can come out at all, by any counts.

    Parameters
    ----------
    rule : VerdictRule
        Thresholds.
    persons_max : int, optional
        Where the search ends; all panels of every size up to there are judged.
    free_pressing : bool, optional
        Use `rule.a_free` in place of `rule.a`.

    Returns
    -------
    dict of Verdict to int or None
        For the four named verdicts; None where no panel of up to `persons_max` reaches it.

    Raises
    ------
    ValueError
        `persons_max` not whole or below 1.

    Examples
    --------
    >>> found = smallest_reaching(VerdictRule(floor=10))
    >>> found[Verdict.RESONATES], found[Verdict.LEAVES_COLD]
    (10, 51)
    """
    last = checked_whole("persons_max", persons_max, least=1)
    found: dict[Verdict, int | None] = dict.fromkeys(NAMED)
    for n in range(rule.floor, last + 1):
        codes = verdict_codes(_extreme_panels(n, rule), rule, free_pressing=free_pressing)
        for name in NAMED:
            if found[name] is None and VERDICTS.index(name) in codes:
                found[name] = n
        if None not in found.values():
            break
    return found


def _checked_persons(n: int) -> int:
    persons = checked_whole("n", n, least=1)
    if persons > PERSONS_MAX:
        raise ValueError(f"n must be at most {PERSONS_MAX:,} persons, got {persons:,}")
    return persons


@lru_cache(maxsize=4_096)
def _chances(
    n: int, like: float, dislike: float, rule: VerdictRule, free_pressing: bool
) -> tuple[float, ...]:
    """Chances in the order of `VERDICTS`; kept, since segments of one size ask the same."""
    counts, chances = _panels(n, like, dislike)
    codes = verdict_codes(counts, rule, free_pressing=free_pressing)
    sums = np.bincount(codes, weights=chances, minlength=len(VERDICTS)) / chances.sum()
    return tuple(float(share) for share in sums)


def _panels(n: int, like: float, dislike: float) -> tuple[FloatArray, FloatArray]:
    """Likely panels of n persons, shape (3, panels), and their probabilities."""
    likes, dislikes = (
        np.arange(
            scipy.stats.binom.ppf(_TRIMMED, n, p), scipy.stats.binom.ppf(1 - _TRIMMED, n, p) + 1
        )
        for p in (like, dislike)
    )
    liked, disliked = (grid.ravel() for grid in np.meshgrid(likes, dislikes, indexing="ij"))
    inside = liked + disliked <= n
    liked, disliked = liked[inside], disliked[inside]
    counts = np.array([liked, disliked, n - liked - disliked])
    shares = np.array([[like], [dislike], [max(0.0, 1 - like - dislike)]])
    logs = gammaln(n + 1) + (xlogy(counts, shares) - gammaln(counts + 1)).sum(axis=0)
    chances = np.exp(logs)
    # Corners of the grid that together hold nothing would cost most of the time.
    likely = chances > _TRIMMED / len(chances)
    return counts[:, likely], chances[likely]


def _extreme_panels(n: int, rule: VerdictRule) -> FloatArray:
    """Panels of n persons among which a verdict appears first, if it appears at n at all.

    Certainty of a net grows with a lopsided panel, of a divided room with an even one, of a cold
    one with the fewest pressers that aren't too few; along these edges every number is tried.
    """
    pressers = np.arange(min(rule.pressers_min, n), n + 1, dtype=float)
    even = np.floor(pressers / 2)
    liked = np.concatenate([pressers, 0 * pressers, even])
    disliked = np.concatenate([0 * pressers, pressers, pressers - even])
    return np.array([liked, disliked, n - liked - disliked])


def _two_digits(least: int) -> list[int]:
    """Numbers of at most two digits that matter, from `least` up to `PERSONS_MAX`."""
    numbers = {*range(1, 100), *range(100, 1_000, 10), *range(1_000, PERSONS_MAX + 1, 100)}
    return sorted({least, *(number for number in numbers if number > least)})
