"""One session's showing as far as somebody may see it: its study, its cells, its releases.

What several sessions are compared by. It holds what left, cut by a view, and no way to more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulsemeter.domain.instrument import Instrument, described
from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.release.cell_range import newest_intervals
from pulsemeter.release.figures import (
    IntervalFigure,
    Release,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import View


@dataclass(frozen=True, slots=True)
class Showing:
    """A session with its frozen study; `cells` and `releases` are those that may be seen."""

    session: Session
    study: Study
    cells: Sequence[PlannedCell]
    releases: Sequence[Release]
    statements: Sequence[Statement]

    @property
    def code(self) -> str:
        """The session's code."""
        return self.session.code

    @property
    def instrument(self) -> Instrument:
        """How reactions were given."""
        return self.study.instrument

    @property
    def is_simulated(self) -> bool:
        """Whether nobody was asked."""
        return self.session.simulated

    @property
    def is_over(self) -> bool:
        """Whether the session is closed."""
        return self.session.state in OVER

    @property
    def is_final(self) -> bool:
        """Whether the session is over and its newest figures are the last word."""
        newest: list[Release] = [*self._newest_judged().values()]
        for index in range(len(self.study.stimuli)):
            newest += newest_intervals(self.releases, index)
        return self.is_over and all(release.standing == "final" for release in newest)

    def intervals(self, stimulus: str, cell: str) -> dict[int, IntervalFigure]:
        """By interval, the newest figure of a cell."""
        index = self.study.stimulus_index(stimulus)
        return {
            release.interval: figure
            for release in newest_intervals(self.releases, index)
            for figure in release.figures
            if figure.cell == cell
        }

    def judged(self, stimulus: str, cell: str) -> dict[str, tuple[Statement, StatementFigure]]:
        """By id, the statements of a stimulus (of every one where it is empty) with the newest
        figure of a cell. Words that were typed later belong to the same stretch and figures."""
        newest, found = self._newest_judged(), {}
        for statement in self.statements:
            release = newest.get(statement.id)
            if release is None or stimulus not in ("", statement.stimulus):
                continue
            for figure in release.figures:
                if figure.cell == cell:
                    found[statement.id] = (statement, figure)
        return found

    def _newest_judged(self) -> Mapping[str, StatementRelease]:
        return {
            release.statement: release
            for release in self.releases
            if isinstance(release, StatementRelease)
        }


def showing_of(
    session: Session,
    study: Study,
    cells: Sequence[PlannedCell],
    releases: Sequence[Release],
    statements: Sequence[Statement],
    view: View,
) -> Showing:
    """A session's showing, cut to what a view shows."""
    seen = [told for release in releases if (told := view.of_release(release)) is not None]
    return Showing(session, study, view.of_cells(cells), seen, statements)


def instrument_differences(first: Instrument, second: Instrument) -> list[str]:
    """In what two instruments differ, in words; empty where they are the same."""
    return [f"{a} / {b}" for a, b in zip(_facts(first), _facts(second), strict=True) if a != b]


def _facts(instrument: Instrument) -> tuple[str, str, str, str]:
    lines = described(instrument)
    kind, words, *rest = lines
    targets = next((line for line in rest if line.startswith("targets")), "one target")
    slider = next((line for line in rest if line.startswith("from ")), "no ends")
    return kind, words, targets, slider
