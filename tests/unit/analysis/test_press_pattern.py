"""How presses come: hand-made rows with known figures."""

import numpy as np
import pytest

from pulsemeter.analysis.press_pattern import (
    autocorrelation,
    checked_cells,
    longest_same,
    odd_even_consistency,
    regularity,
)
from pulsemeter.domain.presence import AWAY, SKIPPED


def row(cells):
    return np.array([cells], dtype=np.int8)


def test_a_run_is_broken_by_silence_absence_and_another_choice():
    assert longest_same(row([100, 100, SKIPPED, 100])).tolist() == [2]
    assert longest_same(row([100, AWAY, 100, 50, 50, 50])).tolist() == [3]
    assert longest_same(row([SKIPPED] * 6)).tolist() == [0]


def test_a_machine_has_a_beat_even_if_it_leaves_beats_out():
    cells = row([100, 100, 100, SKIPPED, 100, SKIPPED, SKIPPED] * 6)
    offsets = np.full(cells.shape, 1_234, dtype=np.uint16)
    assert regularity(cells, offsets, 5_000).tolist() == [0]
    random = np.random.default_rng(2).integers(0, 5_000, cells.shape).astype(np.uint16)
    assert regularity(cells, random, 5_000)[0] > 0.1


def test_a_beat_that_is_not_the_interval_is_a_beat():
    times_ms = np.arange(30) * 7_300
    cells = np.full((1, times_ms[-1] // 5_000 + 1), SKIPPED, dtype=np.int8)
    offsets = np.zeros(cells.shape, dtype=np.uint16)
    cells[0, times_ms // 5_000], offsets[0, times_ms // 5_000] = 100, times_ms % 5_000
    assert regularity(cells, offsets, 5_000).tolist() == [0]


def test_few_presses_have_no_beat():
    cells = row([100] * 9)
    assert np.isnan(regularity(cells, np.zeros(cells.shape, dtype=np.uint16), 5_000)[0])


def test_autocorrelation_is_pearson_over_neighbours_both_present():
    random = np.random.default_rng(3)
    cells = random.choice(np.array([100, -100, SKIPPED, AWAY], dtype=np.int8), (1, 60))
    values = {100: 1, -100: -1, SKIPPED: 0}
    pairs = [
        (values[a], values[b])
        for a, b in zip(cells[0].tolist(), cells[0, 1:].tolist(), strict=False)
        if AWAY not in (a, b)
    ]
    expected = np.corrcoef(np.array(pairs).T)[0, 1]
    assert autocorrelation(cells)[0] == pytest.approx(expected)
    assert autocorrelation(row([100, SKIPPED] * 20))[0] == pytest.approx(-1)


def test_consistency_compares_odd_with_even_intervals_of_blocks():
    lasting = np.repeat([100, SKIPPED, -100, SKIPPED, 100, -100], 10)
    assert odd_even_consistency(row(lasting))[0] == pytest.approx(1)
    opposed = np.tile([100, -100], 30) * np.repeat([1, -1, 1, -1, 1, -1], 10)
    assert odd_even_consistency(row(opposed))[0] == pytest.approx(-1)


def test_nothing_varying_has_no_correlation():
    cells = row([100] * 80)
    assert np.isnan(autocorrelation(cells)[0])
    assert np.isnan(odd_even_consistency(cells)[0])
    assert np.isnan(odd_even_consistency(row([100] * 5))[0])


def test_parts_of_a_large_panel_fit_together():
    cells = np.random.default_rng(4).choice(np.array([100, SKIPPED], dtype=np.int8), (1_003, 40))
    alone = np.concatenate([autocorrelation(one[None]) for one in cells[[0, 999, 1_000, 1_002]]])
    np.testing.assert_array_equal(autocorrelation(cells)[[0, 999, 1_000, 1_002]], alone)


def test_other_arrays_are_refused():
    with pytest.raises(ValueError, match="choices must be int8"):
        checked_cells(np.zeros((0, 4), dtype=np.int8), np.zeros((0, 4), dtype=np.uint16))
    with pytest.raises(ValueError, match="offset_ms must be whole"):
        checked_cells(row([100]), np.zeros((1, 1)))
