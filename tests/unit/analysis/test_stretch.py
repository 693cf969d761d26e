"""Stretches, and counting again what drawn panels show: against the plain way on whole panels."""

from dataclasses import replace

import numpy as np
import pytest

from pulsemeter.analysis import stretch
from pulsemeter.analysis.band import BandSettings, simultaneous_band
from pulsemeter.analysis.resampling import drawn_counts, read_cells
from pulsemeter.analysis.stretch import (
    Redraw,
    Stretch,
    count_found_again,
    in_a_row,
    person_sums,
    stretches,
)


def panel(persons=60, intervals=40, seed=1):
    rng = np.random.default_rng(seed)
    codes = np.array([100, -100, 101, 102], dtype=np.int8)[
        rng.choice(4, (persons, intervals), p=[0.25, 0.15, 0.5, 0.1])
    ]
    codes[rng.random(persons) < 0.45, 10:14] = 100
    codes[rng.random(persons) < 0.6, 30:33] = -100
    codes[:, 20] = 102
    codes[3] = -128
    return codes


def test_stretches_are_half_open_and_reach_both_ends():
    assert stretches(np.array([True, True, False, True])) == [(0, 2), (3, 4)]
    assert stretches(np.zeros(3, dtype=bool)) == []
    assert stretches(np.ones(3, dtype=bool)) == [(0, 3)]


@pytest.mark.parametrize(
    ("least", "expected"), [(1, [1, 1, 1, 0]), (2, [1, 0, 1, 0]), (3, [0] * 4)]
)
def test_in_a_row(least, expected):
    marks = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 0, 0]], dtype=bool)
    assert in_a_row(marks, least).astype(int).tolist() == expected


def longest_overlap(marks, stretch, least):
    """The plain way: any run of the whole curve that is long enough and overlaps."""
    return any(
        end - first >= least and first < stretch.end and end > stretch.first
        for first, end in stretches(marks)
    )


@pytest.mark.parametrize("least", [1, 2, 3])
@pytest.mark.parametrize("weighted", [False, True])
def test_reading_few_columns_counts_the_same_as_reading_all(least, weighted):
    codes = panel()
    weights = np.random.default_rng(2).uniform(0.5, 2, 60) if weighted else None
    strata = np.arange(60) % 3
    band = simultaneous_band(
        codes, weights=weights, strata=strata, settings=BandSettings(replicates=300)
    )
    found = [Stretch("peak", 10, 13), Stretch("peak", 21, 24), Stretch("trough", 30, 33)]
    matrix = read_cells(codes, weights)
    redraw = Redraw(strata, 200, np.random.default_rng(7))
    counts = count_found_again(found, matrix, band, redraw, least)

    ever = np.arange(60) != 3
    rows = matrix.rows(ever).matrix()
    (drawn,) = drawn_counts(strata[ever], 200, 40, np.random.default_rng(7))
    parts = rows.drawn_parts(drawn)
    liked, disliked, there = (
        (drawn @ m[:, band.drawn]).sum(axis=1) for m in (rows.like, rows.dislike, rows.present)
    )
    mean = ((liked - disliked) / there)[:, np.newaxis]
    above = band.drawn & (parts.centre - band.multiplier * parts.error > mean)
    below = band.drawn & (parts.centre + band.multiplier * parts.error < mean)
    plain = [
        sum(longest_overlap(row, s, least) for row in (above if s.kind == "peak" else below))
        for s in found
    ]
    assert counts == plain
    assert 0 < counts[0] <= 200


def test_person_sums_leave_gaps_out():
    codes = np.array([[100, 100, -100], [101, 102, -100]], dtype=np.int8)
    drawn = np.array([True, False, True])
    balance, present = person_sums(read_cells(codes), drawn)
    assert balance.tolist() == [0.0, -1.0]
    assert present.tolist() == [2.0, 2.0]


def test_a_draw_of_persons_who_saw_only_gaps_finds_nothing():
    # One person of 25 saw the two intervals that are drawn; most draws have no session mean.
    codes = np.full((25, 4), 102, dtype=np.int8)
    codes[1:, 3] = 101
    codes[0, :2] = 100
    band = simultaneous_band(codes, settings=BandSettings(replicates=100))
    early = np.array([True, True, False, False])
    redraw = Redraw(np.zeros(25, dtype=np.int64), 200, np.random.default_rng(1))
    (count,) = count_found_again(
        [Stretch("trough", 0, 2)], read_cells(codes), replace(band, drawn=early), redraw, 2
    )
    (drawn,) = drawn_counts(redraw.strata, 200, 2, np.random.default_rng(1))
    assert 100 < (drawn[:, 0] > 0).sum() < 150
    assert count <= (drawn[:, 0] > 0).sum()


def test_a_band_of_other_cells_is_refused():
    band = simultaneous_band(panel(), settings=BandSettings(replicates=100))
    redraw = Redraw(np.zeros(60, dtype=np.int64), 100, np.random.default_rng(1))
    with pytest.raises(ValueError, match="isn't of these cells"):
        count_found_again([Stretch("peak", 10, 13)], read_cells(panel(seed=2)), band, redraw, 2)


@pytest.mark.parametrize("strength", [0.12, 0.3])
def test_looking_first_where_a_long_stretch_is_strongest_counts_the_same(strength, monkeypatch):
    rng = np.random.default_rng(5)
    share = np.where(np.arange(80) // 20 % 2, 0.3, 0.3 + strength)
    codes = np.where(rng.random((250, 80)) < share, 100, 101).astype(np.int8)
    band = simultaneous_band(codes, settings=BandSettings(replicates=200))
    found = [Stretch("peak", 1, 19), Stretch("trough", 22, 39), Stretch("peak", 40, 60)]

    def counted():
        redraw = Redraw(np.zeros(250, dtype=np.int64), 150, np.random.default_rng(3))
        return count_found_again(found, read_cells(codes), band, redraw, 2)

    quick = counted()
    monkeypatch.setattr(stretch, "CORE_INTERVALS", 1_000)
    assert counted() == quick
    assert 0 < quick[0] <= 150
