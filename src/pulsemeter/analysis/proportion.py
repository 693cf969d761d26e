"""Shares and their intervals: approval among pressers and net approval of those present.

Everything is a share of persons (0..1, or −1..1 for net approval); screens multiply by 100. Where
nobody is there, an array holds NaN: the named absence that callers show as "too few". This module
must not know which figures may be shown.
"""

from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv

from pulsemeter.analysis.counts import (
    FloatArray,
    checked_counts,
    checked_reactions,
    normal_quantile,
)

ShareMethod = Literal["wilson", "jeffreys", "agresti_coull", "clopper_pearson"]


class Bounds(NamedTuple):
    """The two ends of an interval of confidence, each of the shape of the counts."""

    low: FloatArray
    high: FloatArray


def wilson_interval(likes: ArrayLike, total: ArrayLike, confidence: float = 0.95) -> Bounds:
    """Wilson's score interval of a share.

    With p = likes / total and z the two-sided normal quantile::

        (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)

    Parameters
    ----------
    likes : array_like of numbers, any shape
        Persons on one side.
    total : array_like of numbers, broadcasting with `likes`
        Persons in the base (the pressers, for approval among pressers).
    confidence : float, optional
        Between 0 and 1; .95 for the band, .50 for the inner band.

    Returns
    -------
    Bounds
        low and high in 0..1, broadcast shape; NaN where total is 0.

    Raises
    ------
    ValueError
        Negative, non-finite or non-numeric counts, likes above total, or a confidence outside
        (0, 1); the message names which.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22(158), 209-212.

    Examples
    --------
    >>> low, high = wilson_interval(7, 11)
    >>> round(float(low), 3), round(float(high), 3)
    (0.354, 0.848)
    """
    liked, n = checked_counts(likes=likes, total=total)
    # The smaller rounding slack of weighted counts is dealt with by clipping the share.
    if (liked > n * (1 + 1e-9)).any():
        raise ValueError("likes exceed total")
    z = normal_quantile(confidence)
    p = np.clip(_ratio(liked, n), 0.0, 1.0)
    base = np.where(n > 0, n, np.nan)
    middle = p + z**2 / (2 * base)
    half = z * np.sqrt(p * (1 - p) / base + z**2 / (4 * base**2))
    scale = 1 + z**2 / base
    low, high = (middle - half) / scale, (middle + half) / scale
    # At 0 and n the ends are exactly 0 and 1; floating point would leave 1e-17 beside them.
    low = np.where(p == 0, 0.0, np.clip(low, 0.0, 1.0))
    high = np.where(p == 1, 1.0, np.clip(high, 0.0, 1.0))
    return Bounds(low[()], high[()])


def share_interval(
    k: ArrayLike, n: ArrayLike, method: ShareMethod = "wilson", confidence: float = 0.95
) -> Bounds:
    """Interval of a share k / n by one of four methods.

    With α = 1 − confidence, z the two-sided normal quantile and B the quantile of the beta
    distribution::

        wilson           see `wilson_interval`
        agresti_coull    p ± z √(p(1 − p)/(n + z²)),  p = (k + z²/2)/(n + z²),  clipped to 0..1
        jeffreys         B(α/2; k + ½, n − k + ½) to B(1 − α/2; k + ½, n − k + ½)
        clopper_pearson  B(α/2; k, n − k + 1) to B(1 − α/2; k + 1, n − k)

    Parameters
    ----------
    k, n : array_like of numbers, shapes that broadcast together
        Persons on one side, and persons in the base.
    method : {"wilson", "jeffreys", "agresti_coull", "clopper_pearson"}, optional
        Wilson is what every figure uses; the others are for comparison with other work.
    confidence : float, optional
        Between 0 and 1.

    Returns
    -------
    Bounds
        low and high in 0..1, broadcast shape; NaN where n is 0. At k = 0 low is 0 and at k = n
        high is 1, for Jeffreys too (else the interval would leave out its own estimate).

    Raises
    ------
    ValueError
        An unknown method, or what `wilson_interval` refuses.

    References
    ----------
    Brown, L. D., Cai, T. T., & DasGupta, A. (2001). Interval estimation for a binomial proportion.
    Statistical Science 16(2), 101-133.

    Examples
    --------
    >>> low, high = share_interval(7, 11, "clopper_pearson")
    >>> round(float(low), 3), round(float(high), 3)
    (0.308, 0.891)
    """
    if method not in get_args(ShareMethod):
        raise ValueError(f"method must be one of {', '.join(get_args(ShareMethod))}, got {method}")
    wilson = wilson_interval(k, n, confidence)
    if method == "wilson":
        return wilson
    side, base = checked_counts(k=k, n=n)
    whole = np.where(base > 0, base, np.nan)
    side = np.minimum(side, whole)
    if method == "agresti_coull":
        z = normal_quantile(confidence)
        p = (side + z**2 / 2) / (whole + z**2)
        half = z * np.sqrt(p * (1 - p) / (whole + z**2))
        return Bounds(np.maximum(p - half, 0.0)[()], np.minimum(p + half, 1.0)[()])
    more = 0.5 if method == "jeffreys" else 1.0
    other, tail = whole - side, (1 - confidence) / 2
    # At the ends Clopper and Pearson's beta distribution doesn't exist; both are set there.
    low = betaincinv(np.maximum(side + 1 - more, more / 2), other + more, tail)
    high = betaincinv(side + more, np.maximum(other + 1 - more, more / 2), 1 - tail)
    low, high = np.where(side == 0, 0.0, low), np.where(other == 0, 1.0, high)
    return Bounds(low[()], high[()])


