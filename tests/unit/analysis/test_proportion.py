"""Shares and intervals against published figures, and their exact coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln, ndtri, xlogy

from pulsemeter.analysis.proportion import (
    approval_among_pressers,
    net_approval,
    net_interval,
    share_interval,
    wilson_interval,
)


@st.composite
def reactions(draw, most=400):
    likes = draw(st.integers(0, most))
    dislikes = draw(st.integers(0, most))
    return likes, dislikes, likes + dislikes + draw(st.integers(0, most))


def test_wilson_of_7_in_11():
    low, high = wilson_interval(7, 11)
    assert (round(float(low), 3), round(float(high), 3)) == (0.354, 0.848)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("wilson", (0.354, 0.848)),
        ("agresti_coull", (0.352, 0.850)),
        ("jeffreys", (0.348, 0.863)),
        ("clopper_pearson", (0.308, 0.891)),
    ],
)
def test_four_intervals_of_7_in_11(method, expected):
    low, high = share_interval(7, 11, method)
    assert (round(float(low), 3), round(float(high), 3)) == expected


@pytest.mark.parametrize("method", ["wilson", "agresti_coull", "jeffreys", "clopper_pearson"])
def test_every_interval_of_a_share_holds_it_and_knows_an_empty_base(method):
    low, high = share_interval([0, 3, 10, 0], [10, 10, 10, 0], method)
    assert low[0] == 0.0
    assert high[2] == 1.0
    assert (low[:3] <= [0, 0.3, 1]).all()
    assert (high[:3] >= [0, 0.3, 1]).all()
    assert np.isnan([low[3], high[3]]).all()


def test_an_unknown_method_is_named():
    with pytest.raises(ValueError, match="method must be one of wilson"):
        share_interval(7, 11, "wald")


def test_wilson_solves_the_score_equation():
    """Its ends are the shares whose score test just rejects: |p̂ − p| = z √(p(1 − p)/n)."""
    likes, total = np.array([1, 7, 40, 99]), np.array([30, 11, 80, 100])
    for confidence in (0.5, 0.95):
        z = ndtri((1 + confidence) / 2)
        for end in wilson_interval(likes, total, confidence):
            score = np.abs(likes / total - end) / np.sqrt(end * (1 - end) / total)
            assert score == pytest.approx(z)


def test_wilson_at_its_ends_is_exact():
    low, high = wilson_interval([0, 10], 10)
    assert low[0] == 0.0
    assert high[1] == 1.0
    assert high[0] == pytest.approx(1 - low[1]) == pytest.approx(0.2775328)


def test_wilson_without_a_base_is_nan_and_silent():
    low, high = wilson_interval([0, 5], [0, 10])
    assert np.isnan([low[0], high[0]]).all()
    assert np.isfinite([low[1], high[1]]).all()


def test_wilson_refuses_more_likes_than_people():
    with pytest.raises(ValueError, match="likes exceed total"):
        wilson_interval(12, 11)


def test_bonett_price_as_published():
    """The worked example of the authors' own software: 26 and 4 discordant of 48."""
    low, high = net_interval(26, 4, 48)
    assert float(low) == pytest.approx(0.2548067, abs=1e-7)
    assert float(high) == pytest.approx(0.6251933, abs=1e-7)


def test_bonett_price_of_the_airway_data():
    """1 and 7 discordant of 21: −.508 to −.013 (Fagerland, Lydersen, Laake 2014)."""
    low, high = net_interval(1, 7, 21)
    assert (round(float(low), 3), round(float(high), 3)) == (-0.508, -0.013)


def test_bonett_price_does_not_collapse_when_all_agree():
    low, high = net_interval(10, 0, 10)
    assert high == 1.0
    assert low < 0.7


def test_nobody_present_is_nan_and_silent():
    assert np.isnan(net_approval(0, 0, 0))
    assert np.isnan(net_interval(0, 0, 0)).all()
    assert np.isnan(approval_among_pressers(0, 0))


def test_estimates_by_hand():
    assert net_approval([30, 5, 0], [10, 5, 7], [80, 10, 7]).tolist() == [0.25, 0.0, -1.0]
    assert approval_among_pressers([30, 0], [10, 4]).tolist() == [0.75, 0.0]


def test_scalars_and_arrays_agree():
    likes, dislikes, present = np.array([3, 8]), np.array([1, 0]), np.array([9, 8])
    many = net_interval(likes, dislikes, present, 0.5)
    for k in range(2):
        one = net_interval(int(likes[k]), int(dislikes[k]), int(present[k]), 0.5)
        assert (one.low, one.high) == (many.low[k], many.high[k])


