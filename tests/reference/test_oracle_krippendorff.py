"""Agreement of coders against the package `krippendorff`, on random tables with gaps."""

import numpy as np
import pytest

from pulsemeter.analysis.coder_agreement import LEVELS, coder_agreement

krippendorff = pytest.importorskip(
    "krippendorff", reason="the oracle package krippendorff is not installed (test dependencies)"
)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("coders", "units", "values", "gaps"),
    [(2, 10, 2, 0.0), (3, 40, 5, 0.2), (6, 120, 9, 0.5), (12, 30, 3, 0.1)],
)
def test_the_oracle_says_the_same(level, coders, units, values, gaps):
    random = np.random.default_rng((coders, units))
    truth = random.integers(1, values + 1, units)
    own = random.integers(1, values + 1, (coders, units))
    table = np.where(random.random((coders, units)) < 0.6, truth, own).astype(float)
    table[random.random(table.shape) < gaps] = np.nan
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
    assert coder_agreement(table, level).alpha == pytest.approx(expected, abs=1e-9)
