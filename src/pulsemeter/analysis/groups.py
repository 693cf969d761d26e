"""Strata and groups of persons, checked once and in one way.

This module must not know cells, draws or estimates.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray


def checked_strata(strata: ArrayLike | None, persons: int) -> NDArray[np.int64]:
    """Strata as numbers 0, 1, …, one per person; all 0 if there are none."""
    if strata is None:
        return np.zeros(persons, dtype=np.int64)
    labels = np.asarray(strata)
    if labels.shape != (persons,):
        raise ValueError(f"strata of shape {labels.shape} don't fit {persons} persons")
    if labels.dtype.kind not in "iubUS":
        raise ValueError(f"strata must be whole numbers or text, got {labels.dtype.name}")
    numbers: NDArray[np.int64] = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return numbers


def checked_groups(in_a: ArrayLike, in_b: ArrayLike, persons: int) -> tuple[BoolArray, BoolArray]:
    """Two groups that don't overlap, each with somebody in it, or an error that says what."""
    groups = (np.asarray(in_a), np.asarray(in_b))
    for name, group in zip(("in_a", "in_b"), groups, strict=True):
        if group.dtype != np.bool_ or group.shape != (persons,):
            raise ValueError(f"{name} must be true or false for each of {persons} persons")
        if not group.any():
            raise ValueError(f"{name} holds nobody")
    if (groups[0] & groups[1]).any():
        raise ValueError("in_a and in_b overlap: nobody can be compared with themselves")
    return groups
