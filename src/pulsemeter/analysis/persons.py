"""Classes of persons and their counts per segment: the person is the unit, never the press.

How a class comes about is the business of `statement`; this module must not know time, presses
or verdicts.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulsemeter.analysis.counts import BoolArray

IntArray = NDArray[np.int64]


class PersonClass(IntEnum):
    """What one person gave over a stretch; the values of like, dislike, neither are y of N = Σy."""

    LIKE = 1
    DISLIKE = -1
    NEITHER = 0
    ABSENT = -128


@dataclass(frozen=True, slots=True)
class PersonClasses:
    """The class of every person, in the order of the cells' rows: int8 codes of `PersonClass`."""

    codes: NDArray[np.int8]

    @property
    def like(self) -> BoolArray:
        """Persons with more own likes than dislikes."""
        return self._are(PersonClass.LIKE)

    @property
    def dislike(self) -> BoolArray:
        """Persons with more own dislikes than likes."""
        return self._are(PersonClass.DISLIKE)

    @property
    def neither(self) -> BoolArray:
        """Persons present with as many likes as dislikes, mostly none."""
        return self._are(PersonClass.NEITHER)

    @property
    def absent(self) -> BoolArray:
        """Persons present in less than half of the intervals; in no base."""
        return self._are(PersonClass.ABSENT)

    def _are(self, person_class: PersonClass) -> BoolArray:
        return np.equal(self.codes, np.int8(person_class))


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """Persons per class, int64, one number per segment; present is their sum."""

    likers: IntArray
    dislikers: IntArray
    neithers: IntArray

    @property
    def present(self) -> IntArray:
        """Persons present: likers + dislikers + neithers."""
        return self.likers + self.dislikers + self.neithers


def count_classes(classes: PersonClasses, membership: ArrayLike) -> ClassCounts:
    """Count likers, dislikers and neithers per segment.

    Parameters
    ----------
    classes : PersonClasses
        Of `persons` rows.
    membership : array_like of bool, shape (persons,) or (segments, persons)
        Who belongs to a segment; segments may overlap ("all", a region, an age band).

    Returns
    -------
    ClassCounts
        Three int64 arrays of shape () or (segments,). Absent persons are in none of them.

    Raises
    ------
    ValueError
        Membership isn't boolean or doesn't fit the number of persons.
    """
    belongs = np.asarray(membership)
    if belongs.dtype != np.bool_:
        raise ValueError(f"membership must be true or false per person, got {belongs.dtype.name}")
    if belongs.ndim not in (1, 2) or belongs.shape[-1] != len(classes.codes):
        raise ValueError(
            f"membership of shape {belongs.shape} doesn't fit {len(classes.codes)} persons"
        )
    likers, dislikers, neithers = (
        np.asarray(np.count_nonzero(belongs & members, axis=-1), dtype=np.int64)
        for members in (classes.like, classes.dislike, classes.neither)
    )
    return ClassCounts(likers, dislikers, neithers)
