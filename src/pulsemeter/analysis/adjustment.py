"""Adjusting p values for how many were looked at.

Pure arithmetic on p values; this module must not know where they come from.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import FloatArray


def benjamini_hochberg(p: ArrayLike) -> FloatArray:
    """Benjamini and Hochberg's adjusted p values: false discovery rate.

    Parameters
    ----------
    p : array_like of numbers, shape (..., tests)
        p values in 0..1; NaN marks what was not tested and counts for nothing.

    Returns
    -------
    ndarray of float64
        Same shape; NaN stays NaN. Holds for independent or positively dependent tests.

    Raises
    ------
    ValueError
        No axis of tests, no numbers, or a p value outside 0..1.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the
    Royal Statistical Society B 57(1), 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    return _stepped_up(_checked(p), dependent=False)


def benjamini_yekutieli(p: ArrayLike) -> FloatArray:
    """Benjamini and Yekutieli's adjusted p values: false discovery rate, any dependence.

    Parameters, result and errors as `benjamini_hochberg`; larger by the factor 1 + 1/2 + … + 1/m.

    References
    ----------
    Benjamini, Y., & Yekutieli, D. (2001). The control of the false discovery rate in multiple
    testing under dependency. Annals of Statistics 29(4), 1165-1188.
    """
    return _stepped_up(_checked(p), dependent=True)


def holm(p: ArrayLike) -> FloatArray:
    """Holm's adjusted p values: family-wise error, any dependence.

    Parameters, result and errors as `benjamini_hochberg`.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal
    of Statistics 6(2), 65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    raw = _checked(p)
    order = np.argsort(raw, axis=-1)  # NaN last
    ranked = np.take_along_axis(raw, order, axis=-1)
    tests = np.count_nonzero(~np.isnan(raw), axis=-1, keepdims=True)
    left = tests - np.arange(raw.shape[-1])
    stepped = np.maximum.accumulate(ranked * np.maximum(left, 1), axis=-1)
    return _in_place(stepped, order)


def _stepped_up(raw: FloatArray, *, dependent: bool) -> FloatArray:
    order = np.argsort(raw, axis=-1)
    ranked = np.take_along_axis(raw, order, axis=-1)
    tests = np.count_nonzero(~np.isnan(raw), axis=-1, keepdims=True)
    ranks = np.arange(1, raw.shape[-1] + 1)
    harmonic = np.concatenate([[1.0], np.cumsum(1 / ranks)])
    factor = harmonic[tests] if dependent else 1.0
    scaled = ranked * tests / ranks * factor
    # From the largest down; what was not tested stands last and must not win a minimum.
    largest = np.where(np.isnan(scaled), np.inf, scaled)[..., ::-1]
    stepped = np.minimum.accumulate(largest, axis=-1)[..., ::-1]
    return _in_place(np.where(np.isnan(ranked), np.nan, stepped), order)


def _in_place(stepped: FloatArray, order: NDArray[np.int64]) -> FloatArray:
    adjusted = np.empty_like(stepped)
    np.put_along_axis(adjusted, order, np.minimum(stepped, 1.0), axis=-1)
    return adjusted


def _checked(p: ArrayLike) -> FloatArray:
    array = np.asarray(p)
    if array.dtype.kind not in "iuf" or array.ndim == 0:
        raise ValueError("p must be numbers with an axis of tests")
    raw = array.astype(np.float64)
    if ((raw < 0) | (raw > 1)).any():
        raise ValueError("p values must lie in 0..1")
    return raw
