"""The band of ratings: Bonett and Price's where all are ±1, and its edges."""

import numpy as np

from pulsemeter.analysis.band import BandSettings
from pulsemeter.analysis.proportion import net_interval
from pulsemeter.analysis.rating import rating_band


def test_of_ratings_of_plus_and_minus_one_alone_it_is_bonett_and_prices():
    codes = np.where(np.arange(11)[:, np.newaxis] < [7, 3], 100, -100).astype(np.int8)
    band = rating_band(codes, settings=BandSettings(claim="pointwise", floor=5))
    low, high = net_interval([7, 3], [4, 8], [11, 11])
    assert band.kind == "pointwise"
    assert np.allclose(band.low, low, atol=1e-6)
    assert np.allclose(band.high, high, atol=1e-6)


def test_the_simultaneous_band_is_wider_seeded_and_never_nan():
    codes = np.random.default_rng(1).integers(-100, 101, (40, 30)).astype(np.int8)
    wide, again, point = (
        rating_band(codes, settings=BandSettings(replicates=200, seed=1, claim=claim))
        for claim in ("simultaneous", "simultaneous", "pointwise")
    )
    assert wide.multiplier > 2.5 > point.multiplier
    assert np.array_equal(wide.low, again.low)
    assert (wide.low < point.low).all()


def test_constant_ratings_and_absent_persons_have_figures_or_a_gap():
    for value in (0, 50, 100):
        codes = np.full((25, 3), value, dtype=np.int8)
        codes[:, 2] = -128
        band = rating_band(codes, settings=BandSettings(replicates=100, floor=5))
        assert band.drawn.tolist() == [True, True, False]
        assert np.isfinite(band.low[:2]).all()
