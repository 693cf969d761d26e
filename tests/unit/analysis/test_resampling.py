"""Panels as matrices and panels drawn from them."""

import numpy as np
import pytest

from pulsemeter.analysis import resampling
from pulsemeter.analysis.groups import checked_strata
from pulsemeter.analysis.proportion import net_approval, net_interval
from pulsemeter.analysis.resampling import (
    CHUNK_CELLS,
    chunk_lengths,
    drawn_counts,
    net_parts,
    read_cells,
    read_panel,
)

CODES = np.array([[100, -50, 0], [101, 102, -128], [-100, 50, 101]], dtype=np.int8)


def test_codes_become_likes_dislikes_and_presence():
    panel = read_panel(CODES)
    assert panel.like.tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0]]
    assert panel.dislike.tolist() == [[0, 1, 0], [0, 0, 0], [1, 0, 0]]
    assert panel.present.tolist() == [[1, 1, 1], [1, 0, 0], [1, 1, 1]]
    assert (panel.persons, panel.intervals, panel.squared) == (3, 3, None)


def test_parts_are_those_of_the_bonett_price_interval():
    likes, dislikes, present = np.array([7.0, 0, 3]), np.array([2.0, 0, 3]), np.array([20.0, 9, 6])
    net, centre, error = net_parts(likes, dislikes, present, None)
    low, high = net_interval(likes, dislikes, present)
    assert np.allclose(net, net_approval(likes, dislikes, present))
    assert np.allclose(centre - 1.959963985 * error, low)
    assert np.allclose(centre + 1.959963985 * error, high)


def test_nobody_present_has_no_figure_and_the_widest_error():
    net, centre, error = net_parts(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1))
    assert np.isnan(net[0])
    assert centre[0] == 0
    assert error[0] == pytest.approx(0.5**0.5)


def test_equal_weights_change_nothing_and_unequal_ones_cost_persons():
    codes = np.tile(CODES, (5, 1))
    plain, equal = read_panel(codes).parts(), read_panel(codes, np.full(15, 4.0)).parts()
    for one, other in zip(plain, equal, strict=True):
        assert np.allclose(one, other, atol=1e-6)
    uneven = read_panel(codes, np.tile([1.0, 1.0, 3.0], 5)).parts()
    assert (uneven.error[1:] > plain.error[1:]).all()
    assert uneven.net[0] == pytest.approx((1 - 3) / 5)


def test_a_draw_counts_a_person_as_often_as_drawn():
    panel = read_panel(CODES)
    drawn = panel.drawn_parts(np.array([[2, 1, 0]], dtype=np.float32))
    again = read_panel(CODES[[0, 0, 1]]).parts()
    for one, other in zip(drawn, again, strict=True):
        assert np.allclose(one[0], other, equal_nan=True, atol=1e-6)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("at_once", [1, 4, 7, 100])
def test_reading_block_by_block_sums_the_same(monkeypatch, at_once, weighted):
    rng = np.random.default_rng(6)
    codes = rng.choice(np.array([100, -50, 0, 101, 102, -128], dtype=np.int8), (30, 5))
    codes[[3, 29]] = 102
    weights = rng.uniform(0.5, 2, 30) if weighted else None
    whole = read_panel(codes, weights)
    member = (rng.random((3, 30)) < 0.5).astype(np.float32)
    monkeypatch.setattr(resampling, "BLOCK_CELLS", 5 * at_once)
    cells = read_cells(codes, weights)
    assert next(place.stop - place.start for place, _ in cells.blocks()) == min(at_once, 30)
    assert sum(place.stop - place.start for place, _ in cells.blocks()) == 30
    for one, other in zip(cells.sums(member), whole.matrices(), strict=True):
        assert np.allclose(one, member @ other, atol=1e-5)
    for one, other in zip(cells.totals(), whole.matrices(), strict=True):
        assert np.allclose(one, other.sum(axis=0), atol=1e-5)
    assert np.flatnonzero(~cells.ever()).tolist() == [3, 29]
    assert cells.n().tolist() == np.count_nonzero(whole.present, axis=0).tolist()
    some = np.array([True, False, True, False, False])
    assert np.array_equal(cells.intervals_of(some).like, whole.like[:, some])


def test_a_panel_of_nobody_has_no_figures():
    nobody = read_cells(CODES[:0])
    assert nobody.ever().tolist() == []
    assert nobody.n().tolist() == [0, 0, 0]
    assert [total.tolist() for total in nobody.totals()] == [[0.0] * 3] * 3


def test_every_stratum_keeps_its_persons_in_every_draw():
    strata = checked_strata(["b", "a", "b", "b", "c"], 5)
    assert strata.tolist() == [1, 0, 1, 1, 2]
    (counts,) = drawn_counts(strata, 500, 3, np.random.default_rng(1))
    assert (counts[:, strata == 1].sum(axis=1) == 3).all()
    assert (counts[:, [1, 4]] == 1).all()
    assert np.allclose(counts.mean(axis=0), 1, atol=0.15)
    assert counts[:, 0].var() == pytest.approx(2 / 3, abs=0.15)  # binomial(3, 1/3)


def test_chunks_hold_all_draws_and_fit():
    lengths = list(chunk_lengths(2_000, 10_000))
    assert sum(lengths) == 2_000
    assert max(lengths) * 10_000 <= CHUNK_CELLS
    assert list(chunk_lengths(3, 10 * CHUNK_CELLS)) == [1, 1, 1]


@pytest.mark.parametrize(
    ("codes", "weights", "message"),
    [
        (CODES.astype(np.int16), None, "codes must be int8"),
        (CODES[0], None, "codes must be int8"),
        (CODES[:, :0], None, "no interval"),
        (CODES, [1, 2], "don't fit 3 persons"),
        (CODES, [1, 0, 1], "positive"),
        (CODES, [1, float("nan"), 1], "positive"),
        (CODES, ["1", "2", "3"], "weights must be numbers"),
    ],
)
def test_bad_input_is_named(codes, weights, message):
    with pytest.raises(ValueError, match=message):
        read_panel(codes, weights)
