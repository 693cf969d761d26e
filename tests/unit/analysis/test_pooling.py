"""The model behind pooled figures: what the table takes from persons, and the spreads found."""

import numpy as np

from pulsemeter.analysis.pooling import CellTable, posterior_cells, too_little_to_pool


def test_the_table_knows_persons_levels():
    rng = np.random.default_rng(1)
    level = rng.normal(0, 0.5, (3000, 1))
    scores = level + rng.normal(0, 1.0, (3000, 12))
    member = np.repeat([0, 1, 2], 1000) == np.arange(3)[:, None]
    table = CellTable.of(scores, member, np.ones(3000))
    assert abs(table.person_variance - 0.25) < 0.02
    assert abs(table.own_error.mean() * 999 - 1.0) < 0.03
    assert too_little_to_pool(table) == ""


def test_the_spreads_of_simulated_cells_are_found():
    rng = np.random.default_rng(2)
    truth = rng.normal(0, 0.2, (10, 60)) + rng.normal(0, 0.3, (10, 1))
    error = np.full((10, 60), 0.01)
    y = truth + rng.normal(0, 0.1, (10, 60))
    known = np.ones((10, 60), dtype=bool)
    found = posterior_cells(CellTable(y, error * 0 + 40, known, np.zeros(10), error, 0.0, 0.4))
    assert 0.18 < found.between_cells < 0.22
    assert 0.15 < found.between_segments < 0.6
    covered = np.abs(found.mean - truth) <= 1.96 * found.error
    assert 0.92 < covered.mean() < 0.98
