"""Key moments and the association of change on simulated persons of known truth.

Stated before looking: where the true curve is flat, at most 5 % of panels name any moment (the
band claims that much for the whole curve), and the 95 % interval of the rank correlation covers
the truth in at least 93 %, also where few persons changed at all. How often a true bump is named is
measured, not promised: docs/reference/moments_and_change.md has the figures, which
`pytest -s` prints with the results.
"""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import rankdata

from pulsemeter.analysis.band import BandSettings, simultaneous_band
from pulsemeter.analysis.change import change
from pulsemeter.analysis.moment import KeyMoments, key_moments

BUMP = slice(60, 66)
SCALE = range(41)


def say(figures: str) -> None:
    """Print what was measured, for the table in the document."""
    print(figures)  # noqa: T201


def simulated_panel(
    seed: int, persons: int, intervals: int, sticky: float, bump: float = 0.0
) -> NDArray[np.int8]:
    """A flat truth: persons with leanings of their own who mostly repeat themselves."""
    rng = np.random.default_rng((seed, persons))
    like = rng.beta(2, 6, (persons, 1))
    dislike = rng.beta(1.5, 6, (persons, 1)) * (1 - like)
    mood = rng.random((persons, intervals))
    for k in range(1, intervals):
        keeps = rng.random(persons) < sticky
        mood[keeps, k] = mood[keeps, k - 1]
    codes = np.where(mood < like, 100, np.where(mood > 1 - dislike, -100, 101)).astype(np.int8)
    if bump:
        # Who had neither liked nor disliked there likes now, so that the bump's size is known.
        idle = codes[:, BUMP] == 101
        share = bump / (1 - 2 / 8 - 1.5 / 7.5 * 6 / 8)
        codes[:, BUMP][idle & (rng.random((persons, 1)) < share)] = 100
    return codes


def moments_of(codes: NDArray[np.int8], seed: int) -> KeyMoments:
    band = simultaneous_band(codes, settings=BandSettings(replicates=400, seed=seed))
    return key_moments(codes, band, replicates=200, seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("persons", "intervals", "sticky"),
    [(25, 60, 0.8), (40, 60, 0.8), (100, 120, 0.0), (100, 120, 0.7), (100, 120, 0.9)],
)
def test_a_flat_truth_names_a_moment_in_at_most_five_panels_of_a_hundred(
    persons: int, intervals: int, sticky: float
) -> None:
    found = [
        moments_of(simulated_panel(seed, persons, intervals, sticky), seed) for seed in range(1000)
    ]
    naive = np.mean([one.naive_peaks + one.naive_troughs for one in found])
    share = np.mean([bool(one.moments) for one in found])
    stable = np.mean([any(moment.stable for moment in one.moments) for one in found])
    say(f"named, stable, naive: {share:.3f}, {stable:.3f}, {naive:.1f}")
    assert share <= 0.05
    assert naive >= 5


@pytest.mark.slow
@pytest.mark.parametrize(("bump", "least"), [(0.15, 0.25), (0.2, 0.5), (0.25, 0.9), (0.3, 0.95)])
def test_a_true_bump_is_named_where_it_is(bump: float, least: float) -> None:
    named, elsewhere, stability = 0, 0, []
    for seed in range(200):
        found = moments_of(simulated_panel(seed, 200, 120, 0.7, bump), seed)
        here = [
            m
            for m in found.moments
            if m.kind == "peak" and m.first_interval < BUMP.stop and m.last_interval >= BUMP.start
        ]
        named += bool(here)
        elsewhere += len(found.moments) > len(here)
        stability += [m.stability for m in here]
    say(f"named, stability: {named / 200:.3f}, {np.mean(stability):.3f}")
    assert named / 200 >= least
    assert elsewhere / 200 <= 0.05


def simulated_change(
    rng: np.random.Generator, n: int, rho: float, kind: str
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Own balance and steps of change whose latent values correlate with rho."""
    own = rng.standard_normal(n)
    leaning = rho * own + np.sqrt(1 - rho * rho) * rng.standard_normal(n)
    if kind == "few change":
        return np.round(12 * own), (leaning > 1.3).astype(np.int64) - (leaning < -1.6)
    return np.round((12 if kind == "scale" else 1) * own), np.round(0.8 * leaning).astype(np.int64)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["scale", "few change", "few presses"])
@pytest.mark.parametrize("rho", [0.0, 0.3, 0.7])
@pytest.mark.parametrize("n", [15, 30, 100, 300])
def test_the_interval_of_the_rank_correlation_covers(kind: str, rho: float, n: int) -> None:
    rng = np.random.default_rng((n, round(10 * rho)))
    own, steps = simulated_change(rng, 400_000, rho, kind)
    truth = np.corrcoef(rankdata(own), rankdata(steps))[0, 1]
    covered = []
    for _ in range(1000):
        own, steps = simulated_change(rng, n, rho, kind)
        found = change([20] * n, 20 + steps, SCALE, own_balance=own, floor=10).association
        assert found is not None
        if found.low is not None and found.high is not None:
            covered.append(found.low <= truth <= found.high)
    say(f"covered: {np.mean(covered):.3f} of {len(covered)}")
    assert np.mean(covered) >= 0.93
