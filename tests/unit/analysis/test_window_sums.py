"""Running sums of windows: to the number what reading the columns gives."""

import numpy as np
import pytest

from pulsemeter.analysis.statement import classify_windows
from pulsemeter.analysis.window_sums import WindowSums


@pytest.fixture
def cells():
    rng = np.random.default_rng(4)
    codes = rng.choice(
        np.array([100, -50, 101, 102, -128], dtype=np.int8), (60, 30), p=[0.2, 0.2, 0.3, 0.2, 0.1]
    )
    return codes, rng.integers(0, 5_000, codes.shape).astype(np.uint16)


WINDOWS = [
    [(0, 5_000)],
    [(1_200, 3_900)],
    [(4_000, 6_000)],
    [(12_345, 67_890)],
    [(0, 150_000)],
    [(140_000, 171_000)],
    [(149_000, 160_000)],
    [(200_000, 210_000)],
    [(0, 7_000), (8_000, 21_000), (21_000, 26_000), (90_000, 91_000)],
    [(90_000, 99_000), (10_000, 33_000), (30_000, 41_000)],
]


@pytest.mark.parametrize("windows_ms", WINDOWS)
@pytest.mark.parametrize("lag_ms", [0, 1_700, 5_000])
def test_classes_are_those_of_the_columns(cells, windows_ms, lag_ms):
    codes, offset_ms = cells
    sums = WindowSums.of(codes, offset_ms, 5_000)
    plain = classify_windows(codes, offset_ms, 5_000, windows_ms, lag_ms).codes
    assert sums.classes(windows_ms, lag_ms).tolist() == plain.tolist()


def test_a_long_stimulus_does_not_run_over():
    codes = np.full((2, 40_000), 100, dtype=np.int8)
    sums = WindowSums.of(codes, np.zeros(codes.shape, dtype=np.uint16), 1_000)
    assert sums.classes([(0, 40_000_000)], 0).tolist() == [1, 1]
    assert sums.balance[-1].tolist() == [40_000, 40_000]


def test_windows_that_can_not_be_are_refused(cells):
    sums = WindowSums.of(*cells, 5_000)
    with pytest.raises(ValueError, match="must lie before"):
        sums.classes([(5, 5)], 0)
    with pytest.raises(ValueError, match="lag_ms"):
        sums.classes([(0, 5)], -1)