def test_contradictory_counts_are_refused():
    with pytest.raises(ValueError, match="exceed present"):
        net_approval(6, 5, 10)
    with pytest.raises(ValueError, match="exceed present"):
        net_interval(6, 5, 10)


@given(reactions(), st.floats(0.01, 0.999))
def test_swapping_sides_mirrors_the_interval(counts, confidence):
    likes, dislikes, present = counts
    one, other = (
        net_interval(likes, dislikes, present, confidence),
        net_interval(dislikes, likes, present, confidence),
    )
    assert np.array_equal(one.low, -other.high, equal_nan=True)
    assert np.array_equal(one.high, -other.low, equal_nan=True)


@given(reactions())
def test_the_interval_is_ordered_and_holds_the_estimate(counts):
    if counts[2] == 0:
        return
    low, high = net_interval(*counts)
    inner = net_interval(*counts, confidence=0.5)
    assert -1 <= low <= inner.low <= inner.high <= high <= 1
    assert low - 1e-12 <= net_approval(*counts) <= high + 1e-12


@given(reactions())
def test_one_more_like_never_lowers_net_approval(counts):
    likes, dislikes, present = counts
    grown = (likes + 1, dislikes, present + 1)
    assert net_approval(*grown) >= (net_approval(*counts) if present else -1)
    if present > likes + dislikes:
        turned = net_interval(likes + 1, dislikes, present)
        assert turned.high >= net_interval(*counts).high - 1e-12


def mean_coverage(interval, n, steps=20, confidence=0.95):
    """Exact coverage of net approval over the multinomial, mean over a grid of all truths.

    The grid holds every (like, dislike, neither) of multiples of 1/steps, edges included.
    """
    likes, dislikes = (side.ravel() for side in np.indices((n + 1, n + 1)))
    possible = likes + dislikes <= n
    likes, dislikes = likes[possible, None], dislikes[possible, None]
    neithers = n - likes - dislikes
    a, b = (side.ravel() for side in np.indices((steps + 1, steps + 1)))
    truths = a + b <= steps
    p_like, p_dislike = a[truths] / steps, b[truths] / steps
    p_neither = (steps - a - b)[truths] / steps
    ways = gammaln(n + 1) - gammaln(likes + 1) - gammaln(dislikes + 1) - gammaln(neithers + 1)
    chance = np.exp(
        ways + xlogy(likes, p_like) + xlogy(dislikes, p_dislike) + xlogy(neithers, p_neither)
    )
    assert chance.sum(axis=0) == pytest.approx(1.0)
    low, high = interval(likes, dislikes, n, confidence)
    truth = p_like - p_dislike
    covered = (low - 1e-12 <= truth) & (truth <= high + 1e-12)
    return float((chance * covered).sum(axis=0).mean())


def wald_interval(likes, dislikes, n, confidence):
    """The textbook interval, here only to show why it is not offered."""
    net = (likes - dislikes) / n
    half = ndtri((1 + confidence) / 2) * np.sqrt(((likes + dislikes) / n - net**2) / n)
    return net - half, net + half


@pytest.mark.parametrize("n", [5, 10, 20, 50])
def test_bonett_price_covers_what_it_promises(n):
    assert 0.95 <= mean_coverage(net_interval, n) < 0.98


@pytest.mark.slow
@pytest.mark.parametrize("n", [100, 200])
def test_bonett_price_covers_large_groups(n):
    assert 0.95 <= mean_coverage(net_interval, n, steps=40) < 0.96


@pytest.mark.parametrize("n", [5, 10, 20, 50])
def test_the_inner_band_covers_at_least_half(n):
    assert 0.5 <= mean_coverage(net_interval, n, confidence=0.5) < 0.6


def test_wald_fails_the_same_check():
    assert mean_coverage(wald_interval, 10) == pytest.approx(0.862, abs=0.001)
    assert mean_coverage(wald_interval, 5) < 0.8


@pytest.mark.parametrize("n", [5, 10, 20, 50])
def test_wilson_covers_what_it_promises(n):
    likes = np.arange(n + 1)[:, None]
    p = np.linspace(0.005, 0.995, 199)
    ways = gammaln(n + 1) - gammaln(likes + 1) - gammaln(n - likes + 1)
    chance = np.exp(ways + xlogy(likes, p) + xlogy(n - likes, 1 - p))
    low, high = wilson_interval(likes, n)
    assert float((chance * ((low <= p) & (p <= high))).sum(axis=0).mean()) >= 0.949
