"""What a stage view shows: of what has left, the newest figures of the chosen segments.

It only leaves away. Nothing is reckoned here, and nothing that isn't in the book can come in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pulsemeter.release.cell_range import newest_intervals
from pulsemeter.release.figures import IntervalFigure, IntervalRelease, Release
from pulsemeter.release.plan import PlannedCell


@dataclass(frozen=True, slots=True)
class StageCurve:
    """One segment with its figures by interval."""

    cell: PlannedCell
    figures: Mapping[int, IntervalFigure]

    @property
    def newest(self) -> IntervalFigure | None:
        """Its figure of the latest interval."""
        return self.figures[max(self.figures)] if self.figures else None


@dataclass(frozen=True, slots=True)
class StageBoard:
    """The stimulus that runs, its intervals in the order of time with the chosen figures alone,
    and the same by segment, in the order in which the segments were chosen."""

    stimulus: int
    intervals: Sequence[IntervalRelease]
    curves: Sequence[StageCurve]

    @property
    def number(self) -> int:
        """Of the newest release in it; 0 where there is none."""
        return max((release.number for release in self.intervals), default=0)


def stage_board(
    releases: Iterable[Release], cells: Iterable[PlannedCell], chosen: Sequence[str], upto: int
) -> StageBoard:
    """The board of the chosen cells out of the releases whose number is at most `upto`.

    Cells that aren't there, or are withheld, are left away.
    """
    known = {cell.id: cell for cell in cells if not cell.withheld}
    own = [known[name] for name in chosen if name in known]
    names = {cell.id for cell in own}
    seen = [r for r in releases if isinstance(r, IntervalRelease) and r.number <= upto]
    stimulus = seen[-1].stimulus if seen else 0
    cut = [
        replace(release, figures=[f for f in release.figures if f.cell in names])
        for release in newest_intervals(seen, stimulus)
    ]
    told = [release for release in cut if release.figures]
    return StageBoard(stimulus, told, [StageCurve(cell, _figures(told, cell.id)) for cell in own])


def _figures(told: Iterable[IntervalRelease], cell: str) -> dict[int, IntervalFigure]:
    return {r.interval: figure for r in told for figure in r.figures if figure.cell == cell}
