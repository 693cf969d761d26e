"""What every estimate starts from: counts of persons, checked once and in one way.

Counts may be scalars or arrays that broadcast together, whole or weighted, exact or rounded by
the release gate. This module refuses what cannot be a count and names it; it must not estimate.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

COUNT_SLACK = 1e-9
"""Weighted counts are sums of floats: a part may exceed its whole by rounding error only."""


def checked_counts(**counts: ArrayLike) -> tuple[FloatArray, ...]:
    """Turn named counts into floats of one shape, in the order given.

    Parameters
    ----------
    **counts : array_like of numbers, shapes that broadcast together
        Persons, keyed by the name an error message shall use.

    Returns
    -------
    tuple of ndarray of float64
        One array per count, all of the broadcast shape (0-d for scalars).

    Raises
    ------
    ValueError
        A count is no number, not finite or negative, or the shapes don't fit together.
    """
    arrays = {name: _numbers(name, value) for name, value in counts.items()}
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must be finite numbers of persons")
        if (array < 0).any():
            raise ValueError(f"{name} must not be negative, got {array.min():g}")
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"shapes don't fit together: {shapes}") from None


def checked_reactions(
    likes: ArrayLike, dislikes: ArrayLike, present: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Check likes and dislikes against those present; shapes and errors as `checked_counts`.

    Raises
    ------
    ValueError
        Also when likes + dislikes exceed present: then somebody was counted twice or the counts
        were rounded apart, and no estimate would mean anything.
    """
    liked, disliked, there = checked_counts(likes=likes, dislikes=dislikes, present=present)
    excess = liked + disliked - there
    if excess.size and excess.max() > COUNT_SLACK * max(1.0, float(there.max())):
        worst = np.unravel_index(int(excess.argmax()), excess.shape)
        raise ValueError(
            f"likes + dislikes exceed present: {liked[worst]:g} + {disliked[worst]:g} "
            f"> {there[worst]:g}"
        )
    return liked, disliked, there


def checked_share(name: str, value: float, *, low: float = 0.0, high: float = 1.0) -> float:
    """A share strictly between two ends, or an error that names it."""
    share = checked_number(name, value)
    if not low < share < high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}, got {value!r}")
    return share


def checked_number(name: str, value: object) -> float:
    """A finite number (no truth value, no text), or an error that names it."""
    if isinstance(value, bool | np.bool_) or not isinstance(
        value, int | float | np.integer | np.floating
    ):
        raise ValueError(f"{name} must be a number, got {value!r}")
    number = float(value)
    if not np.isfinite(number):
        raise ValueError(f"{name} must be a finite number, got {value!r}")
    return number


def checked_whole(name: str, value: object, *, least: int) -> int:
    """A whole number not below `least`, or an error that names it."""
    number = checked_number(name, value)
    if number != int(number) or number < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    return int(number)


def normal_quantile(confidence: float) -> float:
    """The two-sided standard normal quantile z: confidence .95 gives 1.96, .50 gives 0.674."""
    share = checked_share("confidence", confidence)
    return float(ndtri((1.0 + share) / 2.0))


def _numbers(name: str, value: ArrayLike) -> FloatArray:
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be numbers of persons, got {array.dtype.name} values")
    return array.astype(np.float64)
