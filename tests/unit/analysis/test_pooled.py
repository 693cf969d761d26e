"""Pooled figures: against the closed form, what is borrowed, and what can't be modelled."""

import numpy as np
import pytest

from pulsemeter.analysis.pooled import label, pool_counts, pool_segments
from pulsemeter.analysis.pooling import CellTable, _Given, posterior_cells
from pulsemeter.analysis.proportion import net_interval

NAN = float("nan")


def panel(seed, sizes=(8, 12, 40), statements=10):
    rng = np.random.default_rng(seed)
    classes = rng.choice([1.0, 0.0, -1.0, NAN], (sum(sizes), statements), p=[0.3, 0.4, 0.2, 0.1])
    return classes, np.repeat(np.arange(len(sizes)), sizes)


def test_small_cells_borrow_more_and_hardly_stray():
    classes, segments = panel(1)
    found = pool_segments(classes, segments)
    assert found.modelled
    share = found.own_share.mean(axis=1)
    assert share[0] < share[1] < share[2]
    assert found.estimate[0].std() < found.raw[0].std()
    assert (found.low <= found.estimate).all()
    assert (found.estimate <= found.high).all()
    assert found.mostly_borrowed[0].any()
    assert found.n[0, 0] == np.isfinite(classes[:8, 0]).sum()


def test_clear_and_large_cells_keep_their_own_figure():
    rng = np.random.default_rng(2)
    likes = rng.choice([0.1, 0.8], (3, 12))
    segments = np.repeat([0, 1, 2], 800)
    classes = np.where(rng.random((2400, 12)) < likes[segments], 1.0, 0.0)
    found = pool_segments(classes, segments)
    assert (found.own_share > 0.95).all()
    np.testing.assert_allclose(found.estimate, found.raw, atol=0.01)
    assert not found.mostly_borrowed.any()


def test_own_share_is_the_weight_of_the_cells_own_figure():
    rng = np.random.default_rng(3)
    shape = (4, 6)
    mean, error = rng.normal(0, 0.3, shape), rng.uniform(0.01, 0.05, shape)
    known, shared = np.ones(shape, dtype=bool), np.full(4, 0.01)

    def table(y):
        return CellTable(y, np.full(shape, 20.0), known, shared, error, 0.1, 0.5)

    def figures(y):
        given = _Given.of(table(y), np.array([0.2]), np.array([0.15]))
        return [part[0] for part in given.cells(table(y))]

    moved = mean.copy()
    moved[1, 2] += 0.1
    slope = (figures(moved)[0] - figures(mean)[0])[1, 2] / 0.1
    assert figures(mean)[2][1, 2] == pytest.approx(slope, rel=1e-6)
    # The same from the whole normal model, statements given an almost flat prior.
    n = 24
    segment, statement = np.divmod(np.arange(n), 6)
    same = (segment[:, None] == segment).astype(float)
    signal = 100.0 * (statement[:, None] == statement) + 0.04 * same + 0.0225 * np.eye(n)
    noise = 0.01 * same + np.diag(error.ravel())
    gain = signal @ np.linalg.inv(signal + noise)
    np.testing.assert_allclose(figures(mean)[0].ravel(), gain @ mean.ravel(), atol=1e-3)
    variance = np.diag(signal - gain @ signal)
    np.testing.assert_allclose(figures(mean)[1].ravel(), variance, rtol=1e-2)
    assert posterior_cells(table(mean)).error.shape == shape


def test_an_empty_cell_and_persons_of_no_segment():
    classes, segments = panel(4)
    classes[segments == 0, 0] = NAN
    found = pool_segments(classes, segments)
    assert not found.known[0, 0]
    assert np.isnan(found.estimate[0, 0])
    assert found.label(0, 0) == ""
    assert not found.mostly_borrowed[0, 0]
    more = np.vstack([classes, np.ones((5, 10))])
    again = pool_segments(more, np.append(segments, [-1] * 5))
    # Sums over more rows may be taken in another order; beyond that nothing may differ.
    np.testing.assert_allclose(again.estimate, found.estimate, rtol=1e-12, atol=1e-14)


