"""What reaches people now: the best and worst of the last statements, and the widest divide.

For decision makers who have half a minute. From released figures alone, as far as a view shows
them; this module must not know who looks or what the time is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.desk_counts import apart, attributes_of, desk_counts, in_points, turned
from pulsemeter.release.figures import StatementFigure, StatementRelease
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.said_again import p_beyond

SHOWN_MAX = 3
_POINTS = 100


@dataclass(frozen=True, slots=True)
class NowFigure:
    """A statement for the audience in which it is clearest; `certainty` (0..1) is the posterior
    probability that its net approval lies on this side of 0."""

    release: StatementRelease
    figure: StatementFigure
    certainty: float


@dataclass(frozen=True, slots=True)
class NowDivide:
    """The statement on which two audiences of one attribute differ most certainly. Difference of
    net approval, the first less the second, in points, with its 95 % interval; of the many pairs
    that were looked at it is the widest, so the interval is too hopeful."""

    release: StatementRelease
    first: str
    second: str
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NowBoard:
    """At most three of each side, clearest first, and the widest divide."""

    best: tuple[NowFigure, ...] = ()
    worst: tuple[NowFigure, ...] = ()
    divide: NowDivide | None = None


def now_board(
    releases: Sequence[StatementRelease], cells: Sequence[PlannedCell], profile: ProtectionProfile
) -> NowBoard:
    """The board of these releases, one for each statement, for the cells that may be seen.

    *Best* and *worst* are statements whose 95 % interval of net approval lies wholly above or
    below 0 in some audience, ordered by the nearer end of it.
    """
    best, worst = [], []
    for release in releases:
        told = [f for f in release.figures if f.low is not None and f.high is not None]
        above = max((f for f in told if (f.low or 0) > 0), key=lambda f: f.low or 0, default=None)
        below = min((f for f in told if (f.high or 0) < 0), key=lambda f: f.high or 0, default=None)
        if above:
            best.append(NowFigure(release, above, p_beyond(above, 0.0, profile)))
        if below:
            worst.append(NowFigure(release, below, p_beyond(below, 0.0, profile)))
    best.sort(key=lambda found: -(found.figure.low or 0))
    worst.sort(key=lambda found: found.figure.high or 0)
    return NowBoard(
        tuple(best[:SHOWN_MAX]), tuple(worst[:SHOWN_MAX]), _divide(releases, cells, profile)
    )


def _divide(
    releases: Sequence[StatementRelease], cells: Sequence[PlannedCell], profile: ProtectionProfile
) -> NowDivide | None:
    pairs = [pair for places in attributes_of(cells).values() for pair in combinations(places, 2)]
    if not pairs or not releases:
        return None
    counts = desk_counts(releases, cells, profile)
    between = apart(counts.of([a for a, _ in pairs]), counts.of([b for _, b in pairs])).difference
    # By how much they certainly differ, whichever is above.
    certain = np.nan_to_num(np.maximum(between.low, -between.high), nan=-1.0)
    k, row = (int(place) for place in np.unravel_index(np.argmax(certain), certain.shape))
    if certain[k, row] <= 0:
        return None
    points = in_points(between, (k, row))
    first, second = (cells[place].id for place in pairs[k])
    if points[0] < 0:
        first, second, points = second, first, turned(points)
    return NowDivide(releases[row], first, second, *points)
