"""Margins made ready for raking: shares checked, small categories merged or refused by name.

A margin is what somebody else counted. This module must not know weights' cost, sessions or
where the shares come from.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import FloatArray, checked_number
from pulsemeter.domain.counted import counted

Margins = Mapping[str, Mapping[str, float]]
"""Attribute → category → share of the whole, each attribute adding up to 1."""
MergeOrder = Mapping[str, Sequence[tuple[str, str]]]
"""Attribute → pairs of categories, merged in the declared order where one is too small."""

MARGIN_SLACK = 0.005
"""Published shares are rounded; margins that miss 1 by more than this are not margins."""


@dataclass(frozen=True, slots=True)
class WeightedCategory:
    """One category of a margin, or several merged: its persons and shares before and after."""

    attribute: str
    categories: tuple[str, ...]
    persons: int
    target: float
    found: float
    weighted: float


@dataclass(frozen=True, slots=True)
class Margin:
    """One margin ready to be raked to: a code per person, a share and the names per code."""

    attribute: str
    codes: NDArray[np.intp]
    groups: tuple[tuple[str, ...], ...]
    shares: FloatArray

    @classmethod
    def of(
        cls,
        name: str,
        held: NDArray[np.str_],
        shares: Mapping[str, float],
        merges: Sequence[tuple[str, str]],
        least: int,
    ) -> "Margin":
        counts = {category: int(np.count_nonzero(held == category)) for category in shares}
        groups = [[c] for c, share in shares.items() if share > 0 or counts[c]]
        for pair in merges:
            if unknown := [category for category in pair if category not in shares]:
                raise ValueError(f"merge_order of {name!r} names {unknown[0]!r}, no category of it")
            sides = [next((group for group in groups if c in group), None) for c in pair]
            first, second = sides
            if first is None or second is None or first is second:
                continue
            if min(sum(counts[c] for c in side) for side in (first, second)) < least:
                first.extend(second)
                groups = [group for group in groups if group is not second]
        code_of = {category: code for code, group in enumerate(groups) for category in group}
        for group in groups:
            size, share = sum(counts[c] for c in group), sum(shares[c] for c in group)
            label = f"{name} = {' + '.join(group)}"
            if size < least:
                raise ValueError(
                    f"margin {label} wants {share:.1%} and has {size} of at least {least} persons: "
                    f"declare what it is merged with, or leave the attribute out"
                )
            if share == 0:
                holders = counted(size, "person holds", "persons hold")
                raise ValueError(f"margin {label} is 0, but {holders} it")
        codes = np.array([code_of[category] for category in held.tolist()], dtype=np.intp)
        targets = np.array([sum(shares[c] for c in group) for group in groups])
        return cls(name, codes, tuple(tuple(group) for group in groups), targets)

    def shares_of(self, weights: FloatArray) -> FloatArray:
        """Each group's part of all weights, as a share of the number of persons."""
        sums = np.bincount(self.codes, weights, minlength=len(self.groups))
        return sums / len(self.codes)

    def rows(self, start: FloatArray, weights: FloatArray) -> list[WeightedCategory]:
        sizes = np.bincount(self.codes, minlength=len(self.groups)).tolist()
        found, now = self.shares_of(start).tolist(), self.shares_of(weights).tolist()
        columns = zip(self.groups, sizes, self.shares.tolist(), found, now, strict=True)
        return [WeightedCategory(self.attribute, *column) for column in columns]


def checked_persons(attributes: Mapping[str, ArrayLike], margins: Margins) -> int:
    """How many persons there are, if every margin has an attribute of one category per person."""
    sizes = set()
    for name in margins:
        if name not in attributes:
            raise ValueError(f"margin {name!r} has no attribute of that name")
        held = np.asarray(attributes[name])
        if held.ndim != 1 or held.dtype.kind not in "UTO":
            raise ValueError(f"attribute {name!r} must be one category (text) per person")
        sizes.add(held.size)
    if len(sizes) != 1 or 0 in sizes:
        raise ValueError(f"attributes hold {sorted(sizes)} persons: one number above 0 is needed")
    return int(sizes.pop())


def with_found_shares(
    name: str,
    held: NDArray[np.str_],
    wanted: Mapping[str, float],
    without_margin: Collection[str],
    start: FloatArray,
) -> dict[str, float]:
    """The shares of one margin, adding up to 1, categories without a share as they are found.

    Parameters
    ----------
    name : str
        The attribute.
    held : ndarray of str, shape (persons,)
        Each person's category.
    wanted : mapping of str to float
        Share per category.
    without_margin : collection of str
        Categories that keep the share they have in `start`; the others share the rest.
    start : ndarray of float64, shape (persons,)
        Weights to begin with.

    Raises
    ------
    ValueError
        Shares that are negative or don't add up to 1, or persons in a category without share.
    """
    shares = {
        category: checked_number(f"margin {name} = {category}", share)
        for category, share in wanted.items()
    }
    if any(share < 0 for share in shares.values()):
        raise ValueError(f"margin {name!r} has a negative share")
    total = sum(shares.values())
    if abs(total - 1) > MARGIN_SLACK:
        raise ValueError(f"the shares of margin {name!r} add up to {total:g} instead of 1")
    found = {}
    for category in sorted({str(category) for category in held.tolist()} - set(shares)):
        holders = held == category
        if category not in without_margin:
            persons = counted(int(np.count_nonzero(holders)), "person holds", "persons hold")
            raise ValueError(f"{persons} {name} = {category}, of which the margin gives no share")
        found[category] = float(start[holders].sum() / start.sum())
    rest = 1 - sum(found.values())
    if rest <= 0:
        raise ValueError(f"nobody holds a category of margin {name!r}")
    return {c: share * rest / total for c, share in shares.items()} | found
