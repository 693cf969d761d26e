"""Van der Eijk's agreement A: does one distribution over ordered categories have one peak or two?

This module must not know what the categories are.
"""

import numpy as np
from numpy.typing import ArrayLike

from pulsemeter.analysis.counts import BoolArray, FloatArray, checked_counts

_CATEGORIES_MIN = 3


def agreement(counts: ArrayLike) -> FloatArray:
    """Measure van der Eijk's agreement A of persons over ordered categories.

    The distribution is cut into layers, each a pattern of empty and equally filled categories. A
    layer with S of K categories filled has A = U (1 − (S − 1)/(K − 1)), where U compares triples
    of categories that fit one peak (110, 011) with those that fit two (101)::

        U = ((K − 2) TU − (K − 1) TDU) / ((K − 2) (TU + TDU)),   U = 1 without such triples

    A is the mean of the layers, weighted by the persons in each.

    Parameters
    ----------
    counts : array_like of numbers, shape (..., categories)
        Persons per category in their order, empty ones included; at least three categories.

    Returns
    -------
    ndarray of float64, shape (...)
        −1..1; NaN where there are no persons.

    Raises
    ------
    ValueError
        Counts that are negative or not finite, or fewer than three categories.

    References
    ----------
    van der Eijk, C. (2001). Measuring agreement in ordered rating scales. Quality and Quantity
    35(3), 325-341. doi:10.1023/A:1010374114305

    Examples
    --------
    >>> round(float(agreement([30, 40, 210, 130, 530, 50, 10])), 7)
    0.6113333
    """
    (persons,) = checked_counts(counts=counts)
    if persons.ndim == 0 or persons.shape[-1] < _CATEGORIES_MIN:
        raise ValueError(f"agreement needs at least {_CATEGORIES_MIN} ordered categories")
    total = persons.sum(axis=-1)
    levels = np.sort(persons, axis=-1)
    weighted, below = np.zeros(total.shape), np.zeros(total.shape)
    for layer in range(persons.shape[-1]):
        level = levels[..., layer]
        filled = (persons >= level[..., None]) & (level > 0)[..., None]
        height = np.where(level > 0, level - below, 0.0)
        weighted += height * filled.sum(axis=-1) * _pattern_agreement(filled)
        below = level
    found = weighted / np.where(total > 0, total, np.nan)
    return np.asarray(np.clip(found, -1.0, 1.0))[()]


def _pattern_agreement(filled: BoolArray) -> FloatArray:
    """A of patterns of filled (equally) and empty categories; see `agreement`."""
    k = filled.shape[-1]
    p = filled.astype(np.float64)
    full_left, empty_left = p.cumsum(axis=-1) - p, (1 - p).cumsum(axis=-1) - (1 - p)
    full_right = p.sum(axis=-1, keepdims=True) - full_left - p
    empty_right = (1 - p).sum(axis=-1, keepdims=True) - empty_left - (1 - p)
    one_peak = (p * (full_left * empty_right + empty_left * full_right)).sum(axis=-1)
    two_peaks = ((1 - p) * full_left * full_right).sum(axis=-1)
    triples = one_peak + two_peaks
    u = np.where(
        triples > 0,
        ((k - 2) * one_peak - (k - 1) * two_peaks) / ((k - 2) * np.maximum(triples, 1.0)),
        1.0,
    )
    return np.asarray(u * (1 - (p.sum(axis=-1) - 1) / (k - 1)))
