"""The curve of one segment: net approval per interval with its band.

The live curve is pointwise and says so; the simultaneous band of the report needs the persons'
whole series. This module must not know colours, screens or who may see a curve.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_reactions, checked_whole
from pulsemeter.analysis.proportion import net_approval, net_interval

FADED_BELOW = 30
"""Persons present below whom a curve is drawn faded."""
CONFIDENCE_BAND = 0.95
CONFIDENCE_INNER = 0.5


@dataclass(frozen=True, slots=True)
class Curve:
    """Net approval per interval, −1..1, with the 95 % band and the inner 50 % band.

    All arrays have one shape, intervals last. Where nothing may be drawn (a gap, nobody there,
    below the floor) the five figures are NaN and `drawn` is False: no line crosses a gap. `n` is
    the number of persons present (int64), 0 in a gap; `faded` marks what is drawn with n < 30.
    `kind` says what the band covers: each interval by itself ("pointwise").
    """

    net: FloatArray
    low: FloatArray
    high: FloatArray
    low50: FloatArray
    high50: FloatArray
    n: NDArray[np.int64]
    drawn: BoolArray
    faded: BoolArray
    kind: Literal["pointwise"] = "pointwise"


def pointwise_curve(
    likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike, *, floor: int
) -> Curve:
    """Draw net approval per interval with pointwise Bonett-Price bands.

    Parameters
    ----------
    likes, dislikes, present : array_like of numbers, shape (..., intervals)
        Persons per interval, exact or rounded; likes + dislikes ≤ present. NaN in any of them
        marks an interval without figures (not released, not reached): a gap.
    floor : int
        Smallest number of persons present for whom a figure is drawn, at least 1.

    Returns
    -------
    Curve
        Of the counts' shape. Each interval's 95 % interval covers by itself; that all of them
        cover at once is not claimed.

    Raises
    ------
    ValueError
        No interval axis, counts that are negative, infinite or contradictory, floor below 1.

    See Also
    --------
    pulsemeter.analysis.proportion.net_interval : formula and source.

    Examples
    --------
    >>> curve = pointwise_curve([20, 0, 3], [5, 0, 1], [50, 0, 8], floor=10)
    >>> curve.net.tolist(), curve.n.tolist()
    ([0.3, nan, nan], [50, 0, 8])
    """
    least = checked_whole("floor", floor, least=1)
    filled, gap = _without_gaps(likes=likes, dislikes=dislikes, present=present)
    liked, disliked, there = checked_reactions(*filled)
    if there.ndim == 0:
        raise ValueError("counts of a curve need an axis of intervals")
    drawn = ~np.broadcast_to(gap, there.shape) & (there >= least)
    band = net_interval(liked, disliked, there, CONFIDENCE_BAND)
    inner = net_interval(liked, disliked, there, CONFIDENCE_INNER)
    net = net_approval(liked, disliked, there)
    return Curve(
        net=np.where(drawn, net, np.nan),
        low=np.where(drawn, band.low, np.nan),
        high=np.where(drawn, band.high, np.nan),
        low50=np.where(drawn, inner.low, np.nan),
        high50=np.where(drawn, inner.high, np.nan),
        n=np.rint(there).astype(np.int64),
        drawn=drawn,
        faded=drawn & (there < FADED_BELOW),
    )


def _without_gaps(**counts: ArrayLike) -> tuple[list[FloatArray], BoolArray]:
    """The counts with 0 in every gap, and where the gaps are (NaN in any count)."""
    arrays = [np.asarray(count) for count in counts.values()]
    holes = [np.isnan(array) if array.dtype.kind == "f" else np.False_ for array in arrays]
    try:
        gap = np.logical_or.reduce(np.broadcast_arrays(*holes, *arrays)[: len(holes)])
        return [np.where(gap, np.zeros((), array.dtype), array) for array in arrays], gap
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(count)}" for name, count in counts.items())
        raise ValueError(f"shapes don't fit together: {shapes}") from None
