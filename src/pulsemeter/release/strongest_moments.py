"""The strongest moments of a session that is over: best, worst and most divisive statement.

Chosen by what every other screen chooses by (`now_board`), out of released figures alone. Chosen
out of many, each is partly luck; whoever shows one says so. A clip of a moment is 15 to 30 s long,
from a little before the words until people had reacted to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.now_board import now_board
from pulsemeter.release.showing import Showing

Kind = Literal["best", "worst", "divisive"]
CLIP_MIN_MS, CLIP_MAX_MS = 15_000, 30_000
LEAD_MS = 2_000


@dataclass(frozen=True, slots=True)
class StrongMoment:
    """A statement, why it is one of the strongest, and for which audiences: one, or two that are
    apart, the one that likes it more first."""

    kind: Kind
    statement: Statement
    cells: tuple[str, ...]


def strongest_moments(showing: Showing, stimulus: str) -> list[StrongMoment]:
    """At most one of each kind, in the order of their names above.

    *Best* and *worst* are the statements whose 95 % interval of net approval lies farthest above
    or below 0 in some audience; *divisive* is the one on which two audiences of one attribute
    differ most certainly, and where none do, the one that divides an audience within itself.
    """
    said = {s.id: s for s in showing.statements if s.stimulus == stimulus}
    newest = {
        release.statement: release
        for release in showing.releases
        if isinstance(release, StatementRelease) and release.statement in said
    }
    releases = list(newest.values())
    cells = [cell for cell in showing.cells if not cell.withheld]
    board = now_board(releases, cells, showing.study.profile)
    found = []
    for kind, side in (("best", board.best), ("worst", board.worst)):
        if side:
            top = side[0]
            found.append(_moment(kind, said[top.release.statement], (top.figure.cell,)))
    if board.divide is not None:
        apart = board.divide
        statement = said[apart.release.statement]
        found.append(StrongMoment("divisive", statement, (apart.first, apart.second)))
    elif within := _divided_within(releases):
        name, cell = within
        found.append(StrongMoment("divisive", said[name], (cell,)))
    return found


def _moment(kind: str, statement: Statement, cells: tuple[str, ...]) -> StrongMoment:
    return StrongMoment("best" if kind == "best" else "worst", statement, cells)


def _divided_within(releases: Sequence[StatementRelease]) -> tuple[str, str] | None:
    """The statement that divides an audience most evenly, and the audience."""
    divided = [
        (abs(figure.net or 0.0), release.statement, figure.cell)
        for release in releases
        for figure in release.figures
        if figure.verdict == "divides"
    ]
    return min(divided)[1:] if divided else None


def clip_span(statement: Statement, lag_ms: int, duration_ms: int) -> tuple[int, int]:
    """[start_ms, end_ms) of the clip of a statement, stimulus time.

    From two seconds before the words until the reactions to them are in; a long statement is cut
    at thirty seconds, a short one gets time on both sides, as far as there is any.

    Examples
    --------
    >>> clip_span(Statement("s1", 1, "talk", 20_000, 25_000, "…"), 3_000, 60_000)
    (15500, 30500)
    """
    first_ms = max(0, statement.start_ms - LEAD_MS)
    last_ms = min(duration_ms, statement.window(lag_ms)[1])
    if last_ms - first_ms > CLIP_MAX_MS:
        return first_ms, first_ms + CLIP_MAX_MS
    missing_ms = max(0, CLIP_MIN_MS - (last_ms - first_ms))
    first_ms -= missing_ms // 2
    last_ms += missing_ms - missing_ms // 2
    moved_ms = max(0, -first_ms) - max(0, last_ms - duration_ms)
    return max(0, first_ms + moved_ms), min(duration_ms, last_ms + moved_ms)
