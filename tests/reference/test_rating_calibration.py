"""Bands of slider curves on simulated panels: how often the whole true curve lies in the band.

A person's wish is a level of their own plus a slow random walk drawn back to it plus a curve that
all share; the slider shows the wish of the last interval in which the hand moved, which is rare
(each interval with a chance between .05 and .2, one's own), and 0 until the first move. Presence
comes and goes. The true curve is the mean of a population simulated in the same way, so large
that its own error is below 3 % of that of the largest panel here.
"""

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from pulsemeter.analysis.band import BandSettings
from pulsemeter.analysis.rating import rating_band

INTERVALS = 60
MEMORY = 0.9
PRESENT = 0.88
POPULATION = 240_000
KINDS = ("middling", "skewed", "bimodal")
PERSONS = (30, 60, 200)


def slow_noise(rng: np.random.Generator, persons: int) -> NDArray[np.float32]:
    """Stationary autoregressive series of unit variance, persons × intervals."""
    noise = rng.standard_normal((persons, INTERVALS), dtype=np.float32)
    for t in range(1, INTERVALS):
        noise[:, t] = MEMORY * noise[:, t - 1] + np.sqrt(1 - MEMORY**2) * noise[:, t]
    return noise


def wished(rng: np.random.Generator, persons: int, kind: str) -> NDArray[np.float32]:
    """What each person would rate at each interval, −100..100."""
    t = np.arange(INTERVALS)
    common = np.sin(t / 6) + 0.5 * np.cos(t / 3)
    level = rng.standard_normal((persons, 1), dtype=np.float32)
    walk = slow_noise(rng, persons)
    if kind == "middling":
        rating = 35 * level + 20 * walk + 20 * common
    elif kind == "skewed":
        # Most near the upper end, a long tail below.
        rating = 100 - 25 * np.exp(0.7 * level + 0.5 * walk - 0.4 * common)
    else:
        # Two camps at their ends, who change over only where the walk goes far.
        rating = 85 * np.tanh(3 * level + walk + 0.6 * common) + 5 * walk
    return np.clip(np.rint(rating), -100, 100)


def simulated_panel(
    rng: np.random.Generator, persons: int, kind: str, *, settled: bool = False
) -> NDArray[np.int8]:
    """Latched ratings, 102 where away; settled: everybody has moved when it begins."""
    wish = wished(rng, persons, kind)
    chance = rng.uniform(0.05, 0.2, (persons, 1))
    moved = rng.random(wish.shape) < chance
    moved[:, 0] |= settled
    last = np.maximum.accumulate(np.where(moved, np.arange(INTERVALS), -1), axis=1)
    shown = np.where(last >= 0, np.take_along_axis(wish, np.maximum(last, 0), axis=1), 0)
    # A threshold of 1.175 is passed by 12 %.
    away = slow_noise(rng, persons) > 1.175
    return np.where(away, 102, shown).astype(np.int8)


@cache
def truth(kind: str, settled: bool = False) -> NDArray[np.float64]:
    """The mean rating of the population per interval, −1..1; presence has no part in it."""
    total = np.zeros(INTERVALS)
    n = np.zeros(INTERVALS)
    for part in range(8):
        rng = np.random.default_rng((part, KINDS.index(kind)))
        codes = simulated_panel(rng, POPULATION // 8, kind, settled=settled)
        there = codes <= 100
        total += codes.sum(axis=0, where=there, dtype=np.int64)
        n += there.sum(axis=0)
    return total / n / 100


def coverage(
    panels: int, persons: int, kind: str, replicates: int, *, settled: bool = False
) -> tuple[float, float]:
    """Shares of panels whose whole true curve the simultaneous, the pointwise band covers."""
    mean = truth(kind, settled)
    covered = np.zeros(2)
    for panel in range(panels):
        rng = np.random.default_rng((panel, persons, KINDS.index(kind), 99))
        codes = simulated_panel(rng, persons, kind, settled=settled)
        for place, claim in enumerate(("simultaneous", "pointwise")):
            settings = BandSettings(replicates=replicates, seed=panel, claim=claim)
            band = rating_band(codes, settings=settings)
            assert band.kind == claim
            covered[place] += ((band.low <= mean) & (mean <= band.high)).all()
    simultaneous, pointwise = covered / panels
    return float(simultaneous), float(pointwise)


def test_a_few_panels_already_tell_the_two_bands_apart() -> None:
    simultaneous, pointwise = coverage(40, 60, "middling", 200)
    assert simultaneous >= 0.83
    assert pointwise <= 0.65


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("persons", PERSONS)
def test_the_band_of_a_slider_covers_the_whole_curve_as_often_as_it_says(
    persons: int, kind: str
) -> None:
    simultaneous, pointwise = coverage(1_000, persons, kind, 600)
    # Monte Carlo error of 1,000 panels: .007.
    assert 0.93 <= simultaneous <= 0.97, (simultaneous, pointwise)
    assert pointwise < 0.75


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_it_does_so_too_where_everybody_has_moved_when_it_begins(kind: str) -> None:
    simultaneous, _ = coverage(1_000, 60, kind, 600, settled=True)
    assert 0.93 <= simultaneous <= 0.97, simultaneous
