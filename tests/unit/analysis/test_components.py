"""Variance components: closed forms, plain likelihoods, simulated truth, and what has no value."""

from dataclasses import astuple

import numpy as np
import pytest
from scipy.optimize import minimize

from pulsemeter.analysis.components import _balanced, _unbalanced, variance_components
from pulsemeter.analysis.crossed_likelihood import CrossedParts


def simulated(seed, persons, statements, variances, gap=0.0):
    random = np.random.default_rng(seed)
    table = 0.2 + random.normal(0, variances[0] ** 0.5, (persons, 1))
    table = table + random.normal(0, variances[1] ** 0.5, (1, statements))
    table = table + random.normal(0, variances[2] ** 0.5, (persons, statements))
    table[random.random(table.shape) < gap] = np.nan
    return table


def variances_of(found):
    return [part.variance for part in (found.person, found.statement, found.person_statement)]


def plain_reml(table):
    """REML by the whole covariance matrix, from several starts, components held at 0 or above."""
    at = np.argwhere(~np.isnan(table))
    y = table[~np.isnan(table)]
    sames = [at[:, None, k] == at[None, :, k] for k in (0, 1)]
    ones = np.ones(len(y))

    def cost(roots):
        person, statement, rest = roots**2
        covariance = (rest + 1e-12) * np.eye(len(y)) + person * sames[0] + statement * sames[1]
        inverse = np.linalg.inv(covariance)
        information = ones @ inverse @ ones
        left = y - (ones @ inverse @ y) / information
        return left @ inverse @ left + np.linalg.slogdet(covariance)[1] + np.log(information)

    options = {"xatol": 1e-8, "fatol": 1e-11, "maxiter": 4_000}
    starts = ([0.5, 0.5, 0.5], [0.01, 0.7, 0.7], [0.7, 0.01, 0.7])
    found = [minimize(cost, start, method="Nelder-Mead", options=options) for start in starts]
    return min(found, key=lambda one: one.fun).x ** 2


