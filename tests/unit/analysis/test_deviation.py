"""Largest deviations of drawn curves, against the plain way of a loop."""

import numpy as np
import pytest

from pulsemeter.analysis.deviation import gaussian, group_of, joined, resampled
from pulsemeter.analysis.proportion import net_interval
from pulsemeter.analysis.resampling import NetParts, drawn_counts, read_panel


@pytest.fixture
def codes():
    rng = np.random.default_rng(3)
    return rng.choice(np.array([100, -100, 101, 102], dtype=np.int8), (25, 6))


def group(codes, strata=None):
    numbers = np.zeros(len(codes), dtype=np.int64) if strata is None else np.asarray(strata)
    return group_of(read_panel(codes), numbers, np.ones(len(codes), dtype=np.bool_))


def test_matrix_form_is_the_loop_over_drawn_panels(codes):
    whole = group(codes)
    drawn = np.array([True] * 5 + [False])
    net = np.where(drawn, whole.own.net, np.nan)
    fast = np.concatenate(list(resampled([whole], net, drawn, 40, np.random.default_rng(9))))
    (stream,) = np.random.default_rng(9).spawn(1)
    (counts,) = drawn_counts(whole.strata, 40, 25, stream)
    slow = []
    for row in counts.astype(int):
        panel = np.repeat(codes, row, axis=0)
        there = (panel <= 101).sum(axis=0)
        low, high = net_interval((panel == 100).sum(axis=0), (panel == -100).sum(axis=0), there)
        ratio = np.abs((low + high) / 2 - whole.own.net) / ((high - low) / 2 / 1.959963985)
        slow.append(ratio[drawn].max())
    assert np.allclose(fast, slow, rtol=1e-4)


def test_gaussian_form_is_of_unit_variance_per_interval(codes):
    one = group(codes[:, :1])
    drawn = np.array([True])
    worst = np.concatenate(
        list(gaussian([one], one.own.net, drawn, 20_000, np.random.default_rng(4)))
    )
    assert np.mean(worst**2) == pytest.approx(1, abs=0.05)
    assert np.quantile(worst, 0.95) == pytest.approx(1.96, abs=0.06)


def test_strata_that_explain_everything_leave_nothing_to_chance():
    codes = np.repeat(np.array([[100], [-100]], dtype=np.int8), 15, axis=0)
    whole = group(codes, np.repeat([0, 1], 15))
    drawn = np.array([True])
    for form in (resampled, gaussian):
        worst = next(iter(form([whole], whole.own.net, drawn, 100, np.random.default_rng(1))))
        assert np.allclose(worst, 0, atol=1e-5)


def test_persons_never_present_are_left_out(codes):
    empty = np.full((4, 6), 102, dtype=np.int8)
    both = group(np.concatenate([codes, empty]))
    assert both.panel.persons == len(codes)
    assert np.array_equal(both.n, group(codes).n)


def test_two_groups_join_as_a_difference():
    a = NetParts(np.array([0.5]), np.array([0.4]), np.array([0.3]))
    b = NetParts(np.array([0.1]), np.array([0.1]), np.array([0.4]))
    assert joined([a]) is a
    assert [float(part[0]) for part in joined([a, b])] == pytest.approx([0.4, 0.3, 0.5])
