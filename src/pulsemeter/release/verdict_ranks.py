"""Where the statements of a session stand among those of own earlier sessions.

Of the same instrument only: figures of another one stand on another scale. The highest of many
noisy figures is mostly luck, so they are shrunk before they are ranked, and each rank has an
interval. Made of figures that have left and of nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pulsemeter.analysis.counts import normal_quantile
from pulsemeter.analysis.ranking import Ranking, rank_shrunk
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import StatementFigure
from pulsemeter.release.showing import Showing, instrument_differences

ITEMS_MAX = 4_000
"""Statements that are ranked at once, of the newest sessions first."""
_REPLICATES = 1_000
_SEED = 1


@dataclass(frozen=True, slots=True)
class RankedVerdict:
    """A statement's verdict with its rank among all, 1 the highest net approval; the ends hold 95 %
    of what the rank may be. `net` is as told, `shrunk` what is left of it after shrinking."""

    statement: Statement
    verdict: str
    net: float
    shrunk: float
    rank: int
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True)
class VerdictRanks:
    """The ranks of a session's statements among `count` statements of it and of `earlier`
    sessions; `left_out` says of each other session why. Without ranks `reason` says why."""

    rows: Sequence[RankedVerdict]
    count: int
    earlier: Sequence[Showing]
    left_out: Sequence[str]
    reason: str = ""
    told_apart: bool = True


def earlier_of_same_kind(
    own: Showing, earlier: Sequence[Showing], cell: str
) -> tuple[list[Showing], list[str]]:
    """Of sessions before this one, newest first, those that it can be ranked among; and of the
    others why not."""
    fit, left_out = [], []
    for showing in earlier:
        if why := _why_not(own, showing, cell):
            left_out.append(f"{showing.code} ({showing.study.title}): {why}")
        else:
            fit.append(showing)
    return fit, left_out


def _why_not(own: Showing, other: Showing, cell: str) -> str:
    if unlike := instrument_differences(own.instrument, other.instrument):
        return "another instrument: " + "; ".join(unlike)
    if own.is_simulated != other.is_simulated:
        return "simulated" if other.is_simulated else "real, and this session is simulated"
    if not other.is_over:
        return "not over yet"
    if not _figures(other, cell):
        return "no statement of it has figures for this segment that you may see"
    return ""


def verdict_ranks(own: Showing, earlier: Sequence[Showing], cell: str) -> VerdictRanks:
    """Rank a session's statements among those of sessions before it, newest first."""
    fit, left_out = earlier_of_same_kind(own, earlier, cell)
    mine = _figures(own, cell)
    if not mine:
        reason = "no statement of this session has figures for this segment yet"
        return VerdictRanks([], 0, fit, left_out, reason)
    if not fit:
        reason = "there is no earlier session of the same instrument that you may see"
        return VerdictRanks([], 0, fit, left_out, reason)
    items, used = list(mine), []
    for showing in fit:
        others = _figures(showing, cell)
        if len(items) + len(others) > ITEMS_MAX:
            left_out.append(
                f"{showing.code} and sessions before it: more than {ITEMS_MAX} statements"
            )
            break
        items += others
        used.append(showing)
    found = _ranked([figure for _, figure in items])
    rows = [_row(*item, found, place) for place, item in enumerate(mine)]
    rows.sort(key=lambda row: (row.rank, row.statement.start_ms))
    return VerdictRanks(rows, len(items), used, left_out, told_apart=found.tau > 0)


def _figures(showing: Showing, cell: str) -> list[tuple[Statement, StatementFigure]]:
    """The statements with a net figure and its interval."""
    return [
        (statement, figure)
        for statement, figure in showing.judged("", cell).values()
        if figure.net is not None and _error(figure) > 0
    ]


def _error(figure: StatementFigure) -> float:
    """The standard error in points that a figure's interval stands for."""
    if figure.low is None or figure.high is None:
        return 0.0
    return (figure.high - figure.low) / (2 * normal_quantile(0.95))


def _ranked(figures: Sequence[StatementFigure]) -> Ranking:
    nets = [figure.net or 0.0 for figure in figures]
    errors = [_error(figure) for figure in figures]
    return rank_shrunk(nets, errors, seed=_SEED, replicates=_REPLICATES)


def _row(
    statement: Statement, figure: StatementFigure, found: Ranking, place: int
) -> RankedVerdict:
    return RankedVerdict(
        statement,
        figure.verdict,
        figure.net or 0.0,
        round(float(found.shrunk[place]), 1),
        int(found.rank[place]),
        int(found.rank_low[place]),
        int(found.rank_high[place]),
    )
