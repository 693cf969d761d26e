"""Halves of a panel: which, how many, and their correlation."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr

from pulsemeter.analysis.splithalf import split_half

NAN = float("nan")


def panel(persons: int, intervals: int = 50, seed: int = 2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=intervals)
    return np.sign(np.round(0.6 * shared + rng.normal(size=(persons, intervals))))


@pytest.mark.parametrize(("persons", "ways"), [(2, 1), (3, 3), (4, 3), (5, 10), (6, 10), (9, 126)])
def test_of_few_persons_all_halves_are_taken(persons, ways):
    found = split_half(panel(persons))
    assert (found.halves, found.exhaustive) == (ways, True)


@pytest.mark.parametrize(
    ("correlation", "oracle"), [("pearson", pearsonr), ("spearman", spearmanr)]
)
def test_correlations_are_those_of_scipy(correlation, oracle):
    table = panel(6)
    expected = []
    for rest in combinations(range(1, 6), 2):
        one = [0, *rest]
        other = [row for row in range(6) if row not in one]
        expected.append(oracle(table[one].mean(axis=0), table[other].mean(axis=0)).statistic)
    found = split_half(table, correlation=correlation)
    assert found.r == pytest.approx(np.mean(expected), rel=1e-9)
    assert found.r_low == pytest.approx(np.quantile(expected, 0.025), rel=1e-9)
    assert found.r_high == pytest.approx(np.quantile(expected, 0.975), rel=1e-9)
    assert found.spearman_brown == pytest.approx(2 * found.r / (1 + found.r), rel=1e-12)
    assert found.correlation == correlation


def test_given_halves_stand_against_their_complements():
    table = panel(5)
    found = split_half(table, halves=[[0, 3]], correlation="pearson")
    expected = pearsonr(table[[0, 3]].mean(axis=0), table[[1, 2, 4]].mean(axis=0)).statistic
    assert found.r == pytest.approx(expected, rel=1e-12)
    assert (found.halves, found.exhaustive) == (1, False)


def test_random_halves_follow_the_seed():
    table = panel(20)
    found = split_half(table, replicates=500, seed=7)
    assert (found.halves, found.exhaustive, found.seed) == (500, False, 7)
    assert found == split_half(table, replicates=500, seed=7)
    assert found.r != split_half(table, replicates=500, seed=8).r
    assert found.r == pytest.approx(split_half(table, replicates=2_000, seed=8).r, abs=0.02)


def test_equal_means_of_broken_values_stay_ties():
    # .3 − .1 is not .2 in floats; ranks must not tell them apart.
    table = np.array([[0.1, 0.3, 0.2, 0.7], [0.3, 0.1, 0.2, 0.9], [1.0, 2.0, 3.0, 4.0]])
    found = split_half(table, halves=[[0, 1]])
    assert found.r == pytest.approx(spearmanr([1, 1, 1, 2], [1, 2, 3, 4]).statistic, rel=1e-12)


def test_a_half_is_the_mean_of_those_present():
    table = panel(4)
    table[0, :20] = NAN
    table[[2, 3], 40] = NAN
    found = split_half(table, halves=[[0, 1]], correlation="pearson")
    kept = np.delete(np.arange(50), 40)
    one, other = np.nanmean(table[:2][:, kept], axis=0), np.nanmean(table[2:][:, kept], axis=0)
    assert found.r == pytest.approx(pearsonr(one, other).statistic, rel=1e-12)


def test_a_constant_half_has_no_correlation_and_is_counted():
    table = np.vstack([panel(2), np.zeros((1, 50))])
    found = split_half(table)
    # Person 2 alone is the one constant half of the three.
    assert (found.halves, found.undefined) == (3, 1)
    assert found.r is not None


def test_where_no_split_has_a_correlation_there_is_no_figure():
    for table in (np.zeros((4, 9)), np.full((4, 9), NAN), panel(4, intervals=2)):
        found = split_half(table)
        assert found.r is found.r_low is found.r_high is found.spearman_brown is None
        assert found.undefined == found.halves == 3


def test_a_negative_correlation_is_not_stepped_up():
    found = split_half([[1, 0, -1, 1], [-1, 0, 1, -1]])
    assert found.r == pytest.approx(-1)
    assert found.spearman_brown is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"replicates": 499}, "at least 500"),
        ({"correlation": "kendall"}, "pearson or spearman"),
        ({"seed": -1}, "seed"),
        ({"halves": []}, "at least one half"),
        ({"halves": [[]]}, "without persons"),
        ({"halves": [[0, 1, 2, 3]]}, "without persons"),
        ({"halves": [[0, 0]]}, "names a person twice"),
        ({"halves": [[0, 4]]}, "beyond the 4 persons"),
        ({"halves": [[-1]]}, "row of a half"),
    ],
)
def test_other_halves_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        split_half(panel(4), **changes)


@pytest.mark.parametrize(
    ("scores", "message"),
    [([[1, 2, 3]], "at least 2 persons"), ([1, 2], "shape"), ([[1, np.inf]] * 2, "finite")],
)
def test_other_scores_are_refused(scores, message):
    with pytest.raises(ValueError, match=message):
        split_half(scores)
