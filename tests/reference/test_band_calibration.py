"""Bands on simulated panels of known truth: how often the whole true curve lies in the band.

Every person has a latent mood that changes slowly (autoregressive, .85 from interval to interval)
and presses where it passes a threshold that moves with time, so that the true shares of likes and
dislikes are known exactly; presence comes and goes in the same way.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri

from pulsemeter.analysis.band import BandSettings, difference_band, simultaneous_band
from pulsemeter.analysis.proportion import net_interval

INTERVALS = 60
MEMORY = 0.85
PRESENCE = 0.88


def slow_noise(
    rng: np.random.Generator, persons: int, intervals: int = INTERVALS
) -> NDArray[np.float64]:
    """Stationary autoregressive series of unit variance, persons × intervals."""
    noise = rng.standard_normal((persons, intervals))
    for t in range(1, intervals):
        noise[:, t] = MEMORY * noise[:, t - 1] + np.sqrt(1 - MEMORY**2) * noise[:, t]
    return noise


def truth(
    activity: float, intervals: int = INTERVALS
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """True shares of likes and dislikes per interval."""
    t = np.arange(intervals)
    return activity * (0.2 + 0.13 * np.sin(t / 5)), activity * (0.12 + 0.08 * np.cos(t / 7))


def simulated_panel(
    seed: tuple[int, ...], persons: int, activity: float, intervals: int = INTERVALS
) -> NDArray[np.int8]:
    rng = np.random.default_rng(seed)
    likes, dislikes = truth(activity, intervals)
    mood = slow_noise(rng, persons, intervals)
    present = slow_noise(rng, persons, intervals) < ndtri(PRESENCE)
    pressed = np.where(mood > ndtri(1 - likes), 100, np.where(mood < ndtri(dislikes), -100, 101))
    return np.where(present, pressed, 102).astype(np.int8)


def pointwise_covers(codes: NDArray[np.int8], net: NDArray[np.float64]) -> bool:
    likes, dislikes = (codes == 100).sum(axis=0), (codes == -100).sum(axis=0)
    low, high = net_interval(likes, dislikes, (codes <= 101).sum(axis=0))
    return bool(((low <= net) & (net <= high)).all())


def coverage(
    panels: int, persons: int, activity: float, replicates: int, method: str = "resample"
) -> tuple[float, float]:
    """Shares of panels whose whole true curve the simultaneous, the pointwise band covers."""
    likes, dislikes = truth(activity)
    net = likes - dislikes
    covered = np.zeros(2)
    for panel in range(panels):
        codes = simulated_panel((panel, persons), persons, activity)
        settings = BandSettings(replicates=replicates, seed=panel, method=method)
        band = simultaneous_band(codes, settings=settings)
        assert band.kind == "simultaneous"
        covered += ((band.low <= net) & (net <= band.high)).all(), pointwise_covers(codes, net)
    simultaneous, pointwise = covered / panels
    return float(simultaneous), float(pointwise)


def test_a_few_panels_already_tell_the_two_bands_apart() -> None:
    simultaneous, pointwise = coverage(60, 60, 1.0, 200)
    assert simultaneous >= 0.85
    assert pointwise <= 0.5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("persons", "activity", "method"),
    [
        (60, 1.0, "resample"),
        (60, 1.8, "resample"),
        (30, 1.0, "resample"),
        (200, 1.0, "resample"),
        (200, 1.0, "gaussian"),
    ],
)
def test_the_simultaneous_band_covers_the_whole_curve_as_often_as_it_says(
    persons: int, activity: float, method: str
) -> None:
    simultaneous, pointwise = coverage(1_000, persons, activity, 600, method)
    # Monte Carlo error of 1,000 panels: .007.
    assert 0.93 <= simultaneous <= 0.97, (simultaneous, pointwise)
    assert pointwise < 0.6


@pytest.mark.slow
def test_where_hardly_anybody_presses_the_band_errs_on_the_wide_side() -> None:
    simultaneous, _ = coverage(600, 60, 0.4, 600)
    assert simultaneous >= 0.94


@pytest.mark.slow
def test_the_band_of_a_difference_covers_the_true_difference() -> None:
    a, b = (shares[0] - shares[1] for shares in (truth(1.0), truth(1.6)))
    in_a = np.arange(100) < 40
    panels, covered = 600, 0
    for panel in range(panels):
        groups = (simulated_panel((panel, 1), 40, 1.0), simulated_panel((panel, 2), 60, 1.6))
        settings = BandSettings(replicates=600, seed=panel)
        band = difference_band(np.concatenate(groups), in_a, ~in_a, settings=settings)
        covered += bool(((band.low <= a - b) & (a - b <= band.high)).all())
    assert 0.93 <= covered / panels <= 0.975, covered / panels


SPARSE = 0.35
"""5 to 16 % of those present press."""
LONG = 200


@pytest.mark.slow
def test_a_large_sparse_panel_is_covered_as_often_as_said() -> None:
    likes, dislikes = truth(SPARSE, LONG)
    net, panels, covered = likes - dislikes, 800, 0
    for panel in range(panels):
        codes = simulated_panel((panel, 3), 1_000, SPARSE, LONG)
        band = simultaneous_band(codes, settings=BandSettings(replicates=600, seed=panel))
        assert band.method == "gaussian"
        covered += bool(((band.low <= net) & (net <= band.high)).all())
    # Monte Carlo error of 800 panels: .008.
    assert 0.93 <= covered / panels <= 0.97, covered / panels


@pytest.mark.slow
@pytest.mark.parametrize("method", ["gaussian", "resample"])
def test_weights_that_go_with_reactions_are_in_the_band(method: str) -> None:
    """A busy group is in the panel twice as often as among people; the weights set that right."""
    busy, calm = (shares[0] - shares[1] for shares in (truth(0.5, 100), truth(0.2, 100)))
    net, panels, covered = 0.3 * busy + 0.7 * calm, 400, 0
    for panel in range(panels):
        rng = np.random.default_rng((panel, 4))
        in_busy = rng.random(1_000) < 0.6
        weights = np.where(in_busy, 0.3 / 0.6, 0.7 / 0.4)
        codes = np.where(
            in_busy[:, np.newaxis],
            simulated_panel((panel, 5), 1_000, 0.5, 100),
            simulated_panel((panel, 6), 1_000, 0.2, 100),
        )
        settings = BandSettings(replicates=600, seed=panel, method=method)
        band = simultaneous_band(codes, weights=weights, settings=settings)
        covered += bool(((band.low <= net) & (net <= band.high)).all())
    # Monte Carlo error of 400 panels: .011.
    assert 0.925 <= covered / panels <= 0.975, covered / panels


@pytest.mark.slow
def test_the_band_of_a_difference_of_large_groups_covers_it() -> None:
    a, b = (shares[0] - shares[1] for shares in (truth(SPARSE, 100), truth(0.6, 100)))
    in_a = np.arange(2_200) < 1_000
    panels, covered = 1_000, 0
    for panel in range(panels):
        codes = np.concatenate(
            [
                simulated_panel((panel, 7), 1_000, SPARSE, 100),
                simulated_panel((panel, 8), 1_200, 0.6, 100),
            ]
        )
        settings = BandSettings(replicates=600, seed=panel)
        band = difference_band(codes, in_a, ~in_a, settings=settings)
        assert band.method == "gaussian"
        covered += bool(((band.low <= a - b) & (a - b <= band.high)).all())
    assert 0.93 <= covered / panels <= 0.97, covered / panels
