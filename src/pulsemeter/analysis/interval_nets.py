"""What can be said of net approvals whose counts are not at hand: their difference with its test,
their mean over a stretch of time, and several panels together. Each is told by its estimate and the
ends of its interval alone.

This module must not know whose they are, nor which may be shown.
"""

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from pulsemeter.analysis.counts import FloatArray, normal_quantile


class Net(NamedTuple):
    """Net approvals (or differences of them) with the ends of their intervals, all of one shape
    and one unit; NaN where there is none."""

    net: FloatArray
    low: FloatArray
    high: FloatArray


def told_net(net: ArrayLike, low: ArrayLike, high: ArrayLike) -> Net:
    """Figures as they were told, NaN standing for none.

    Raises
    ------
    ValueError
        The three are of different shapes, or a low end lies above its high end.

    Examples
    --------
    >>> told_net([25.0, np.nan], [11.5, np.nan], [37.1, np.nan]).net.tolist()
    [25.0, nan]
    """
    told = Net(*(np.asarray(values, dtype=np.float64) for values in (net, low, high)))
    if not told.net.shape == told.low.shape == told.high.shape:
        raise ValueError("net, low and high must have one shape")
    if (told.low > told.high).any():
        raise ValueError("a low end lies above its high end")
    return told


def net_difference(first: Net, second: Net) -> Net:
    """The difference of two net approvals, with an interval from the ends of theirs.

    Zou and Donner's way to an interval from two others (MOVER). With l, u the ends of either::

        low  = d − √((a − l_a)² + (u_b − b)²)
        high = d + √((u_a − a)² + (b − l_b)²),    d = a − b

    Parameters
    ----------
    first, second : Net
        In one unit, of shapes that broadcast together.

    Returns
    -------
    Net
        first − second; NaN where either is.

    Notes
    -----
    The two are taken to be of different persons. Where groups share persons, these do the same in
    both, so the true difference varies less and the interval is too wide, never too narrow. An
    estimate that lies outside its own interval (`proportion.net_interval`) is read as its nearer
    end there.

    References
    ----------
    Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: A
    general approach. Statistics in Medicine 27(10), 1693-1702. doi:10.1002/sim.3095

    Examples
    --------
    >>> difference = net_difference(Net(30.0, 20.0, 38.0), Net(10.0, -5.0, 25.0))
    >>> [round(float(end), 1) for end in difference]
    [20.0, 2.0, 37.0]
    """
    a, b = _ordered(first), _ordered(second)
    difference = a.net - b.net
    below = np.hypot(a.net - a.low, b.high - b.net)
    above = np.hypot(a.high - a.net, b.net - b.low)
    return Net(difference, difference - below, difference + above)


def _ordered(told: Net) -> Net:
    """The ends moved, where needed, so that they hold the estimate."""
    net = np.asarray(told.net, dtype=np.float64)
    return Net(net, np.minimum(told.low, net), np.maximum(told.high, net))


def mean_net(told: Net) -> Net:
    """The mean of an interval figure over a stretch of time, each interval counting once.

    Parameters
    ----------
    told : Net
        Shape (..., intervals); NaN where nothing was told, which is left out.

    Returns
    -------
    Net
        Shape (...); NaN where nothing was told in the whole stretch. The ends are the means of the
        ends.

    Notes
    -----
    The persons of neighbouring intervals are the same and do much the same, in a way that interval
    figures alone don't tell. The standard error of a mean is at most the mean of the standard
    errors, whatever goes on between intervals, so the ends are too far apart, never too near. It is
    not what a figure formed per person over the stretch would be: who was present in more intervals
    counts in more.

    Examples
    --------
    >>> means = mean_net(told_net([10.0, 20.0], [0.0, 14.0], [20.0, 26.0]))
    >>> [float(end) for end in means]
    [15.0, 7.0, 23.0]
    """
    is_told = ~np.isnan(told.net)
    count = is_told.sum(axis=-1)
    base = np.where(count > 0, count, np.nan)
    net, low, high = (np.where(is_told, values, 0.0).sum(axis=-1) / base for values in told)
    return Net(net, low, high)


def difference_p(difference: Net, confidence: float = 0.95) -> FloatArray:
    """Two-sided p values of "there is no difference", from the intervals of the differences.

    The test that belongs to the interval: with h the half width on the side that faces 0 and z the
    two-sided normal quantile of `confidence`::

        p = 2 Φ(−z |d| / h),    so that p < 1 − confidence exactly where the interval leaves 0 out

    Parameters
    ----------
    difference : Net
        As `net_difference` gives it, any shape.
    confidence : float, optional
        That of the interval's ends.

    Returns
    -------
    ndarray of float64
        0..1, of the same shape; NaN where there is no difference to test.

    Notes
    -----
    The test has the size that the interval has: over 5 to 24 persons a side it rejects too rarely
    rather than too often. For many persons it is the z test of two means with variances of their
    own.

    Examples
    --------
    >>> round(float(difference_p(Net(20.0, 2.0, 37.0))), 3)
    0.029
    """
    d = np.asarray(difference.net, dtype=np.float64)
    facing = np.where(d >= 0, d - difference.low, difference.high - d)
    z = normal_quantile(confidence) * np.abs(d) / np.where(facing > 0, facing, np.nan)
    # No width and no difference at once: nothing speaks against "the same".
    p = np.where((facing == 0) & (d == 0), 1.0, 2 * ndtr(-z))
    return np.where((facing == 0) & (d != 0), 0.0, p)[()]


def pooled_net(parts: Sequence[Net], sizes: Sequence[ArrayLike]) -> Net:
    """Net approval of several panels together, each a stratum of its own.

    Each part counts with its share of all persons, w = n / Σ n, and the ends come from theirs
    (MOVER for a weighted sum)::

        net = Σ w a,    low = net − √(Σ w² (a − l)²),    high = net + √(Σ w² (u − a)²)

    Parameters
    ----------
    parts : sequence of Net
        One or more, of one shape.
    sizes : sequence of array_like of numbers
        Persons present in each, above 0, of shapes that broadcast with the parts.

    Returns
    -------
    Net
        NaN where one of the parts is: without a stratum it would be of another population.

    Raises
    ------
    ValueError
        No parts, not one size for each, or sizes that aren't above 0.

    Notes
    -----
    The parts are taken as they are: what differs between panels widens nothing, so nothing is
    claimed for a further panel. Somebody who is in two of them counts twice.

    Examples
    --------
    >>> both = pooled_net([Net(30.0, 20.0, 40.0), Net(0.0, -10.0, 10.0)], [60, 20])
    >>> [round(float(end), 1) for end in both]
    [22.5, 14.6, 30.4]
    """
    if not parts or len(parts) != len(sizes):
        raise ValueError(f"{len(parts)} parts need as many sizes, got {len(sizes)}")
    persons = [np.asarray(size, dtype=np.float64) for size in sizes]
    if any((size <= 0).any() for size in persons):
        raise ValueError("sizes must be above 0")
    whole = reduce(np.add, persons)
    told = [(size / whole, _ordered(part)) for size, part in zip(persons, parts, strict=True)]
    net = reduce(np.add, [w * part.net for w, part in told])
    below = reduce(np.add, [(w * (part.net - part.low)) ** 2 for w, part in told])
    above = reduce(np.add, [(w * (part.high - part.net)) ** 2 for w, part in told])
    return Net(net, net - np.sqrt(below), net + np.sqrt(above))
