"""Largest deviations of drawn curves, against the plain way of a loop."""

import numpy as np
import pytest

from pulsemeter.analysis import resampling
from pulsemeter.analysis.deviation import _times_upper, gaussian, group_of, joined, resampled
from pulsemeter.analysis.proportion import net_interval
from pulsemeter.analysis.resampling import NetParts, drawn_counts, read_cells


@pytest.fixture
def codes():
    rng = np.random.default_rng(3)
    return rng.choice(np.array([100, -100, 101, 102], dtype=np.int8), (25, 6))


def group(codes, strata=None):
    numbers = np.zeros(len(codes), dtype=np.int64) if strata is None else np.asarray(strata)
    return group_of(read_cells(codes), numbers, np.ones(len(codes), dtype=np.bool_))


def test_matrix_form_is_the_loop_over_drawn_panels(codes):
    whole = group(codes)
    drawn = np.array([True] * 5 + [False])
    fast = np.concatenate(list(resampled([whole], drawn, 40, np.random.default_rng(9))))
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


def test_gaussian_form_strays_as_a_sum_of_the_persons_does(codes):
    one = group(codes[:, :1])
    there = codes[codes[:, 0] <= 101, 0]
    signs = np.where(there == 101, 0, np.sign(there))
    spread = signs.std() / np.sqrt(len(signs)) / one.own.error[0]
    worst = draw([one], np.array([True]), 20_000)
    assert np.mean(worst**2) == pytest.approx(spread**2, rel=0.04)
    assert np.quantile(worst, 0.95) == pytest.approx(1.96 * spread, rel=0.03)


def draw(groups, drawn, replicates, form=gaussian):
    return np.concatenate(list(form(groups, drawn, replicates, np.random.default_rng(4))))


def walking(persons, intervals, seed):
    """Codes in which neighbouring intervals have much in common."""
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.normal(size=(persons, intervals)), axis=1)
    path -= rng.normal(size=intervals)
    codes = np.where(path > 1, 100, np.where(path < -2, -100, 101)).astype(np.int8)
    codes[rng.random(codes.shape) < 0.1] = 102
    return codes


def by_persons(groups, drawn, replicates):
    """The multiplier process written out: a normal number for each person."""
    error = joined([group.own for group in groups]).error
    rng = np.random.default_rng(5)
    sums = 0
    for one in groups:
        panel = one.panel.matrix()
        y = panel.like.astype(float) - panel.dislike
        z = (y - one.own.net * panel.present) / panel.present.sum(axis=0)
        for stratum in np.unique(one.strata):
            z[one.strata == stratum] -= z[one.strata == stratum].mean(axis=0)
        sums = sums + rng.standard_normal((replicates, len(z))) @ z
    return np.abs(sums / error)[:, drawn].max(axis=1)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize(("persons", "at_once"), [(12, 12), (60, 60), (60, 7)])
def test_drawing_from_the_covariance_is_drawing_persons(
    monkeypatch, persons, at_once, groups, weighted
):
    monkeypatch.setattr(resampling, "BLOCK_CELLS", 20 * at_once)
    codes = walking(persons * groups, 20, 8)
    rng = np.random.default_rng(2)
    weights = rng.uniform(0.3, 3, len(codes)) if weighted else None
    strata = rng.integers(0, 2, len(codes))
    panel = read_cells(codes, weights)
    halves = np.arange(len(codes)) % groups
    whole = [group_of(panel, strata, halves == half) for half in range(groups)]
    drawn = np.arange(20) != 7
    shares = [0.5, 0.9, 0.95]
    expected = np.quantile(by_persons(whole, drawn, 20_000), shares)
    assert np.quantile(draw(whole, drawn, 20_000), shares) == pytest.approx(expected, rel=0.03)


def test_a_covariance_without_full_rank_has_a_factor():
    """Columns that are copies of each other stray together: no more than one of them does."""
    column = walking(80, 1, 4)
    copies = group(np.repeat(column, 40, axis=1))
    drawn = np.ones(40, dtype=np.bool_)
    one = np.quantile(draw([group(column)], drawn[:1], 20_000), 0.95)
    assert np.quantile(draw([copies], drawn, 20_000), 0.95) == pytest.approx(one, rel=0.03)


def test_where_all_do_the_same_nothing_strays():
    codes = np.full((30, 4), 100, dtype=np.int8)
    worst = draw([group(codes)], np.ones(4, dtype=np.bool_), 100)
    assert worst.tolist() == [0.0] * 100


@pytest.mark.parametrize("intervals", [1, 40])
def test_strata_that_explain_everything_leave_nothing_to_chance(intervals):
    codes = np.repeat(np.full((2, intervals), 100, dtype=np.int8), 15, axis=0)
    codes[15:] = -100
    whole = group(codes, np.repeat([0, 1], 15))
    drawn = np.ones(intervals, dtype=np.bool_)
    for form in (resampled, gaussian):
        worst = next(iter(form([whole], drawn, 100, np.random.default_rng(1))))
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


def test_the_product_with_a_triangle_is_the_whole_product():
    rng = np.random.default_rng(1)
    chance = rng.standard_normal((30, 12), dtype=np.float32)
    upper = np.triu(rng.standard_normal((12, 12), dtype=np.float32))
    whole = chance @ upper
    assert np.allclose(_times_upper(chance, upper), whole, atol=1e-5)
