"""Contrasts of two groups: statistics, p values, gaps and family-wise error."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from pulsemeter.analysis.contrast import contrast_curves


def panel(persons, intervals, seed, likely=0.3):
    rng = np.random.default_rng(seed)
    drawn = rng.choice(3, (persons, intervals), p=[likely, 0.2, 0.8 - likely])
    return np.array([100, -100, 101], dtype=np.int8)[drawn]


def signs(codes):
    return np.where(codes == 101, 0, np.sign(codes.astype(int)))


def test_raw_p_is_students_without_strata():
    codes, in_a = panel(60, 8, 1), np.arange(60) < 25
    contrast = contrast_curves(codes, in_a, ~in_a, replicates=100)
    y = signs(codes)
    assert np.allclose(contrast.raw, ttest_ind(y[in_a], y[~in_a]).pvalue, rtol=1e-4)
    assert np.allclose(contrast.difference, y[in_a].mean(axis=0) - y[~in_a].mean(axis=0))


def test_max_t_approaches_the_full_permutation():
    codes, in_a = panel(10, 3, 4), np.arange(10) < 4
    y = signs(codes)
    spread = y.std(axis=0, ddof=1) * np.sqrt(1 / 4 + 1 / 6)
    every = []
    for chosen in combinations(range(10), 4):
        label = np.isin(np.arange(10), chosen)
        every.append(np.abs(y[label].mean(axis=0) - y[~label].mean(axis=0)) / spread)
    observed = np.abs(y[in_a].mean(axis=0) - y[~in_a].mean(axis=0)) / spread
    exact = [(np.max(every, axis=1) >= t - 1e-6).mean() for t in observed]
    contrast = contrast_curves(codes, in_a, ~in_a, replicates=20_000)
    assert np.allclose(contrast.max_t, np.maximum(exact, contrast.raw), atol=0.02)


def test_a_true_difference_is_found_where_it_is_and_counts_are_in_order():
    codes, in_a = panel(120, 40, 2), np.arange(120) % 2 == 0
    codes[in_a, 10:20] = panel(60, 10, 3, likely=0.75)
    contrast = contrast_curves(codes, in_a, ~in_a, replicates=500)
    found = np.flatnonzero(contrast.max_t <= 0.05)
    assert set(found) <= set(range(10, 20))
    assert len(found) >= 5
    assert contrast.anywhere_p < 0.01
    count = contrast.differing
    assert count["raw"] >= count["bh"] >= count["by"]
    assert count["bh"] >= count["holm"]
    assert contrast.by_chance == pytest.approx(2.0)


def test_strata_take_away_a_difference_that_is_only_theirs():
    strata = np.repeat(["north", "south"], 100)
    codes = np.concatenate([panel(100, 10, 5, 0.7), panel(100, 10, 6, 0.1)])
    in_a = np.concatenate([np.arange(100) < 80, np.arange(100) < 20])
    plain = contrast_curves(codes, in_a, ~in_a, replicates=200)
    within = contrast_curves(codes, in_a, ~in_a, strata=strata, replicates=200)
    assert plain.differing["max_t"] >= 8
    assert within.differing["max_t"] == 0


def test_a_gap_is_not_tested_and_constant_data_does_not_differ():
    codes, in_a = panel(40, 6, 7), np.arange(40) < 20
    codes[in_a, 2] = 102
    codes[:, 3] = 100
    contrast = contrast_curves(codes, in_a, ~in_a, replicates=100)
    assert np.flatnonzero(~contrast.tested).tolist() == [2]
    for name in ("z", "raw", "bh", "by", "holm", "max_t"):
        assert np.flatnonzero(np.isnan(getattr(contrast, name))).tolist() == [2]
    assert contrast.raw[3] == contrast.max_t[3] == 1
    absent = contrast_curves(
        np.full((4, 2), 102, dtype=np.int8),
        [True] * 2 + [False] * 2,
        [False] * 2 + [True] * 2,
        replicates=100,
    )
    assert absent.anywhere_p is None
    assert absent.differing["raw"] == 0


def test_three_against_three_can_never_be_below_one_in_twenty():
    codes = np.repeat(np.array([[100], [-100]], dtype=np.int8), 3, axis=0)
    in_a = np.arange(6) < 3
    assert contrast_curves(codes, in_a, ~in_a, replicates=100).raw[0] == pytest.approx(0.05)


def errors(panels):
    """Shares of panels without any difference in which something was called different."""
    wrong = np.zeros(3)
    for number in range(panels):
        rng = np.random.default_rng((11, number))
        mood = rng.standard_normal((50, 40))
        for t in range(1, 40):
            mood[:, t] = 0.85 * mood[:, t - 1] + np.sqrt(1 - 0.85**2) * mood[:, t]
        codes = np.where(mood > 0.7, 100, np.where(mood < -1, -100, 101)).astype(np.int8)
        codes[rng.random(codes.shape) < 0.1] = 102
        in_a = np.arange(50) < 20
        contrast = contrast_curves(codes, in_a, ~in_a, replicates=199, seed=number)
        count = contrast.differing
        wrong += count["max_t"] > 0, contrast.anywhere_p <= 0.05, count["raw"] > 0
    return wrong / panels


def test_a_few_panels_tell_family_wise_from_raw():
    max_t, anywhere, raw = errors(60)
    assert max_t <= 0.12
    assert anywhere <= 0.12
    assert raw >= 0.4


@pytest.mark.slow
def test_family_wise_error_keeps_its_word():
    max_t, anywhere, raw = errors(1_000)  # Monte Carlo error of .05: .007
    assert max_t <= 0.065
    assert anywhere <= 0.065
    assert raw >= 0.4


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"level": 0}, "level"), ({"replicates": 10}, "replicates"), ({"strata": [1]}, "strata")],
)
def test_bad_settings_are_named(settings, message):
    in_a = np.arange(6) < 3
    with pytest.raises(ValueError, match=message):
        contrast_curves(panel(6, 2, 1), in_a, ~in_a, **settings)


def test_ratings_are_compared_by_their_means_not_by_their_signs():
    rng = np.random.default_rng(8)
    codes = np.clip(rng.normal(40, 10, (60, 5)), 1, 100).astype(np.int8)
    codes[:30, 2] -= 30
    codes = np.maximum(codes, 1)
    a = np.arange(60) < 30
    by_sign = contrast_curves(codes, a, ~a, replicates=200)
    by_value = contrast_curves(codes, a, ~a, replicates=200, rated=True)
    assert by_sign.differing["raw"] == 0
    assert by_value.raw[2] < 1e-6
    t = ttest_ind(codes[a], codes[~a])
    assert by_value.raw == pytest.approx(t.pvalue, rel=1e-4)
    assert by_value.difference == pytest.approx(
        (codes[a].mean(axis=0) - codes[~a].mean(axis=0)) / 100, abs=1e-6
    )
