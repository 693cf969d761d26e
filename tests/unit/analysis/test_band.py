"""The simultaneous band: figures, gaps, groups, seeds and what it says of itself."""

import numpy as np
import pytest

from pulsemeter.analysis.band import (
    BandSettings,
    difference_band,
    simultaneous_band,
    simultaneous_bands,
)
from pulsemeter.analysis.proportion import net_approval, net_interval

QUICK = BandSettings(replicates=400, seed=5)


def panel(persons=60, intervals=30, seed=1):
    rng = np.random.default_rng(seed)
    drawn = rng.choice(4, (persons, intervals), p=[0.25, 0.15, 0.5, 0.1])
    return np.array([100, -100, 101, 102], dtype=np.int8)[drawn]


def counts(codes):
    return (codes == 100).sum(axis=0), (codes == -100).sum(axis=0), (codes <= 101).sum(axis=0)


def test_band_is_the_bonett_price_interval_with_one_wider_multiplier():
    codes = panel()
    band = simultaneous_band(codes, settings=QUICK)
    low, high = net_interval(*counts(codes))
    assert (band.kind, band.persons, band.replicates, band.seed) == ("simultaneous", 60, 400, 5)
    assert 2.8 < band.multiplier < 3.8  # independent intervals: about 3.1
    assert np.allclose(band.net, net_approval(*counts(codes)))
    assert np.allclose((band.high - band.low) / (high - low), band.multiplier / 1.959963985)
    assert np.allclose(band.high + band.low, high + low)
    assert band.n.tolist() == counts(codes)[2].tolist()


def test_copies_of_one_interval_need_hardly_more_than_a_pointwise_multiplier():
    one = simultaneous_band(panel()[:, :1], settings=QUICK).multiplier
    copies = simultaneous_band(np.repeat(panel()[:, :1], 50, axis=1), settings=QUICK).multiplier
    assert copies == pytest.approx(one)
    assert copies < 2.5


def test_the_same_seed_draws_the_same_band_and_another_does_not():
    codes = panel()
    first, again = (simultaneous_band(codes, settings=QUICK) for _ in range(2))
    other = simultaneous_band(codes, settings=BandSettings(replicates=400, seed=6))
    assert np.array_equal(first.low, again.low)
    assert first.multiplier != other.multiplier


def test_both_methods_agree():
    codes = panel(persons=400)
    resample = simultaneous_band(codes, settings=BandSettings(seed=2))
    gaussian = simultaneous_band(codes, settings=BandSettings(seed=2, method="gaussian"))
    assert gaussian.multiplier == pytest.approx(resample.multiplier, rel=0.05)
    assert gaussian.method == "gaussian"


def test_auto_draws_persons_of_small_panels_and_curves_of_large_ones():
    large = simultaneous_band(panel(persons=1_000), settings=QUICK)
    assert large.method == "gaussian"
    assert simultaneous_band(panel(persons=999), settings=QUICK).method == "resample"
    drawn = simultaneous_band(
        panel(persons=1_000), settings=BandSettings(replicates=400, seed=5, method="resample")
    )
    assert drawn.method == "resample"
    assert large.multiplier == pytest.approx(drawn.multiplier, rel=0.05)


@pytest.mark.parametrize("weighted", [False, True])
def test_bands_of_many_segments_are_the_bands_of_each_alone(weighted):
    codes = panel(persons=1_300)
    rng = np.random.default_rng(3)
    weights = rng.uniform(0.5, 2, len(codes)) if weighted else None
    strata = rng.integers(0, 3, len(codes))
    members = np.array([np.arange(1_300) < 1_100, np.arange(1_300) % 9 == 0])
    bands = simultaneous_bands(codes, members, weights=weights, strata=strata, settings=QUICK)
    assert [band.method for band in bands] == ["gaussian", "resample"]
    for band, own in zip(bands, members, strict=True):
        alone = simultaneous_band(
            codes[own],
            weights=None if weights is None else weights[own],
            strata=strata[own],
            settings=QUICK,
        )
        assert band.n.tolist() == alone.n.tolist()
        assert np.allclose(band.low, alone.low, atol=1e-6)
        assert np.allclose(band.high, alone.high, atol=1e-6)


def test_an_empty_segment_has_gaps_only():
    codes = panel()
    (band,) = simultaneous_bands(codes, np.zeros((1, 60), dtype=np.bool_), settings=QUICK)
    assert (band.kind, band.persons, band.drawn.any()) == ("pointwise", 0, False)


@pytest.mark.parametrize(
    "membership", [np.ones(60, dtype=np.bool_), np.ones((2, 59), dtype=np.bool_), np.ones((2, 60))]
)
def test_a_membership_that_does_not_fit_is_refused(membership):
    with pytest.raises(ValueError, match="membership must be true or false of shape"):
        simultaneous_bands(panel(), membership, settings=QUICK)


def test_below_twenty_persons_the_band_is_pointwise_and_says_so():
    codes = panel(persons=19)
    band = simultaneous_band(codes, settings=QUICK)
    low, high = net_interval(*counts(codes))
    assert (band.kind, band.replicates) == ("pointwise", 0)
    assert np.allclose(band.low, low)
    assert np.allclose(band.high, high)
    assert simultaneous_band(panel(persons=20), settings=QUICK).kind == "simultaneous"


