"""What a figure that was shown rests on, held against what is known now.

Pure. Rows are persons; a row's value is what the person was in an interval, or for a statement.
"""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.passage import Judged
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.figures import (
    IntervalFigure,
    Release,
    StatementFigure,
)
from pulsemeter.release.figures import Standing as ReleaseStanding
from pulsemeter.release.gate import Counts, whole_panel_share
from pulsemeter.release.plan import SettledPlan
from pulsemeter.release.told_pool import Basis, Partitions
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


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """An interval, statement or passage at one moment: on what its figures rest, what they are
    made of (per partition a table of cells × standings), and the log's position."""

    basis: Basis
    plan: SettledPlan
    tables: list[Counts]
    position: int


def moved(before: Rows, now: Rows) -> npt.NDArray[np.bool_]:
    """Who became something else. Coming onto the roster unheard of has changed no figure."""
    earlier = np.full(len(now), NOBODY, dtype=np.int8)
    earlier[: len(before)] = before
    return np.asarray((earlier != now) & ~((earlier == NOBODY) & (now == UNHEARD)))


def told_in(plan: SettledPlan | None, release: Release, before: Release | None) -> Partitions:
    """The partitions that a release from the book told anew: those whose figures differ from what
    was shown before."""
    shown = {figure.cell: figure for figure in before.figures} if before else {}
    new = {figure.cell for figure in release.figures if shown.get(figure.cell) != figure}
    partitions = plan.partitions if plan else ()
    return frozenset(
        number
        for number, partition in enumerate(partitions)
        if any(cell.id in new for cell in partition.cells)
    )


def share_told(counted: Counted, profile: ProtectionProfile, before: Release | None) -> int | None:
    """The share of the panel to be told with figures; with none that are new it stays as it was."""
    if counted.basis.told:
        return whole_panel_share(counted.tables[0], profile)
    return before.panel_share if before is not None else None


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
