"""The fast restricted likelihood is the plain one, written with the whole covariance matrix."""

import numpy as np
import pytest

from pulsemeter.analysis import crossed_likelihood
from pulsemeter.analysis.crossed_likelihood import CrossedParts


def gappy_table(seed, rows=9, columns=6, gap=0.3):
    random = np.random.default_rng(seed)
    table = random.normal(3, 1, (rows, columns)) + random.normal(0, 1, (rows, 1))
    table[random.random(table.shape) < gap] = np.nan
    return table[~np.isnan(table).all(axis=1)][:, ~np.isnan(table).all(axis=0)]


def plain_cost(table, row_ratio, column_ratio):
    """−2 log restricted likelihood with the residual variance profiled out, and that variance."""
    at = np.argwhere(~np.isnan(table))
    y = table[~np.isnan(table)]
    same_row, same_column = (at[:, None, k] == at[None, :, k] for k in (0, 1))
    covariance = np.eye(len(y)) + row_ratio * same_row + column_ratio * same_column
    inverse, ones = np.linalg.inv(covariance), np.ones(len(y))
    information = ones @ inverse @ ones
    left = y - (ones @ inverse @ y) / information
    variance = left @ inverse @ left / (len(y) - 1)
    spread = np.linalg.slogdet(covariance)[1] + np.log(information)
    return (len(y) - 1) * np.log(variance) + spread, variance


@pytest.mark.parametrize("gap", [0.0, 0.3])
@pytest.mark.parametrize("at", [(0.0, 0.0), (1.3, 0.0), (0.0, 2.0), (0.4, 3.1), (6.0, 5.0)])
def test_the_cost_is_the_plain_one(gap, at):
    table = gappy_table(1, gap=gap)
    parts = CrossedParts.of(table)
    row_ratio, column_ratio = np.expm1(at) / parts.typical
    cost, variance = plain_cost(table, row_ratio, column_ratio)
    assert parts.cost(np.array(at)) == (
        pytest.approx(cost, rel=1e-10),
        pytest.approx(variance, rel=1e-10),
    )


def test_tables_of_shared_rows_may_be_made_anew(monkeypatch):
    table, at = gappy_table(2), np.array([0.7, 1.1])
    kept = CrossedParts.of(table)
    monkeypatch.setattr(crossed_likelihood, "GRAM_CELLS_MAX", 0)
    anew = CrossedParts.of(table)
    assert kept.gram is not None
    assert anew.gram is None
    assert anew.cost(at) == pytest.approx(kept.cost(at), rel=1e-12)


def test_least_squares_of_both_sides():
    table = gappy_table(3)
    parts = CrossedParts.of(table)
    at = np.argwhere(~np.isnan(table))
    design = np.hstack([np.eye(table.shape[k])[at[:, k]] for k in (0, 1)])
    y = table[~np.isnan(table)]
    rank = np.linalg.matrix_rank(design)
    left = y - design @ np.linalg.pinv(design) @ y
    assert parts.residual == pytest.approx(left @ left)
    assert parts.spare == len(y) - rank
    assert parts.connected
    assert parts.scores == len(y)


def test_rooms_that_share_nothing_are_not_connected():
    table = np.full((4, 4), np.nan)
    table[:2, :2], table[2:, 2:] = [[1, 2], [3, 5]], [[0, 1], [1, 0]]
    parts = CrossedParts.of(table)
    assert not parts.connected
    assert parts.spare == 8 - (4 + 4 - 2)