def test_persons_who_were_never_there_do_not_make_a_panel_large():
    codes = np.concatenate([panel(persons=19), np.full((50, 30), -128, dtype=np.int8)])
    assert simultaneous_band(codes, settings=QUICK).kind == "pointwise"


def test_gaps_stay_gaps_and_thin_intervals_fade():
    codes = panel()
    codes[:, 3] = 102
    codes[25:, 4] = 102
    band = simultaneous_band(codes, settings=QUICK)
    assert np.flatnonzero(~band.drawn).tolist() == [3]
    assert np.isnan([band.net[3], band.low[3], band.high[3]]).all()
    assert np.flatnonzero(band.faded).tolist() == [4]
    floored = simultaneous_band(codes, settings=BandSettings(replicates=400, floor=30))
    assert np.flatnonzero(~floored.drawn).tolist() == [3, 4]


@pytest.mark.parametrize("code", [100, -100, 101])
def test_constant_data_has_a_band_that_is_no_narrower_than_pointwise(code):
    band = simultaneous_band(np.full((30, 5), code, dtype=np.int8), settings=QUICK)
    assert band.multiplier == pytest.approx(1.959963985)
    assert (band.high > band.low).all()


@pytest.mark.parametrize("code", [102, -128])
def test_all_absent_is_one_gap(code):
    band = simultaneous_band(np.full((30, 5), code, dtype=np.int8), settings=QUICK)
    assert not band.drawn.any()
    assert (band.kind, band.persons) == ("pointwise", 0)
    assert np.isnan(band.net).all()


def test_one_person_and_nobody_are_told_not_guessed():
    one = simultaneous_band(np.array([[100, 101]], dtype=np.int8), settings=QUICK)
    assert (one.persons, one.kind, one.net.tolist()) == (1, "pointwise", [1.0, 0.0])
    nobody = simultaneous_band(np.empty((0, 4), dtype=np.int8), settings=QUICK)
    assert not nobody.drawn.any()


def test_unequal_weights_widen_and_strata_narrow():
    strata = np.repeat([0, 1], 60)
    likely = np.where(strata == 0, 0.8, 0.2)[:, np.newaxis]
    codes = np.where(np.random.default_rng(8).random((120, 30)) < likely, 100, -100).astype(np.int8)
    loose = simultaneous_band(codes, settings=QUICK)
    tight = simultaneous_band(codes, strata=strata, settings=QUICK)
    uneven = simultaneous_band(codes, weights=np.tile([1, 5], 60), settings=QUICK)
    assert tight.multiplier < 0.9 * loose.multiplier
    assert uneven.high[0] - uneven.low[0] > loose.high[0] - loose.low[0]


def test_difference_has_its_own_band():
    codes = panel(persons=120)
    in_a = np.arange(120) % 2 == 0
    codes[in_a, 10:20] = 100
    codes[~in_a, 10:20] = -100
    band = difference_band(codes, in_a, ~in_a, settings=QUICK)
    a, b = net_approval(*counts(codes[in_a])), net_approval(*counts(codes[~in_a]))
    assert np.allclose(band.net, a - b)
    assert (band.persons, band.kind) == (60, "simultaneous")
    assert (band.low[10:20] > 1).all()
    back = difference_band(codes, ~in_a, in_a, settings=QUICK)
    assert np.allclose(back.net, -band.net)
    widths = [
        simultaneous_band(codes[rows], settings=QUICK).high[0]
        - simultaneous_band(codes[rows], settings=QUICK).low[0]
        for rows in (in_a, ~in_a)
    ]
    assert max(widths) < band.high[0] - band.low[0] < sum(widths)


def test_difference_with_a_small_group_is_pointwise_and_gaps_are_of_either():
    codes = panel(persons=60)
    in_a = np.arange(60) < 15
    codes[in_a, 2] = 102
    codes[~in_a, 3] = 102
    band = difference_band(codes, in_a, ~in_a, settings=QUICK)
    assert (band.kind, band.persons) == ("pointwise", 15)
    assert np.flatnonzero(~band.drawn).tolist() == [2, 3]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"confidence": 1.0}, "confidence"),
        ({"replicates": 99}, "replicates"),
        ({"seed": -1}, "seed"),
        ({"floor": 0}, "floor"),
        ({"method": "jackknife"}, "method must be"),
    ],
)
def test_bad_settings_are_named(setting, message):
    with pytest.raises(ValueError, match=message):
        BandSettings(**setting)


def test_a_pointwise_claim_is_the_interval_of_each_interval_by_itself() -> None:
    codes = np.tile(np.array([[100], [101], [101], [-100], [100]], dtype=np.int8), (8, 3))
    band = simultaneous_band(codes, settings=BandSettings(claim="pointwise"))
    low, high = net_interval(16, 8, 40)
    assert (band.kind, band.replicates) == ("pointwise", 0)
    assert band.low.tolist() == pytest.approx([float(low)] * 3)
    assert band.high.tolist() == pytest.approx([float(high)] * 3)
