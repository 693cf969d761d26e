"""The desk's matrix: statements or passages × audiences, estimated from released figures alone.

Beside what a release says of a cell stand what a model makes of it, and how far it differs from
the others of its attribute, with a correction for how many were looked at. It gets no more than a
view shows and can't make more of it; this module must not know exact counts or who asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.adjustment import benjamini_yekutieli
from pulsemeter.analysis.pooled import Pooled, pool_counts
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.desk_counts import (
    Apart,
    Counts,
    apart,
    attributes_of,
    desk_counts,
    in_points,
)
from pulsemeter.release.figures import Count, StatementFigure, StatementRelease
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.used_counts import NOBODY, used_counts

ALPHA = 0.05
"""Below this p a cell is marked as different."""
TINTS = (0.0, 10.0, 25.0)
"""Net points that the nearer end of an interval lies beyond 0 for a tint of 1, 2 and 3."""
MODELLED_BELOW = 30
"""Fewer persons present than this: the modelled figure stands beside the raw one."""
_POINTS = 100


@dataclass(frozen=True, slots=True)
class Modelled:
    """A modelled figure in net points, and the words that have to stand beside it."""

    net: float
    low: float
    high: float
    label: str
    mostly_borrowed: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """An audience against the others of its attribute: difference in net points with the interval
    of this comparison alone; `differs` by itself, `corrected` after Benjamini and Yekutieli."""

    difference: float
    low: float
    high: float
    differs: bool
    corrected: bool


@dataclass(frozen=True, slots=True)
class DeskCell:
    """One audience in one row; shares of those present in whole points, None where too few were.
    `tint` is −3..3: the sign says the side, the size how far its interval lies from 0."""

    cell: str
    verdict: str
    tint: int
    present: Count
    net: float | None
    like_share: int | None
    dislike_share: int | None
    modelled: Modelled | None = None
    contrast: Contrast | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """How far the two audiences of an attribute that stand furthest apart do so, in net points,
    with the interval of this pair alone: the largest of several gaps is partly luck."""

    attribute: str
    highest: str
    lowest: str
    gap: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One statement or passage as it was last released."""

    id: str
    revision: int
    release: int
    standing: str
    panel_share: int | None
    cells: tuple[DeskCell, ...]
    splits: tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """How many cells were held against their attribute's others, how many of them differ, how many
    would by chance alone, and how many do after correction."""

    tested: int
    by_chance: float
    differing: int
    corrected: int


@dataclass(frozen=True, slots=True)
class DeskTable:
    """Rows in the order of their releases given, and what they were compared for."""

    rows: tuple[DeskRow, ...]
    comparisons: Comparisons


def desk_table(
    releases: Sequence[StatementRelease], cells: Sequence[PlannedCell], profile: ProtectionProfile
) -> DeskTable:
    """The matrix of these releases, one row for each, for the cells that may be seen."""
    counts = desk_counts(releases, cells, profile)
    modelled = _modelled(counts, cells)
    contrasts = _contrasts(counts, cells)
    p = np.full(counts.present.shape, np.nan)
    for place, (found, row) in contrasts.items():
        p[place] = found.p[row]
    corrected = benjamini_yekutieli(p.ravel()).reshape(p.shape) if p.size else p
    splits = _splits(counts, cells)
    rows = []
    for number, release in enumerate(releases):
        told = {figure.cell: figure for figure in release.figures}
        made = []
        for place, cell in enumerate(cells):
            if (figure := told.get(cell.id)) is None:
                continue
            own = contrasts.get(place)
            made.append(
                _cell(
                    figure,
                    profile,
                    modelled.get((place, number)),
                    None if own is None else _contrast(*own, number, corrected[place, number]),
                )
            )
        rows.append(
            DeskRow(
                release.statement, release.revision, release.number, release.standing,
                release.panel_share, tuple(made), tuple(splits[number]),
            )
        )  # fmt: skip
    tested = ~np.isnan(p)
    return DeskTable(
        tuple(rows),
        Comparisons(
            int(tested.sum()),
            round(ALPHA * float(tested.sum()), 1),
            int((p[tested] <= ALPHA).sum()),
            int((corrected[tested] <= ALPHA).sum()),
        ),
    )


