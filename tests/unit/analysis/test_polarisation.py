"""Polarisation within a group and between segments: by hand, by seed, and what has no value."""

import numpy as np
import pytest
from scipy.stats import f_oneway

from pulsemeter.analysis.polarisation import between_polarisation, within_polarisation

NAN = float("nan")


def test_two_camps_and_a_quiet_room():
    found = within_polarisation([50, 5, 0, 30], [50, 5, 0, 10], [100, 100, 10, 40])
    assert found.without_none.tolist()[:2] == [-1.0, -1.0]
    assert found.with_none[0] == -1
    # Ten pressers of a hundred, opposed, in a room that is mostly silent.
    assert found.with_none[1] == pytest.approx(0.85)
    assert np.isnan(found.without_none[2])
    assert found.with_none[2] == 1
    # |L − D| agree, twice the smaller side is opposed: (20 − 20) / 40.
    assert found.without_none[3] == pytest.approx(0.0)


def test_counts_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="exceed present"):
        within_polarisation(6, 5, 10)


def test_gap_and_share_by_hand():
    scores = [1, 1, 0, 1, -1, 0, -1, -1]
    found = between_polarisation(scores, list("aaaabbbb"), floor=3)
    assert found.segments == ("a", "b")
    assert found.means.ravel().tolist() == [0.75, -0.75]
    assert found.gap.tolist() == [[1.5]]
    # Between 2 · 4 · .75² = 4.5 of 6; within 1.5 / 6 df: (4.5 − .25) / 6.
    assert found.share[0] == pytest.approx(0.75)
    assert found.share_adjusted[0] == pytest.approx(4.25 / 6)


def test_share_is_that_of_the_analysis_of_variance():
    rng = np.random.default_rng(4)
    codes = np.repeat([0, 1, 2], [20, 30, 25])
    scores = rng.normal(size=75) + 0.4 * codes + 1e6
    f = f_oneway(*(scores[codes == code] for code in range(3))).statistic
    found = between_polarisation(scores, codes, floor=5)
    assert found.share[0] == pytest.approx(2 * f / (2 * f + 72), rel=1e-6)
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert found.gap[:, 0].tolist() == pytest.approx(
        [scores[codes == a].mean() - scores[codes == b].mean() for a, b in ((0, 1), (0, 2), (1, 2))]
    )


def test_bands_hold_the_truth_as_often_as_they_say():
    rng, codes = np.random.default_rng(6), np.repeat([0, 1, 2], 40)
    columns = 400
    for step, share in ((0.0, 0.0), (0.5, (1 / 6) / (1 / 6 + 1))):
        scores = rng.normal(size=(120, columns)) + step * codes[:, None]
        found = between_polarisation(scores, codes, floor=5, replicates=600)
        low, high = found.gap_band
        assert 0.91 <= np.mean((low[0] <= -step) & (-step <= high[0])) <= 0.98
        low, high = found.share_band
        assert np.mean((low <= share) & (share <= high)) >= 0.91


def test_bands_follow_the_seed():
    scores = np.random.default_rng(1).normal(size=40)
    codes = np.tile(["n", "s"], 20)
    one, same, other = (
        between_polarisation(scores, codes, floor=2, replicates=200, seed=seed)
        for seed in (1, 1, 2)
    )
    assert one.gap_band.low.tolist() == same.gap_band.low.tolist()
    assert one.gap_band.low.tolist() != other.gap_band.low.tolist()
    assert one.gap.tolist() == other.gap.tolist()
    assert one.gap_band.low[0, 0] < one.gap[0, 0] < one.gap_band.high[0, 0]


def test_columns_don_t_touch_each_other():
    scores = np.random.default_rng(1).normal(size=(40, 3))
    codes = np.tile(["n", "s"], 20)
    together = between_polarisation(scores, codes, floor=2, replicates=200)
    alone = between_polarisation(scores[:, 1], codes, floor=2, replicates=200)
    assert together.gap[:, 1].tolist() == pytest.approx(alone.gap[:, 0].tolist())
    assert together.share_band.high[1] == pytest.approx(alone.share_band.high[0], abs=1e-5)


def test_a_segment_of_too_few_is_named_and_in_no_figure():
    scores = [1, 1, 0, -1, 0, -1, 1]
    codes = ["a", "a", "a", "b", "b", "b", "c"]
    found = between_polarisation(scores, codes, floor=3, replicates=200)
    assert found.too_few == ("c",)
    assert found.n.ravel().tolist() == [3, 3, 1]
    assert np.isnan(found.means[2, 0])
    assert np.isnan(found.gap[:, 0]).tolist() == [False, True, True]
    assert np.isnan(found.gap_band.low[:, 0]).tolist() == [False, True, True]
    without = between_polarisation(scores[:6], codes[:6], floor=3, replicates=200)
    assert found.share[0] == pytest.approx(without.share[0])


def test_absent_persons_are_in_no_base():
    found = between_polarisation([1, 1, NAN, -1, -1, 0], list("aaabbb"), floor=2, replicates=200)
    assert found.n.ravel().tolist() == [2, 3]
    assert found.means.ravel().tolist() == pytest.approx([1.0, -2 / 3])
    assert np.isfinite(found.gap_band.high).all()


@pytest.mark.parametrize("scores", [[1.0] * 6, [NAN] * 6])
def test_no_variance_has_no_share(scores):
    found = between_polarisation(scores, list("aaabbb"), floor=2, replicates=200)
    assert np.isnan([found.share[0], found.share_adjusted[0], found.share_band.low[0]]).all()


@pytest.mark.parametrize(
    ("scores", "segments", "changes", "message"),
    [
        ([1, 0], ["a", "a"], {}, "at least two segments"),
        ([1, 0], ["a", "b", "c"], {}, "don't fit"),
        ([1, np.inf], ["a", "b"], {}, "finite"),
        (["x", "y"], ["a", "b"], {}, "numbers"),
        ([1, 0], ["a", "b"], {"floor": 1}, "floor"),
        ([1, 0], ["a", "b"], {"replicates": 99}, "replicates"),
        ([1, 0], ["a", "b"], {"confidence": 1.0}, "confidence"),
    ],
)
def test_other_input_is_refused(scores, segments, changes, message):
    with pytest.raises(ValueError, match=message):
        between_polarisation(scores, segments, **{"floor": 2, **changes})