def approval_among_pressers(likes: ArrayLike, dislikes: ArrayLike) -> FloatArray:
    """Share of likes among those who pressed: likes / (likes + dislikes).

    The labelled alternative to net approval, always shown with its own base; its interval is
    ``wilson_interval(likes, likes + dislikes)``.

    Parameters
    ----------
    likes, dislikes : array_like of numbers, shapes that broadcast together
        Persons.

    Returns
    -------
    ndarray of float64
        0..1, broadcast shape; NaN where nobody pressed.

    Raises
    ------
    ValueError
        A count is negative, not finite or no number.

    Examples
    --------
    >>> float(approval_among_pressers(30, 10))
    0.75
    """
    liked, disliked = checked_counts(likes=likes, dislikes=dislikes)
    return _ratio(liked, liked + disliked)[()]


def net_approval(likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike) -> FloatArray:
    """Net approval of those present: (likes − dislikes) / present.

    Persons count, not presses; those who were there and pressed nothing are in the base.

    Parameters
    ----------
    likes, dislikes, present : array_like of numbers, shapes that broadcast together
        Persons; likes + dislikes must not exceed present.

    Returns
    -------
    ndarray of float64
        −1..1, broadcast shape; NaN where nobody was present.

    Raises
    ------
    ValueError
        A count is negative, not finite or no number, or likes + dislikes exceed present.

    Examples
    --------
    >>> float(net_approval(30, 10, 80))
    0.25
    """
    liked, disliked, n = checked_reactions(likes, dislikes, present)
    return _ratio(liked - disliked, n)[()]


def net_interval(
    likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike, confidence: float = 0.95
) -> Bounds:
    """Bonett and Price's adjusted interval of net approval.

    A person gives like, dislike or neither, so net approval is a difference of two shares of the
    same persons. With p1 = (L + 1)/(n + 2), p2 = (D + 1)/(n + 2)::

        p1 − p2 ± z √((p1 + p2 − (p1 − p2)²) / (n + 2)),  clipped to [−1, 1]

    The plain Wald interval is not offered: it covers 86 % at n = 10 and collapses to a point when
    all present give the same reaction.

    Parameters
    ----------
    likes, dislikes, present : array_like of numbers, shapes that broadcast together
        Persons; likes + dislikes must not exceed present.
    confidence : float, optional
        Between 0 and 1; .95 for the band, .50 for the inner band.

    Returns
    -------
    Bounds
        low and high in −1..1, broadcast shape; NaN where nobody was present.

    Raises
    ------
    ValueError
        A count is negative, not finite or no number, likes + dislikes exceed present, or the
        confidence lies outside (0, 1).

    Notes
    -----
    The interval is centred on p1 − p2, which is nearer to 0 than net approval itself; at narrow
    confidence and lopsided counts the estimate can lie outside its inner band.

    References
    ----------
    Bonett, D. G., & Price, R. M. (2012). Adjusted Wald confidence interval for a difference of
    binomial proportions based on paired data. Journal of Educational and Behavioral Statistics
    37(4), 479-488. doi:10.3102/1076998611411915

    Examples
    --------
    >>> low, high = net_interval(26, 4, 48)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2548, 0.6252)
    """
    z = normal_quantile(confidence)
    middle, error = net_adjusted(likes, dislikes, present)
    low, high = np.clip(middle - z * error, -1.0, 1.0), np.clip(middle + z * error, -1.0, 1.0)
    return Bounds(low[()], high[()])


def net_adjusted(
    likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Middle and standard error of Bonett and Price's interval: one person of either side added.

    Parameters, errors and references as `net_interval`; both are NaN where nobody was present. The
    error is above 0 even where all did the same, so it serves rankings and differences, too.

    Examples
    --------
    >>> middle, error = net_adjusted(26, 4, 48)
    >>> round(float(middle), 4), round(float(error), 4)
    (0.44, 0.0945)
    """
    liked, disliked, n = checked_reactions(likes, dislikes, present)
    base = np.where(n > 0, n + 2, np.nan)
    p1, p2 = (liked + 1) / base, (disliked + 1) / base
    middle = p1 - p2
    return middle, np.sqrt((p1 + p2 - middle**2) / base)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part / whole, NaN where the whole is empty, without a division warning."""
    return part / np.where(whole > 0, whole, np.nan)
