"""The probabilities against independent reckoning: adaptive quadrature, seeded draws, symmetry."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from pulsemeter.analysis.posterior import p_active_below, p_active_from, p_divided, p_net_above

CASES = [
    (0, 0, 0),
    (0, 0, 10),
    (10, 0, 0),
    (0, 10, 0),
    (3, 2, 7),
    (8, 6, 10),
    (18, 16, 160),
    (5, 0, 95),
    (60, 0, 940),
    (2_152, 196, 28_035),
    (100_000, 99_000, 50_000),
    (4.3, 1.7, 12.5),
]


def columns(case):
    return tuple(np.array([float(count)]) for count in case)


def net_above_by_adaptive_quadrature(case, delta):
    likers, dislikers, neithers = case
    active = stats.beta(likers + dislikers + 1, neithers + 0.5)
    side = stats.beta(likers + 0.5, dislikers + 0.5)

    def given_active(angle):
        """The same change of variable, s = sin² of an angle, with adaptive nodes."""
        share = np.sin(angle) ** 2
        slope = 2 * np.sin(angle) * np.cos(angle)
        return active.pdf(share) * slope * side.sf((1 + delta / share) / 2)

    start, stop = np.arcsin(np.sqrt(delta)), np.pi / 2 - 1e-9
    middle, spread = np.arcsin(np.sqrt(active.mean())), 0.5 / np.sqrt(sum(case) + 1.5)
    cuts = [middle + spread * k for k in (-9, -5, -2, 0, 2, 5, 9)]
    cuts = sorted({start, stop, *(float(np.clip(cut, start, stop)) for cut in cuts)})
    pieces = pairwise(cuts)
    return sum(integrate.quad(given_active, a, b, limit=200, epsabs=1e-12)[0] for a, b in pieces)


@pytest.mark.parametrize("delta", [0.05, 0.3])
@pytest.mark.parametrize("case", CASES)
def test_net_above_agrees_with_adaptive_quadrature(case, delta):
    found = float(p_net_above(*columns(case), delta)[0])
    assert found == pytest.approx(net_above_by_adaptive_quadrature(case, delta), abs=1e-8)


@pytest.mark.parametrize("case", CASES[:-1])
def test_net_above_zero_is_the_sign_of_the_like_share(case):
    expected = stats.beta(case[0] + 0.5, case[1] + 0.5).sf(0.5)
    assert float(p_net_above(*columns(case), 0.0)[0]) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("case", [(3, 2, 7), (8, 6, 10), (18, 16, 160), (10, 0, 5), (0, 0, 10)])
def test_all_probabilities_agree_with_draws_from_the_posterior(case):
    draws = np.random.default_rng(20_260).dirichlet([count + 0.5 for count in case], 2_000_000)
    like, dislike = draws[:, 0], draws[:, 1]
    smaller = np.minimum(like, dislike) / (like + dislike)
    at = columns(case)
    pairs = [
        (p_active_below(*at, 0.15), like + dislike < 0.15),
        (p_net_above(*at, 0.05), like - dislike > 0.05),
        (p_net_above(at[1], at[0], at[2], 0.05), like - dislike < -0.05),
        (p_divided(at[0], at[1], 0.35), smaller >= 0.35),
    ]
    for exact, drawn in pairs:
        # Four standard errors of two million draws are at most .0014; .001 is 2.8 at worst.
        assert float(exact[0]) == pytest.approx(float(drawn.mean()), abs=1e-3)


def test_many_cases_at_once_equal_one_by_one():
    table = np.array(CASES, dtype=float).T
    together = p_net_above(*table, 0.05)
    alone = [float(p_net_above(*columns(case), 0.05)[0]) for case in CASES]
    assert together.tolist() == pytest.approx(alone, abs=1e-14)


counts = st.floats(0, 20_000, allow_subnormal=False)


@given(counts, counts, counts, st.floats(0.0, 0.9, allow_subnormal=False))
def test_probabilities_are_probabilities(like, dislike, neither, delta):
    above, below = (
        float(p_net_above(*columns(case), delta)[0])
        for case in ((like, dislike, neither), (dislike, like, neither))
    )
    assert 0 <= above <= 1
    assert 0 <= below <= 1
    assert above + below <= 1 + 1e-7
    assert 0 <= float(p_divided(*columns((like, dislike)), 0.35)[0]) <= 1


@given(counts, counts, counts)
def test_active_below_and_from_are_complements(like, dislike, neither):
    at = columns((like, dislike, neither))
    assert float((p_active_below(*at, 0.15) + p_active_from(*at, 0.15))[0]) == pytest.approx(1)


@given(counts, counts)
def test_a_divided_room_has_no_sides(like, dislike):
    a, b = columns((like, dislike))
    assert p_divided(a, b, 0.35)[0] == p_divided(b, a, 0.35)[0]


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_a_liker_more_makes_approval_more_credible(like, dislike, neither):
    fewer, more = (
        float(p_net_above(*columns((count, dislike, neither)), 0.05)[0])
        for count in (like, like + 1)
    )
    assert more >= fewer - 1e-8
