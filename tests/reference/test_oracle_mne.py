"""Permutation contrasts and false discovery rates against `mne`, given the same statistic."""

import numpy as np
import pytest

from pulsemeter.analysis.adjustment import benjamini_hochberg, benjamini_yekutieli
from pulsemeter.analysis.contrast import CLUSTER_Z, contrast_curves

stats = pytest.importorskip(
    "mne.stats", reason="oracle mne is missing: scripts/install_packages.sh oracle"
)

REPLICATES = 2_000


def score(a, b):
    """The mean score statistic of one stratum in which everybody is always present.

    Rounded, because reactions take three values and permutations often tie: a tie counts against
    a difference, and the last binary digit must not break it.
    """
    y, n = np.concatenate([a, b]), len(a) + len(b)
    total = (a - y.mean(axis=0)).sum(axis=0)
    return np.round(total / np.sqrt(len(a) * len(b) / n * y.var(axis=0, ddof=1)), 9)


def size(a, b):
    """The oracle's null distribution takes the largest signed sum, so it is given sizes.

    Neighbouring runs of opposite sign would become one cluster; the data are smooth enough that
    none touch.
    """
    return np.abs(score(a, b))


def two_groups(shift):
    random = np.random.default_rng(12)
    mood = random.normal(0, 1, (60, 30))
    mood[:, 1:] = 0.6 * mood[:, 1:] + 0.8 * mood[:, :-1]
    mood[:25, 10:15] += shift
    y = (mood > 0.6).astype(int) - (mood < -0.6)
    codes = np.choose(y + 1, [-100, 101, 100]).astype(np.int8)
    in_a = np.arange(60) < 25
    found = contrast_curves(codes, in_a, ~in_a, replicates=REPLICATES, seed=3)
    return found, [y[in_a].astype(float), y[~in_a].astype(float)]


def monte_carlo(p):
    """Four standard errors of the difference of two permutation p values, and one step."""
    return 4 * np.sqrt(2 * p * (1 - p) / REPLICATES) + 2 / REPLICATES


@pytest.mark.parametrize("shift", [0.0, 0.5, 1.0])
def test_anywhere_is_the_cluster_test(shift):
    found, groups = two_groups(shift)
    assert found.z == pytest.approx(score(*groups), abs=1e-5)
    _, clusters, p, _ = stats.permutation_cluster_test(
        groups,
        CLUSTER_Z,
        REPLICATES,
        stat_fun=size,
        tail=1,
        out_type="mask",
        rng=5,
        verbose="ERROR",
    )
    expected = min(p) if len(clusters) else 1.0
    assert found.anywhere_p == pytest.approx(expected, abs=monte_carlo(expected))


@pytest.mark.parametrize("shift", [0.5, 1.0])
def test_max_t_is_the_cluster_test_of_intervals_without_neighbours(shift):
    found, groups = two_groups(shift)
    _, clusters, p, _ = stats.permutation_cluster_test(
        groups,
        1e-9,
        REPLICATES,
        stat_fun=size,
        adjacency=False,
        tail=1,
        out_type="mask",
        rng=5,
        verbose="ERROR",
    )
    expected = np.ones(found.z.size)
    for cluster, value in zip(clusters, p, strict=True):
        expected[cluster] = value
    # Ours is never below the interval's own p.
    expected = np.maximum(expected, found.raw)
    assert (np.abs(found.max_t - expected) <= monte_carlo(expected)).all()


@pytest.mark.parametrize(
    ("ours", "method"), [(benjamini_hochberg, "indep"), (benjamini_yekutieli, "negcorr")]
)
def test_false_discovery_rates(ours, method):
    """Tolerance 1e-12."""
    p = np.random.default_rng(2).beta(0.4, 1.0, 150)
    assert ours(p) == pytest.approx(stats.fdr_correction(p, method=method)[1], abs=1e-12)
