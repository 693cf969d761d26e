"""What of the released figures somebody may see; never more than was released for everybody.

A view only leaves away. Everyone with the same view sees the same, so it is made once per view.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.staff import covers
from pulsemeter.release.figures import IntervalRelease, Release
from pulsemeter.release.plan import PlannedCell


@dataclass(frozen=True, slots=True)
class View:
    """`audiences` are cells, categories (`region:north`) or attributes (`region`) whose figures
    may be seen, None for all; `final_only` leaves out what isn't the last word on it; without
    `with_activity` nobody is told how many are there."""

    audiences: frozenset[str] | None = None
    final_only: bool = False
    with_activity: bool = True

    def shows(self, cell: str) -> bool:
        """Whether figures of a cell may be seen."""
        return self.audiences is None or covers(self.audiences, cell)

    def of_release(self, release: Release) -> Release | None:
        """A release with the figures that may be seen, or None where none is left."""
        if self.final_only and release.standing != "final":
            return None
        if self.audiences is None:
            return release
        if isinstance(release, IntervalRelease):
            own = [figure for figure in release.figures if self.shows(figure.cell)]
            return replace(release, figures=own) if own else None
        said = [figure for figure in release.figures if self.shows(figure.cell)]
        return replace(release, figures=said) if said else None

    def of_cells(self, cells: Sequence[PlannedCell]) -> list[PlannedCell]:
        """The cells whose figures may be seen."""
        return [cell for cell in cells if self.shows(cell.id)]


EVERYTHING = View()
