"""Modelled figures of small segments on simulated panels: how often the true cell is covered.

Classes are multinomial, not normal: each cell has true shares of likes and dislikes made of
statement, segment and cell on a log scale, and each person a level that all own classes share
("level") or that turns sign from statement to statement ("sides"). A tenth is absent.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from pulsemeter.analysis.pooled import Pooled, pool_counts, pool_segments

SMALL = 15
PERSONS_SHARE = 0.2
ABSENT = 0.1


class Panels(NamedTuple):
    """A kind of panel: persons per segment, statements, spreads on the log scale, activity."""

    sizes: tuple[int, ...]
    statements: int
    segment_spread: float
    cell_spread: float
    kind: str = "level"
    activity: float = 0.0


class Coverage(NamedTuple):
    """Shares of true cells covered, and mean squared error of modelled to raw."""

    small: float
    large: float
    whole: float
    error_ratio: float


FIVE = (8, 12, 20, 30, 40)
CASES = {
    "five segments": Panels(FIVE, 20, 0.4, 0.3),
    "persons who take sides": Panels(FIVE, 20, 0.4, 0.3, "sides"),
    "cells that differ much": Panels(FIVE, 20, 0.4, 0.8),
    "ten segments, ten statements": Panels(FIVE + FIVE, 10, 0.3, 0.2),
    "three segments, six statements": Panels((8, 20, 40), 6, 0.4, 0.3),
    "two segments": Panels((10, 40), 20, 0.4, 0.3),
}
QUIET = Panels(FIVE, 20, 0.4, 0.3, "level", -1.5)
ALIKE = Panels(FIVE, 20, 0.0, 0.0)


def simulated_panel(
    rng: np.random.Generator, case: Panels
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Classes, segments of persons, true net approval of cells."""
    segments, statements = len(case.sizes), case.statements

    def spread(scale: float) -> NDArray[np.float64]:
        of_segment = rng.normal(0, case.segment_spread, (segments, 1))
        of_cell = rng.normal(0, case.cell_spread, (segments, statements))
        return scale * (of_segment + of_cell)

    tilt = rng.normal(0, 0.5, statements) + spread(1.0)
    active = case.activity + rng.normal(0, 0.4, statements) + spread(0.5)
    odds = np.stack([np.exp(active + tilt), np.exp(active - tilt), np.full_like(tilt, 1.5)])
    like, dislike, _ = odds / odds.sum(axis=0)
    codes = np.repeat(np.arange(segments), case.sizes)
    shape = (len(codes), statements)
    sign = np.ones(statements) if case.kind == "level" else rng.choice([-1.0, 1.0], statements)
    mood = np.sqrt(PERSONS_SHARE) * rng.standard_normal((len(codes), 1)) * sign
    place = ndtr(mood + np.sqrt(1 - PERSONS_SHARE) * rng.standard_normal(shape))
    classes = np.where(place > 1 - like[codes], 1.0, np.where(place < dislike[codes], -1.0, 0.0))
    classes[rng.random(shape) < ABSENT] = np.nan
    return classes, codes, like - dislike


def pool_by_counts(classes: NDArray[np.float64], codes: NDArray[np.int64]) -> Pooled:
    """From what a release tells: how many were what in each cell, rounded to 2."""

    def counted(what: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.array([what[codes == k].sum(axis=0) for k in range(codes.max() + 1)])

    likes, dislikes, present = (
        2 * np.floor((counted(what) + 1) / 2)
        for what in (classes == 1, classes == -1, np.isfinite(classes))
    )
    return pool_counts(likes, dislikes, np.maximum(present, likes + dislikes))


def coverage(
    case: Panels,
    panels: int,
    seed: int = 1,
    pool: Callable[[NDArray[np.float64], NDArray[np.int64]], Pooled] = pool_segments,
) -> Coverage:
    """How often the 95 % interval holds the true cell, over all cells of all panels."""
    covered, modelled, raw = [], [], []
    for panel in range(panels):
        classes, codes, truth = simulated_panel(np.random.default_rng((seed, panel)), case)
        found = pool(classes, codes)
        assert found.modelled
        held = (found.low <= truth) & (truth <= found.high)
        covered.append(np.where(found.known, held, np.nan))
        modelled.append((found.estimate - truth) ** 2)
        raw.append((found.raw - truth) ** 2)
    small = np.array(case.sizes) <= SMALL
    held = np.array(covered)
    return Coverage(
        small=float(np.nanmean(held[:, small])),
        large=float(np.nanmean(held[:, ~small])),
        whole=float(np.nanmean(held)),
        error_ratio=float(np.nanmean(modelled) / np.nanmean(raw)),
    )


def test_a_few_panels_already_show_that_it_covers_and_errs_less() -> None:
    found = coverage(CASES["five segments"], 20)
    assert 0.88 <= found.whole <= 0.99
    assert found.error_ratio < 0.85


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_the_interval_covers_as_often_as_it_says_in_small_and_large_cells(name: str) -> None:
    found = coverage(CASES[name], 400)
    # Monte Carlo error about .004: cells of a panel share persons.
    assert 0.93 <= found.whole <= 0.97, found
    assert 0.925 <= found.small <= 0.975, found
    assert 0.925 <= found.large <= 0.975, found
    assert found.error_ratio < 1


@pytest.mark.slow
def test_where_hardly_anybody_presses_it_covers_a_little_too_rarely() -> None:
    assert 0.915 <= coverage(QUIET, 400).whole <= 0.96


@pytest.mark.slow
def test_where_segments_are_alike_it_errs_on_the_wide_side() -> None:
    assert coverage(ALIKE, 400).whole >= 0.95


def test_released_counts_cover_too() -> None:
    found = coverage(CASES["five segments"], 20, pool=pool_by_counts)
    assert 0.88 <= found.whole <= 0.99
    assert found.error_ratio < 0.9


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_released_counts_cover_about_as_often_as_they_say(name: str) -> None:
    found = coverage(CASES[name], 400, pool=pool_by_counts)
    assert 0.93 <= found.whole <= 0.97, found
    assert 0.92 <= found.small <= 0.98, found
    assert found.error_ratio < 1
