"""Counts of classes per segment."""

import numpy as np
import pytest

from pulsemeter.analysis.persons import PersonClasses, count_classes

CLASSES = PersonClasses(np.array([1, 1, -1, 0, -128, 1], dtype=np.int8))


def test_each_person_has_one_class():
    masks = np.array([CLASSES.like, CLASSES.dislike, CLASSES.neither, CLASSES.absent])
    assert masks.sum(axis=0).tolist() == [1] * 6
    assert masks.sum(axis=1).tolist() == [3, 1, 1, 1]


def test_segments_may_overlap_and_may_be_empty():
    membership = np.array([[True] * 6, [True, False, True, False, True, False], [False] * 6])
    counts = count_classes(CLASSES, membership)
    assert counts.likers.tolist() == [3, 1, 0]
    assert counts.dislikers.tolist() == [1, 1, 0]
    assert counts.neithers.tolist() == [1, 0, 0]
    assert counts.present.tolist() == [5, 2, 0]


def test_one_segment_alone():
    counts = count_classes(CLASSES, np.ones(6, dtype=bool))
    assert (int(counts.likers), int(counts.present)) == (3, 5)
    assert counts.likers.dtype == np.int64


@pytest.mark.parametrize(
    ("membership", "message"),
    [
        (np.ones(5, dtype=bool), r"shape \(5,\) doesn't fit 6 persons"),
        (np.ones((2, 2, 6), dtype=bool), "doesn't fit 6 persons"),
        (np.ones(6), "must be true or false per person, got float64"),
        (True, "doesn't fit 6 persons"),
    ],
)
def test_bad_membership_is_named(membership, message):
    with pytest.raises(ValueError, match=message):
        count_classes(CLASSES, membership)