def _cell(
    figure: StatementFigure,
    profile: ProtectionProfile,
    modelled: Modelled | None,
    contrast: Contrast | None,
) -> DeskCell:
    likes, dislikes, present = used = used_counts(figure, profile)
    nothing = used == NOBODY
    return DeskCell(
        figure.cell,
        figure.verdict,
        tint(figure.low, figure.high),
        figure.present,
        figure.net,
        None if nothing else round(_POINTS * likes / present),
        None if nothing else round(_POINTS * dislikes / present),
        modelled,
        contrast,
    )


def tint(low: float | None, high: float | None) -> int:
    """How strongly a cell is painted: by the end of its interval that is nearer to 0.

    Examples
    --------
    >>> tint(12.0, 40.0), tint(-70.0, -26.0), tint(-5.0, 8.0), tint(None, None)
    (2, -3, 0, 0)
    """
    if low is None or high is None or low <= 0 <= high:
        return 0
    near, side = (low, 1) if low > 0 else (-high, -1)
    return side * sum(near > least for least in TINTS)


def _modelled(counts: Counts, cells: Sequence[PlannedCell]) -> dict[tuple[int, int], Modelled]:
    """By cell and row, the modelled figures of those with few persons present."""
    found = {}
    few = (counts.present > 0) & (counts.present < MODELLED_BELOW)
    for places in attributes_of(cells).values():
        mine = counts.of(places)
        if not few[places].any():
            continue
        pooled = pool_counts(*mine)
        if not pooled.modelled:
            continue
        for k, row in np.argwhere(few[places]):
            found[places[k], int(row)] = _of_pooled(pooled, int(k), int(row))
    return found


def _of_pooled(pooled: Pooled, k: int, row: int) -> Modelled:
    net, low, high = (
        round(_POINTS * float(part[k, row]), 1)
        for part in (pooled.estimate, pooled.low, pooled.high)
    )
    return Modelled(net, low, high, pooled.label(k, row), bool(pooled.mostly_borrowed[k, row]))


def _contrasts(counts: Counts, cells: Sequence[PlannedCell]) -> dict[int, tuple[Apart, int]]:
    """Each cell of an attribute of several against the others together: the attribute's table of
    differences, and the cell's place in it."""
    found = {}
    for places in attributes_of(cells).values():
        if len(places) > 1:
            differences = apart(counts.of(places), counts.others(places))
            found.update({place: (differences, k) for k, place in enumerate(places)})
    return found


def _contrast(found: Apart, place: int, row: int, corrected: np.float64) -> Contrast | None:
    if np.isnan(found.p[place, row]):
        return None
    difference, low, high = in_points(found.difference, (place, row))
    is_apart = bool(found.p[place, row] <= ALPHA)
    return Contrast(difference, low, high, is_apart, bool(corrected <= ALPHA))


def _splits(counts: Counts, cells: Sequence[PlannedCell]) -> list[list[Split]]:
    """Per row and attribute the two audiences that stand furthest apart."""
    rows = counts.present.shape[1]
    found: list[list[Split]] = [[] for _ in range(rows)]
    there = counts.present > 0
    net = (counts.likes - counts.dislikes) / np.where(there, counts.present, 1)
    for attribute, places in attributes_of(cells).items():
        known: NDArray[np.bool_] = there[places]
        highest = np.where(known, net[places], -np.inf).argmax(axis=0)
        lowest = np.where(known, net[places], np.inf).argmin(axis=0)
        mine, each = counts.of(places), np.arange(rows)
        widest = apart(
            Counts(*(part[highest, each] for part in mine)),
            Counts(*(part[lowest, each] for part in mine)),
        )
        for row in np.flatnonzero((known.sum(axis=0) > 1) & (highest != lowest)):
            gap, low, high = in_points(widest.difference, int(row))
            most, least = (cells[places[int(k[row])]].id for k in (highest, lowest))
            found[row].append(Split(attribute, most, least, gap, low, high))
    return found