def test_equal_weights_change_nothing_and_unequal_ones_cost():
    classes, segments = panel(5)
    plain = pool_segments(classes, segments)
    np.testing.assert_allclose(
        pool_segments(classes, segments, weights=np.full(60, 3.0)).estimate, plain.estimate
    )
    uneven = pool_segments(classes, segments, weights=np.where(np.arange(60) % 2, 0.3, 3.0))
    assert (uneven.n < plain.n).all()


@pytest.mark.parametrize(
    ("classes", "segments", "reason"),
    [
        (panel(6)[0], np.zeros(60, dtype=int), "one segment"),
        (panel(6)[0][:, :2], panel(6)[1], "too few"),
        (np.ones((60, 10)), panel(6)[1], "did the same"),
    ],
)
def test_too_little_to_pool_stays_raw_and_says_why(classes, segments, reason):
    found = pool_segments(classes, segments)
    assert not found.modelled
    assert reason in found.reason
    assert found.label(0, 0) == ""
    np.testing.assert_array_equal(found.estimate, found.raw)
    column = classes[segments == 0, 0]
    there = np.isfinite(column).sum()
    low, high = net_interval((column == 1).sum(), (column == -1).sum(), there)
    assert (found.low[0, 0], found.high[0, 0]) == pytest.approx((float(low), float(high)))


def test_labels_never_call_a_borrowed_cell_half_its_own():
    assert label(0.31) == "modelled, 30 % own data"
    assert label(0.49) == "modelled, 40 % own data"
    assert label(0.5) == "modelled, 50 % own data"
    assert label(0.0) == "modelled, less than 5 % own data"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"classes": [[0.5]]}, "classes must be 1, 0 or -1"),
        ({"segments": [-2]}, "below -1"),
        ({"segments": [0.5]}, "whole number"),
        ({"weights": [0.0]}, "above 0"),
        ({"segment_count": 0}, "segment_count"),
        ({"confidence": 1.0}, "confidence"),
    ],
)
def test_bad_input_is_refused(change, message):
    arguments = {"classes": [[1.0]], "segments": [0], **change}
    with pytest.raises(ValueError, match=message):
        pool_segments(arguments.pop("classes"), arguments.pop("segments"), **arguments)


def counts_of(classes, segments, count):
    """Likes, dislikes and present per segment and statement."""
    return [
        np.array([what[segments == k].sum(axis=0) for k in range(count)])
        for what in (classes == 1, classes == -1, np.isfinite(classes))
    ]


def test_counts_tell_nearly_what_persons_tell():
    classes, segments = panel(5, sizes=(9, 20, 60, 60), statements=12)
    of_persons = pool_segments(classes, segments)
    of_counts = pool_counts(*counts_of(classes, segments, 4))
    assert of_counts.modelled
    np.testing.assert_array_equal(of_counts.raw, of_persons.raw)
    np.testing.assert_allclose(of_counts.estimate, of_persons.estimate, atol=0.08)
    assert of_counts.own_share[0].mean() < of_counts.own_share[3].mean()


def test_counts_of_too_little_stay_as_they_are():
    found = pool_counts([[5, 6]], [[1, 2]], [[10, 10]])
    assert not found.modelled
    np.testing.assert_allclose(found.estimate, [[0.4, 0.4]])
    low, high = net_interval([[5, 6]], [[1, 2]], [[10, 10]])
    np.testing.assert_allclose((found.low, found.high), (low, high))
    assert found.label(0, 0) == ""


def test_cells_without_figures_are_not_made_up():
    likes = [[6, 2, 5, 0], [20, 9, 15, 8], [30, 12, 4, 20]]
    present = [[9, 8, 9, 0], [40, 39, 38, 40], [60, 58, 61, 60]]
    found = pool_counts(likes, np.zeros((3, 4)), present)
    assert np.isnan(found.estimate[0, 3])
    assert found.known.sum() == 11


@pytest.mark.parametrize(
    "counts", [([1], [1], [5]), ([[9]], [[9]], [[10]]), ([[-1]], [[0]], [[10]])]
)
def test_counts_that_are_no_table_are_refused(counts):
    with pytest.raises(ValueError, match=r"counts|exceed|negative"):
        pool_counts(*counts)
