"""Van der Eijk's agreement A: published values and its fixed points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.agreement import agreement


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # The example of R's agrmt 1.42, and two fixed points of the measure.
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333),
        ([50, 0, 50], -1.0),
        ([1, 98, 1], 0.97),
        ([7, 7, 7, 7], 0.0),
        ([0, 12, 0, 0], 1.0),
        ([9, 0, 0, 0, 9], -1.0),
    ],
)
def test_known_values(counts, expected):
    assert float(agreement(counts)) == pytest.approx(expected, abs=1e-7)


def test_nobody_has_no_agreement():
    assert np.isnan(agreement([[0, 0, 0], [1, 0, 0]])).tolist() == [True, False]


def test_many_distributions_at_once():
    counts = np.array([[50, 0, 50], [1, 98, 1]])
    assert agreement(np.stack([counts, counts])).shape == (2, 2)
    assert agreement(counts).tolist() == [float(agreement(row)) for row in counts]


@given(st.lists(st.integers(0, 50), min_size=3, max_size=7).filter(any))
def test_neither_direction_nor_size_matter(counts):
    found = float(agreement(counts))
    assert -1 <= found <= 1
    assert float(agreement(counts[::-1])) == pytest.approx(found, abs=1e-12)
    assert float(agreement([3 * count for count in counts])) == pytest.approx(found, abs=1e-12)


@pytest.mark.parametrize("counts", [[1, 2], 5, [1, -1, 2], [1, float("nan"), 1]])
def test_other_counts_are_refused(counts):
    with pytest.raises(ValueError, match=r"categories|negative|finite"):
        agreement(counts)
