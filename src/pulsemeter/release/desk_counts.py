"""Released figures of several statements side by side, and how far groups stand apart in them.

Counts are those that the gate used, had back from what was told. This module must not know exact
counts, or what becomes of a comparison.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pulsemeter.analysis.counts import FloatArray
from pulsemeter.analysis.interval_nets import Net, difference_p, net_difference
from pulsemeter.analysis.proportion import net_approval, net_interval
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.plan import ALL, PlannedCell
from pulsemeter.release.used_counts import used_counts

_POINTS = 100


class Counts(NamedTuple):
    """What estimates use, each (cells, rows); present is 0 where nothing may be said."""

    likes: FloatArray
    dislikes: FloatArray
    present: FloatArray

    def of(self, places: Sequence[int]) -> "Counts":
        """Those of some of the cells."""
        return Counts(*(part[list(places)] for part in self))

    def others(self, places: Sequence[int]) -> "Counts":
        """For each of these cells, who partition a group, all the others together."""
        mine = self.of(places)
        return Counts(*(part.sum(axis=0) - part for part in mine))


class Apart(NamedTuple):
    """Net approval of groups less that of others, −2..2, and the p of "no difference"; NaN where
    one of them has nobody."""

    difference: Net
    p: FloatArray


def apart(first: Counts, second: Counts) -> Apart:
    """How far groups stand apart that share nobody."""
    ends = [Net(net_approval(*group), *net_interval(*group)) for group in (first, second)]
    difference = net_difference(*ends)
    return Apart(difference, np.asarray(difference_p(difference)))


def in_points(told: Net, place: tuple[int, ...] | int) -> tuple[float, float, float]:
    """One of several figures with its ends, in net points to a tenth."""
    net, low, high = (round(_POINTS * float(part[place]), 1) for part in told)
    return net, low, high


def turned(points: tuple[float, float, float]) -> tuple[float, float, float]:
    """The same difference, the second group's less the first's."""
    net, low, high = points
    return -net, -high, -low


def desk_counts(
    releases: Sequence[StatementRelease], cells: Sequence[PlannedCell], profile: ProtectionProfile
) -> Counts:
    """What the figures of these releases rest on, as the gate rounded it."""
    table = np.zeros((3, len(cells), len(releases)))
    for row, release in enumerate(releases):
        told = {figure.cell: figure for figure in release.figures}
        for place, cell in enumerate(cells):
            if (figure := told.get(cell.id)) is not None:
                table[:, place, row] = used_counts(figure, profile)
    return Counts(*table)


def attributes_of(cells: Sequence[PlannedCell]) -> Mapping[str, list[int]]:
    """Places of the cells of each attribute or two-way table, without the whole panel."""
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if cell.attribute != ALL:
            places.setdefault(cell.attribute, []).append(place)
    return places
