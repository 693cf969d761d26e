"""Adjusted p values, against another implementation and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from pulsemeter.analysis.adjustment import benjamini_hochberg, benjamini_yekutieli, holm

ALL = (benjamini_hochberg, benjamini_yekutieli, holm)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discovery_rates_are_those_of_scipy(p):
    assert np.allclose(benjamini_hochberg(p), false_discovery_control(p, method="bh"))
    assert np.allclose(benjamini_yekutieli(p), false_discovery_control(p, method="by"))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_holm_is_the_step_down_rule(p):
    order = sorted(range(len(p)), key=p.__getitem__)
    largest, plain = 0.0, [0.0] * len(p)
    for rank, test in enumerate(order):
        largest = max(largest, min(1.0, p[test] * (len(p) - rank)))
        plain[test] = largest
    assert np.allclose(holm(p), plain)


@pytest.mark.parametrize("adjust", ALL)
def test_what_was_not_tested_counts_for_nothing(adjust):
    nan = float("nan")
    assert np.allclose(adjust([nan, 0.01, nan, 0.2])[[1, 3]], adjust([0.01, 0.2]))
    assert np.isnan(adjust([nan, 0.01, nan, 0.2])).tolist() == [True, False, True, False]
    assert np.isnan(adjust([nan, nan])).all()
    assert adjust([]).shape == (0,)


@pytest.mark.parametrize("adjust", ALL)
def test_rows_are_families_of_their_own(adjust):
    p = np.random.default_rng(1).random((3, 8))
    assert np.allclose(adjust(p), [adjust(row) for row in p])


@pytest.mark.parametrize(
    ("p", "message"), [([1.1], "0..1"), ([-0.1], "0..1"), (["a"], "numbers"), (0.5, "axis")]
)
def test_bad_input_is_named(p, message):
    with pytest.raises(ValueError, match=message):
        benjamini_hochberg(p)
