"""What the counts of likers, dislikers and neithers make credible: exact, without chance.

The posterior is Dirichlet(L + ½, D + ½, N + ½). Two facts of that distribution keep everything to
one dimension: the active share s = like + dislike follows Beta(L + D + 1, N + ½), and the like
share among the active, q, follows Beta(L + ½, D + ½) independently of s. Net approval is
s (2q − 1). This module must not know verdicts, thresholds of a study or who may see a figure.
"""

from typing import cast

import numpy as np
from scipy.special import betainc, betaincc, betainccinv, betaincinv, betaln

from pulsemeter.analysis.counts import FloatArray

PRIOR = 0.5
"""Jeffreys' prior: half a person in each class."""

_TAIL = 1e-13
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_UNIT: FloatArray = (_NODES + 1) / 2
# v → v²(3 − 2v) maps 0..1 onto itself with slope 0 at either end; see the notes of `p_net_above`.
_PLACES: FloatArray = _UNIT**2 * (3 - 2 * _UNIT)
_PLACE_WEIGHTS: FloatArray = 6 * _UNIT * (1 - _UNIT) * _WEIGHTS / 2


def p_active_below(
    likers: FloatArray, dislikers: FloatArray, neithers: FloatArray, share: float
) -> FloatArray:
    """P(like + dislike < share): the Beta distribution function of the active share.

    Parameters
    ----------
    likers, dislikers, neithers : ndarray of float64, one shape
        Persons per class, not negative; need not be whole.
    share : float
        Between 0 and 1.

    Returns
    -------
    ndarray of float64
        Probabilities, same shape.
    """
    active = likers + dislikers + 2 * PRIOR
    return cast(FloatArray, betainc(active, neithers + PRIOR, share))


def p_active_from(
    likers: FloatArray, dislikers: FloatArray, neithers: FloatArray, share: float
) -> FloatArray:
    """P(like + dislike ≥ share), the complement of `p_active_below`, exact in its small tail."""
    active = likers + dislikers + 2 * PRIOR
    return cast(FloatArray, betaincc(active, neithers + PRIOR, share))


def p_divided(likers: FloatArray, dislikers: FloatArray, smaller: float) -> FloatArray:
    """P(the smaller side holds at least `smaller` of the pressers).

    Parameters
    ----------
    likers, dislikers : ndarray of float64, one shape
        Persons per class.
    smaller : float
        Between 0 and ½.

    Returns
    -------
    ndarray of float64
        P(smaller ≤ q ≤ 1 − smaller), same shape.
    """
    a, b = likers + PRIOR, dislikers + PRIOR
    # Both tails are taken from below, so that swapping the sides changes no bit.
    tails = betainc(a, b, smaller) + betainc(b, a, smaller)
    return cast(FloatArray, np.clip(1.0 - tails, 0.0, 1.0))


def p_side_from(likers: FloatArray, dislikers: FloatArray, share: float) -> FloatArray:
    """P(likers hold at least `share` of the pressers), parameters as `p_divided`, 0 < share < 1."""
    # P(q > x) as P(1 − q < 1 − x) loses no digits when likes are almost everything.
    return cast(FloatArray, betainc(dislikers + PRIOR, likers + PRIOR, 1 - share))


def p_net_above(
    likers: FloatArray, dislikers: FloatArray, neithers: FloatArray, delta: float
) -> FloatArray:
    """P(net approval > delta), by Gauss quadrature over the active share.

    With s and q as above, net > δ means s > δ and q > (1 + δ/s)/2, hence::

        P = ∫_δ^1 f_s(s) · P(q > (1 + δ/s)/2) ds

    Parameters
    ----------
    likers, dislikers, neithers : ndarray of float64, one shape
        Persons per class, not negative; need not be whole.
    delta : float
        0 ≤ delta < 1. For P(net < −delta) swap likers and dislikers.

    Returns
    -------
    ndarray of float64
        Probabilities, same shape; the same counts always give the same bits.

    Notes
    -----
    s = sin²θ takes the pole of f_s at s = 1 away (neithers = 0). θ = θ₀ + (θ₁ − θ₀) v²(3 − 2v)
    smooths what is left at the ends: half a power at s = δ (dislikers = 0) and broken powers of
    weighted counts. 64 Gauss-Legendre nodes in v then agree with adaptive quadrature to
    1e-9 for whole counts and 1e-7 for weighted ones.
    θ runs over all but 1e-13 of either tail of s.
    """
    alpha = likers + dislikers + 2 * PRIOR
    beta = neithers + PRIOR
    start = np.maximum(delta, betaincinv(alpha, beta, _TAIL))
    stop = np.maximum(start, betainccinv(alpha, beta, _TAIL))
    theta_start = np.arcsin(np.sqrt(start))[..., None]
    width = np.arcsin(np.sqrt(stop))[..., None] - theta_start
    theta = theta_start + width * _PLACES
    sine = np.sin(theta)
    log_density = (
        np.log(2.0)
        + (2 * alpha[..., None] - 1) * np.log(sine)
        + (2 * beta[..., None] - 1) * np.log(np.cos(theta))
        - betaln(alpha, beta)[..., None]
    )
    like_share = np.minimum((1 + delta / sine**2) / 2, 1.0)
    a, b = likers[..., None] + PRIOR, dislikers[..., None] + PRIOR
    # P(q > x) as P(1 − q < 1 − x) loses no digits when likes are almost everything.
    mass = np.exp(log_density) * betainc(b, a, 1 - like_share) * width * _PLACE_WEIGHTS
    return cast(FloatArray, np.clip(mass.sum(axis=-1), 0.0, 1.0))
