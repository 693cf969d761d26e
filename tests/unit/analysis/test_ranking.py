"""Effects and ranks: by hand, against published figures, and on simulated truth."""

import numpy as np
import pytest

from pulsemeter.analysis.ranking import between_variance, own_mean_effects, rank_shrunk

# Coaching effects in eight schools: Rubin (1981), Journal of Educational Statistics 6(4), 377-401.
SCHOOLS = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0]
SCHOOL_ERRORS = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0]


def test_equal_errors_have_a_closed_form():
    y, error = np.array([30.0, 10.0, -20.0, 4.0]), 5.0
    centre, tau_squared = between_variance(y, [error] * 4)
    assert centre == pytest.approx(6.0)
    assert tau_squared == pytest.approx(y.var(ddof=1) - error**2, rel=1e-6)
    found = rank_shrunk(y, [error] * 4, seed=3)
    share = tau_squared / (tau_squared + error**2)
    np.testing.assert_allclose(found.shrunk, 6 + share * (y - 6), rtol=1e-6)
    np.testing.assert_allclose(found.own_share, share, rtol=1e-6)


def test_eight_schools_tell_no_order():
    centre, tau_squared = between_variance(SCHOOLS, SCHOOL_ERRORS)
    # The published pooled mean is 7.7 (standard error 4.1), with no spread between schools.
    assert centre == pytest.approx(7.69, abs=0.01)
    assert tau_squared == 0
    found = rank_shrunk(SCHOOLS, SCHOOL_ERRORS, seed=1)
    np.testing.assert_allclose(found.shrunk, centre)
    assert found.rank.tolist() == [1.0] * 8
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([1.0] * 8, [8.0] * 8)
    assert (found.high - found.shrunk)[0] == pytest.approx(1.96 * 4.07, abs=0.05)


def test_the_top_of_the_restricted_likelihood_is_found():
    random = np.random.default_rng(5)
    errors = random.uniform(1, 9, 30)
    y = random.normal(0, 6, 30) + random.normal(0, errors)
    centre, tau_squared = between_variance(y, errors)
    # Where the derivative of the restricted likelihood is 0.
    w = 1 / (errors**2 + tau_squared)
    slope = (w**2 * (y - centre) ** 2).sum() - w.sum() + (w**2).sum() / w.sum()
    assert slope == pytest.approx(0, abs=1e-5)
    assert tau_squared == pytest.approx(36, rel=0.8)


def test_an_uncertain_extreme_does_not_lead():
    found = rank_shrunk([20.0, 25.0, 40.0, -5.0, -30.0], [2.0, 2.0, 40.0, 2.0, 2.0], seed=7)
    assert found.rank[2] > 1
    assert found.own_share[2] < 0.5
    assert found.rank_low[2] < found.rank[2] < found.rank_high[2]
    assert (found.rank_low <= found.rank).all()
    assert (found.rank <= found.rank_high).all()


def test_the_seed_decides_and_the_unit_does_not():
    first = rank_shrunk([*SCHOOLS[:3], 90.0], [9.0] * 4, seed=5)
    again = rank_shrunk([*SCHOOLS[:3], 90.0], [9.0] * 4, seed=5)
    shares = rank_shrunk(np.array([*SCHOOLS[:3], 90.0]) / 100, [0.09] * 4, seed=5)
    np.testing.assert_array_equal(first.rank_high, again.rank_high)
    np.testing.assert_allclose(shares.shrunk * 100, first.shrunk, rtol=1e-6)


def test_intervals_of_simulated_truth_cover():
    random = np.random.default_rng(9)
    covered, ranks_covered = [], []
    for seed in range(60):
        truth = random.normal(5, 10, 25)
        errors = random.uniform(4, 12, 25)
        found = rank_shrunk(truth + random.normal(0, errors), errors, seed=seed, replicates=400)
        covered.append((found.low <= truth) & (truth <= found.high))
        rank = (truth[None, :] > truth[:, None]).sum(axis=1) + 1
        ranks_covered.append((found.rank_low <= rank) & (rank <= found.rank_high))
    assert 0.92 < np.mean(covered) < 0.97
    assert np.mean(ranks_covered) > 0.92


def test_own_mean_effects_by_hand():
    nan = float("nan")
    first, second, third = own_mean_effects([[1, 0, 0], [1, 1, nan], [0, -1, 1], [nan, nan, 1]])
    # Differences of the first statement from the mean of the others: 1, 0, 0.
    assert first.points == pytest.approx(100 / 3)
    assert first.d_z == pytest.approx((1 / 3) / np.std([1, 0, 0], ddof=1))
    half = 4.302653 * np.std([100, 0, 0], ddof=1) / np.sqrt(3)
    assert (first.low, first.high) == pytest.approx((100 / 3 - half, 100 / 3 + half))
    assert second.persons == 3
    assert third.persons == 2


def test_what_has_no_effect_says_why():
    constant = own_mean_effects([[1, 0], [1, 0]])[0]
    assert (constant.points, constant.d_z) == (100, None)
    assert constant.reason == "all persons differ by the same"
    assert own_mean_effects([[1, 0]])[0].reason == "one person shows no spread"
    assert own_mean_effects([[1], [0]])[0].points is None


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="at least 2 items"):
        rank_shrunk([1.0], [1.0], seed=1)
    with pytest.raises(ValueError, match="above 0"):
        rank_shrunk([1.0, 2.0], [1.0, 0.0], seed=1)
    with pytest.raises(ValueError, match="seed must be a whole number"):
        rank_shrunk([1.0, 2.0], [1.0, 1.0], seed=-1)
    with pytest.raises(ValueError, match="between -1 and 1"):
        own_mean_effects([[100, 0]])
    with pytest.raises(ValueError, match="confidence"):
        own_mean_effects([[1, 0]], confidence=1.0)
