"""Arms compared: by hand, against Welch, strata that are too small, and coverage."""

import numpy as np
import pytest
from scipy.stats import t as student_t
from scipy.stats import ttest_ind

from pulsemeter.analysis.arms import arm_curves, arm_difference, arms_note
from pulsemeter.analysis.band import BandSettings

NAN = float("nan")


def halves(a, b):
    in_a = np.arange(a + b) < a
    return in_a, ~in_a


def test_without_strata_it_is_welchs_interval():
    rng = np.random.default_rng(2)
    scores = rng.choice([1.0, 0.0, -1.0, NAN], (70, 5), p=[0.4, 0.3, 0.2, 0.1])
    in_a, in_b = halves(25, 45)
    found = arm_difference(scores, in_a, in_b, confidence=0.9)
    oracle = ttest_ind(scores[in_a], scores[in_b], equal_var=False, nan_policy="omit")
    ends = oracle.confidence_interval(0.9)
    np.testing.assert_allclose([one.low for one in found], np.asarray(ends.low))
    np.testing.assert_allclose([one.high for one in found], np.asarray(ends.high))
    assert found[0].persons_a == np.isfinite(scores[in_a, 0]).sum()


def test_strata_by_hand():
    # North: a 1, 1, 0, 0 and b 0, 0; 6 of 10. South: a 1, −1 and b 1, 0; 4 of 10.
    scores = [1, 1, 0, 0, 0, 1, 1, -1, 1, 0]
    in_a = np.array([1, 1, 1, 1, 0, 0, 1, 1, 0, 0], dtype=bool)
    strata = ["north"] * 6 + ["south"] * 4
    (found,) = arm_difference(scores, in_a, ~in_a, strata=strata)
    # North .5 − .5 = 0, south 0 − .5.
    assert found.difference == pytest.approx(0.6 * 0 + 0.4 * -0.5)
    # Variances of means: north (1/3)/4 and .5/2, south 2/2 and .5/2.
    terms = np.array([0.36 / 12, 0.36 / 4, 0.16 * 1, 0.16 / 4])
    freedom = terms.sum() ** 2 / (terms**2 / [3, 1, 1, 1]).sum()
    assert found.freedom == pytest.approx(freedom)
    half = student_t.ppf(0.975, freedom) * terms.sum() ** 0.5
    assert found.low == pytest.approx(max(-0.2 - half, -2))
    assert found.high == pytest.approx(-0.2 + half)
    assert (found.persons_a, found.persons_b, found.merged, found.left_out) == (6, 4, (), ())


def test_strata_that_differ_in_level_don_t_look_like_a_difference_of_arms():
    strata = np.repeat([0, 1], 40)
    in_a = np.concatenate([np.arange(40) < 30, np.arange(40) < 10])
    scores = np.where(strata == 0, 1.0, -1.0)
    scores[[0, 39, 40, 79]] = 0.0
    (stratified,) = arm_difference(scores, in_a, ~in_a, strata=strata)
    (plain,) = arm_difference(scores, in_a, ~in_a)
    assert abs(stratified.difference) < 0.1
    assert plain.difference > 0.8


def test_small_strata_are_judged_together_or_left_out_and_named():
    strata = np.array(["big"] * 8 + ["tiny"] * 2 + ["small"] * 2)
    in_a = np.array([1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0], dtype=bool)
    scores = np.array([1, 1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 1], dtype=float)
    (found,) = arm_difference(scores, in_a, ~in_a, strata=strata)
    assert found.merged == ("small", "tiny")
    assert (found.persons_a, found.persons_b, found.persons_left_out) == (6, 6, 0)
    # Big .5 − −.25 with 8 of 12, the rest .5 − .5 with 4 of 12.
    assert found.difference == pytest.approx(0.75 * 8 / 12)
    scores[8] = NAN
    (left,) = arm_difference(scores, in_a, ~in_a, strata=strata)
    assert (left.merged, left.left_out, left.persons_left_out) == ((), ("small", "tiny"), 3)
    assert left.difference == pytest.approx(0.75)


def test_what_can_t_be_judged_says_why():
    in_a, in_b = halves(3, 3)
    scores = np.array([[1, 1], [1, NAN], [1, NAN], [0, 1], [0, 1], [0, 0]], dtype=float)
    same, few = arm_difference(scores, in_a, in_b)
    assert (same.difference, same.low) == (1.0, None)
    assert "did the same" in same.reason
    assert few.difference is None
    assert "two persons" in few.reason


def test_intervals_cover_the_true_difference():
    rng, panels = np.random.default_rng(8), 3_000
    strata = np.repeat([0, 1, 2], [30, 24, 16])
    in_a = rng.permutation(70) < 35
    likes = np.array([0.5, 0.3, 0.2])[strata] + 0.15 * in_a
    u = rng.random((70, panels))
    scores = np.where(u < likes[:, None], 1.0, np.where(u > 0.85, -1.0, 0.0))
    found = arm_difference(scores, in_a, ~in_a, strata=strata)
    covered = np.mean([one.low <= 0.15 <= one.high for one in found])
    assert 0.935 <= covered <= 0.965


def test_curves_of_arms_are_a_band_of_the_difference():
    codes = np.tile(np.array([[100], [-100], [101]], dtype=np.int8), (20, 4))
    in_a = codes[:, 0] == 100
    band = arm_curves(codes, in_a, codes[:, 0] == -100, settings=BandSettings(replicates=100))
    assert band.net.tolist() == [2.0] * 4


def test_the_note_names_instruments_that_differ():
    assert "never pooled" in arms_note("slider", "two buttons")


@pytest.mark.parametrize(
    ("scores", "message"),
    [([2.0, 0.0], "between -1 and 1"), (["a", "b"], "must be numbers"), ([np.inf, 0.0], "between")],
)
def test_bad_scores_are_refused(scores, message):
    with pytest.raises(ValueError, match=message):
        arm_difference(scores, *halves(1, 1))