def test_mean_squares_of_a_complete_table_by_hand():
    # Brennan's way: MS_p, MS_s and MS_e of a 3 x 4 table.
    table = np.array([[4.0, 2, 1, 3], [6, 4, 2, 6], [9, 5, 4, 6]])
    grand, rows, columns = table.mean(), table.mean(axis=1), table.mean(axis=0)
    ms_p = 4 * ((rows - grand) ** 2).sum() / 2
    ms_s = 3 * ((columns - grand) ** 2).sum() / 3
    ms_e = ((table - rows[:, None] - columns + grand) ** 2).sum() / 6
    found = variance_components(table)
    expected = [(ms_p - ms_e) / 4, (ms_s - ms_e) / 3, ms_e]
    assert variances_of(found) == pytest.approx(expected)
    assert found.person.share == pytest.approx(expected[0] / sum(expected))
    assert (found.method, found.persons, found.statements, found.missing) == ("anova", 3, 4, 0)
    assert variances_of(variance_components(table.T)) == pytest.approx(
        [expected[1], expected[0], expected[2]]
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("variances", [(0.5, 0.3, 1.0), (0.02, 0.6, 1.0), (0.01, 0.01, 1.0)])
def test_gaps_and_ends_are_plain_reml(seed, variances):
    table = simulated(seed, 9, 7, variances, gap=0.25 if seed % 2 else 0.0)
    found = variance_components(table)
    assert variances_of(found) == pytest.approx(plain_reml(table), abs=2e-5)
    assert sum(part.share for part in (found.person, found.statement, found.person_statement)) == (
        pytest.approx(1)
    )


def test_the_search_finds_the_closed_form():
    for seed in range(5):
        parts = CrossedParts.of(simulated(seed, 30, 8, (0.1, 0.05, 1.0)))
        np.testing.assert_allclose(_unbalanced(parts), _balanced(parts)[1], rtol=2e-4, atol=1e-7)


def test_a_component_below_nothing_is_nothing():
    # Each person gives one statement what another one loses: no person is above another.
    table = np.array([[1.0, -1, 0], [0, 1, -1], [-1, 0, 1], [1, 0, -1]])
    found = variance_components(table)
    assert found.method == "reml"
    assert (found.person.variance, found.person.share) == (0.0, 0.0)
    assert variances_of(found) == pytest.approx(plain_reml(table), abs=1e-5)


def test_simulated_truth_is_met_on_average():
    truth = (0.2, 0.1, 0.7)
    found = [
        variances_of(variance_components(simulated((5, seed), 60, 25, truth, gap=0.3)))
        for seed in range(40)
    ]
    error = np.std(found, axis=0) / 40**0.5
    assert (np.abs(np.mean(found, axis=0) - truth) < 4 * error).all()


def test_unit_and_origin_and_order_do_not_matter():
    table = simulated(3, 25, 40, (0.3, 0.1, 0.6), gap=0.2)
    found = variance_components(table, replicates=300)
    moved = variance_components(1000 + 50 * table[::-1, ::-1], replicates=300)
    assert moved.person.share == pytest.approx(found.person.share, rel=1e-4)
    assert moved.statement.variance == pytest.approx(2500 * found.statement.variance, rel=1e-4)
    assert moved.person.share_high == pytest.approx(found.person.share_high, rel=1e-3)


def test_empty_rows_and_columns_count_for_nothing():
    table = simulated(4, 12, 6, (0.3, 0.1, 0.6))
    wide = np.full((14, 8), np.nan)
    wide[1:13, 2:] = table
    assert variance_components(wide) == variance_components(table)


def test_intervals_cover_the_truth_and_the_seed_decides():
    truth = np.array([0.25, 0.15, 0.6])
    held = []
    for seed in range(100):
        table = simulated((8, seed), 25, 12, truth, gap=0.15 * (seed % 2))
        found = variance_components(table, replicates=400, seed=seed)
        parts = (found.person, found.statement, found.person_statement)
        held.append(
            [p.share_low <= t <= p.share_high for p, t in zip(parts, truth, strict=True)]
            + [p.variance_low <= t <= p.variance_high for p, t in zip(parts, truth, strict=True)]
        )
    assert (np.mean(held, axis=0) >= 0.89).all()
    assert 0.92 <= np.mean(held) <= 0.985
    assert variance_components(table, replicates=400, seed=99) == found
    assert variance_components(table, replicates=400, seed=98) != found


def test_scores_that_add_up_leave_nothing_between():
    rows, columns = np.array([0.0, 1, 3]), np.array([0.0, 2, 2, 4])
    table = rows[:, None] + columns
    for seen in (table, np.where(np.eye(3, 4) > 0, np.nan, table)):
        found = variance_components(seen, replicates=200)
        expected = [rows.var(ddof=1), columns.var(ddof=1), 0]
        assert variances_of(found) == pytest.approx(expected, abs=1e-9)
        assert found.person.share_low is None
        assert "add up exactly" in found.reason


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (np.full((3, 3), np.nan), "nobody has a score"),
        (np.zeros((0, 3)), "nobody has a score"),
        ([[1, 0, -1]], "one person shows no difference between persons"),
        ([[1], [0]], "one statement shows no difference between statements"),
        (np.ones((4, 5)), "all scores are the same"),
        (np.zeros((4, 5)), "all scores are the same"),
        (np.where(np.eye(4) > 0, np.arange(4.0), np.nan), "overlap too little"),
        ([[1, 2, np.nan], [np.nan, 3, 5]], "overlap too little"),
    ],
)
def test_what_has_no_value_says_why(scores, reason):
    found = variance_components(scores, replicates=200)
    assert reason in found.reason
    assert found.method == ""
    for part in (found.person, found.statement, found.person_statement):
        assert astuple(part) == (None,) * 6


def test_bad_input_is_named():
    for bad in ([1, 2], [["a"]], [[np.inf, 1]], [[True, False]]):
        with pytest.raises(ValueError, match="scores must"):
            variance_components(bad)
    for setting in ({"replicates": 10}, {"seed": -1}, {"confidence": 1.0}):
        with pytest.raises(ValueError, match=next(iter(setting))):
            variance_components([[1, 2], [3, 5]], **setting)
