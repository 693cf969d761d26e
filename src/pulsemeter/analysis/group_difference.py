"""Whether two groups' net approval differs, from counts of persons alone.

For figures that were released: who is who isn't known any more, how many were what is. The groups
share nobody. `interval_nets` is for where not even counts are at hand, only ends of intervals. This
module must not know segments, statements or how many comparisons were made (`adjustment` corrects
for that).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from pulsemeter.analysis.counts import FloatArray, normal_quantile
from pulsemeter.analysis.proportion import net_adjusted, net_approval


class GroupDifference(NamedTuple):
    """Net approval of the first group less that of the second, −2..2, with the ends of its interval
    and the two-sided p of "no difference"; NaN where nobody was present in one of them."""

    difference: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray


def group_difference(
    first: tuple[ArrayLike, ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike, ArrayLike],
    confidence: float = 0.95,
) -> GroupDifference:
    """Compare net approval of two groups of different persons.

    With each group's Bonett-Price middle m and standard error s (`proportion.net_adjusted`)::

        m1 − m2 ± z √(s1² + s2²),  p = 2 Φ(−|m1 − m2| / √(s1² + s2²))

    Parameters
    ----------
    first, second : tuple of array_like
        Likes, dislikes and present of each group, shapes that broadcast together.
    confidence : float, optional
        Of each interval by itself, between 0 and 1.

    Returns
    -------
    GroupDifference
        Arrays of the broadcast shape.

    Raises
    ------
    ValueError
        As `proportion.net_interval`.

    Notes
    -----
    `difference` is the plain one; the interval stands around the adjusted one, which is nearer to
    0. One person is added on either side in each group, as Agresti and Caffo do for two shares, so
    that a group in which all did the same isn't taken to be certain.

    References
    ----------
    Agresti, A., & Caffo, B. (2000). Simple and effective confidence intervals for proportions and
    differences of proportions. The American Statistician 54(4), 280-288. Bonett, D. G., & Price,
    R. M. (2012), as in `proportion.net_interval`.

    Examples
    --------
    >>> found = group_difference((26, 4, 48), (20, 18, 50))
    >>> round(float(found.difference), 3), round(float(found.low), 3), round(float(found.p), 4)
    (0.418, 0.124, 0.0054)
    """
    z = normal_quantile(confidence)
    middles, errors = zip(*(net_adjusted(*group) for group in (first, second)), strict=True)
    middle, error = middles[0] - middles[1], np.hypot(*errors)
    return GroupDifference(
        np.asarray(net_approval(*first) - net_approval(*second)),
        np.clip(middle - z * error, -2.0, 2.0),
        np.clip(middle + z * error, -2.0, 2.0),
        2 * ndtr(-np.abs(middle) / error),
    )
