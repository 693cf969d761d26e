"""The formulas by hand, their inverses, and what they promise on simulated panels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.planning import (
    DETECTABLE,
    POINTWISE,
    SIMULTANEOUS,
    detectable_difference,
    half_width_pointwise,
    half_width_simultaneous,
    persons_for,
    precision,
    sd_of_shares,
    simultaneous_multiplier,
)
from pulsemeter.analysis.proportion import net_interval


def test_the_deviation_is_that_of_one_person():
    y = np.repeat([1, -1, 0], [30, 15, 55])
    assert sd_of_shares(0.30, 0.15) == pytest.approx(y.std())
    assert sd_of_shares(0.5, 0.5) == 1
    assert sd_of_shares(1, 0) == 0
    assert sd_of_shares(0, 0) == 0
    assert sd_of_shares(0.7, 0.3) == sd_of_shares(0.3, 0.7)


def test_half_widths_by_hand():
    assert half_width_pointwise(0.7, 49) == pytest.approx(1.96 * 0.7 / 7)
    assert half_width_simultaneous(0.7, 49) == pytest.approx(0.39)
    assert detectable_difference(0.7, 98, 98) == pytest.approx(2.80 * 0.7 / 7)
    assert detectable_difference(0.7, 20, 200) > detectable_difference(0.7, 110, 110)
    assert detectable_difference(0.7, 20, 80) == detectable_difference(0.7, 80, 20)


def test_the_formula_is_near_the_interval_that_is_reported():
    for n in (30, 100, 400):
        low, high = net_interval(0.30 * n, 0.15 * n, n)
        reported = (high - low) / 2
        assert half_width_pointwise(sd_of_shares(0.30, 0.15), n) == pytest.approx(
            reported, rel=2 / n
        )


def test_a_detectable_difference_is_found_in_four_of_five_comparisons():
    n, random = 150, np.random.default_rng(11)
    sd = sd_of_shares(0.30, 0.30)
    gap = detectable_difference(sd, n, n)
    shares = [(0.30 + gap / 4, 0.30 - gap / 4), (0.30 - gap / 4, 0.30 + gap / 4)]
    nets, errors = [], []
    for like, dislike in shares:
        counts = random.multinomial(n, [like, dislike, 1 - like - dislike], size=20_000)
        net = (counts[:, 0] - counts[:, 1]) / n
        nets.append(net)
        errors.append(((counts[:, 0] + counts[:, 1]) / n - net**2) / n)
    found = np.abs(nets[0] - nets[1]) > 1.96 * np.sqrt(errors[0] + errors[1])
    assert found.mean() == pytest.approx(0.80, abs=0.02)


def test_the_multiplier_grows_with_the_intervals():
    multipliers = [simultaneous_multiplier(k) for k in (1, 2, 12, 500, 1_440)]
    assert multipliers == sorted(multipliers)
    assert multipliers[0] == pytest.approx(POINTWISE, abs=0.001)
    assert multipliers[3] == pytest.approx(SIMULTANEOUS, abs=0.02)
    maxima = np.abs(np.random.default_rng(2).standard_normal((40_000, 12))).max(axis=1)
    assert np.quantile(maxima, 0.95) == pytest.approx(multipliers[2], abs=0.03)
    assert half_width_simultaneous(1, 1, 1) < half_width_simultaneous(1, 1)


@given(
    half=st.floats(0.02, 1),
    sd=st.floats(0.05, 1),
    multiplier=st.sampled_from([POINTWISE, SIMULTANEOUS, DETECTABLE * 2**0.5]),
)
def test_persons_are_the_fewest_that_keep_the_half_width(half, sd, multiplier):
    n = persons_for(half, sd, multiplier)
    assert multiplier * sd / n**0.5 <= half * (1 + 1e-9)
    assert n == 1 or multiplier * sd / (n - 1) ** 0.5 > half


def test_persons_of_whole_products_and_of_no_deviation():
    assert persons_for(0.196, 1, 1.96) == 100
    assert persons_for(0.1, 0) == 1


def test_everything_of_one_segment():
    found = precision(100, 0.30, 0.15)
    assert found.sd == sd_of_shares(0.30, 0.15)
    assert found.pointwise == half_width_pointwise(found.sd, 100)
    assert found.simultaneous == half_width_simultaneous(found.sd, 100)
    assert found.difference == detectable_difference(found.sd, 100, 100)
    assert precision(100, 0.30, 0.15, intervals=12).simultaneous < found.simultaneous
    assert precision(19, 0.30, 0.15).simultaneous is None
    assert precision(20, 0.30, 0.15).simultaneous is not None


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: sd_of_shares(0.7, 0.4), "more than everybody"),
        (lambda: sd_of_shares(-0.1, 0.4), "like must be a share"),
        (lambda: sd_of_shares(0.1, 30), "dislike must be a share"),
        (lambda: sd_of_shares(float("nan"), 0.1), "like must be a finite number"),
        (lambda: half_width_pointwise(0.5, 0), "n must be a whole number of at least 1"),
        (lambda: half_width_pointwise(-0.5, 10), "sd must not be negative"),
        (lambda: half_width_simultaneous(0.5, 10, 0), "intervals"),
        (lambda: detectable_difference(0.5, 10, 2.5), "n_b"),
        (lambda: persons_for(0, 0.5), "half_width must be above 0"),
        (lambda: persons_for(0.1, 0.5, 0), "multiplier must be above 0"),
        (lambda: persons_for(0.0001, 0.5), "ask for less"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, told):
    with pytest.raises(ValueError, match=told):
        call()
