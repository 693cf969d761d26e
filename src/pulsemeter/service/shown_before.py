"""What a figure that was shown rests on, held against what is known now.

Pure. Rows are persons; a row's value is what the person was in an interval, or for a statement.
"""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.passage import Judged
from pulsemeter.release.figures import (
    IntervalFigure,
    IntervalRelease,
    Release,
    StatementFigure,
)
from pulsemeter.release.figures import Standing as ReleaseStanding
from pulsemeter.release.plan import SettledPlan
from pulsemeter.release.told_pool import Partitions
from pulsemeter.tally.counters import Standing

Rows = npt.NDArray[np.int8]
IntervalKey = tuple[int, int]
Shown = list[Rows | None]
"""Per partition the rows that its newest figures rest on; None where none have left."""

NOBODY = -1
UNHEARD = int(Standing.UNKNOWN)


@dataclass(slots=True)
class Due:
    """What one look at the clock found to be due, with the partitions that may be told anew."""

    intervals: list[tuple[IntervalKey, ReleaseStanding, Partitions]] = field(default_factory=list)
    statements: list[tuple[Judged, ReleaseStanding, Partitions]] = field(default_factory=list)


def name_of(release: Release) -> IntervalKey | str:
    """What a release is about: an interval of a stimulus, or a statement or passage."""
    if isinstance(release, IntervalRelease):
        return release.stimulus, release.interval
    return release.statement


def moved(before: Rows, now: Rows) -> npt.NDArray[np.bool_]:
    """Who became something else. Coming onto the roster unheard of has changed no figure."""
    earlier = np.full(len(now), NOBODY, dtype=np.int8)
    earlier[: len(before)] = before
    return np.asarray((earlier != now) & ~((earlier == NOBODY) & (now == UNHEARD)))


_Figure = TypeVar("_Figure", IntervalFigure, StatementFigure)


def told_anew(
    plan: SettledPlan, told: Partitions, figures: list[_Figure], kept: list[_Figure]
) -> list[_Figure]:
    """New figures for the partitions that may be told; for the others what was shown before."""
    fresh = {
        cell.id
        for number, partition in enumerate(plan.partitions)
        if number in told
        for cell in partition.cells
    }
    shown_before = {figure.cell: figure for figure in kept}
    new = {figure.cell: figure for figure in figures if figure.cell in fresh}
    shown = {**shown_before, **new}
    return [shown[cell.id] for cell in plan.cells if cell.id in shown]
