"""The band of ratings: Bonett and Price's where all are ±1, and its edges."""

import numpy as np
import pytest

from pulsemeter.analysis.band import BandSettings
from pulsemeter.analysis.proportion import net_interval
from pulsemeter.analysis.rating import rating_band, rating_difference_band, read_ratings


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


def sliders(persons: int = 60, intervals: int = 20, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 20, (persons, 1))
    values = level + np.cumsum(rng.normal(0, 5, (persons, intervals)), axis=1)
    return np.clip(values, -100, 100).round().astype(np.int8)


def test_a_difference_of_ratings_is_that_of_the_means_and_its_band_holds_both_groups() -> None:
    codes = sliders()
    a = np.arange(60) < 30
    band = rating_difference_band(codes, a, ~a, settings=BandSettings(replicates=300, seed=2))
    means = codes[a].mean(axis=0) / 100 - codes[~a].mean(axis=0) / 100
    assert band.net == pytest.approx(means, abs=1e-6)
    assert (band.kind, band.persons) == ("simultaneous", 30)
    one, other = (rating_band(codes[side], settings=BandSettings()) for side in (a, ~a))
    widths = [(part.high - part.low) / (2 * part.multiplier) for part in (one, other)]
    half = (band.high - band.low) / (2 * band.multiplier)
    assert half == pytest.approx(np.sqrt(widths[0] ** 2 + widths[1] ** 2), rel=0.02)


def test_ratings_as_a_panel_have_the_mean_rating_as_net() -> None:
    codes = sliders()
    codes[:5, 3:] = -128
    there = np.where(codes == -128, np.nan, codes / 100)
    assert read_ratings(codes).parts().net == pytest.approx(np.nanmean(there, axis=0), abs=1e-6)
