"""Showings of one talk to panels that are told by their counts alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pulsemeter.analysis.proportion import net_approval, net_interval
from pulsemeter.domain.instrument import Instrument
from pulsemeter.domain.protection import RESEARCH
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.release.figures import (
    Count,
    IntervalFigure,
    IntervalRelease,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.showing import Showing
from pulsemeter.release.view import EVERYTHING

TALK = Stimulus("talk", "A talk", 20_000)
STUDY = Study(
    "night", "A night", "", (TALK,), (), Consent("", "", "", ""), Instrument(), profile=RESEARCH
)
CELLS = tuple(
    PlannedCell(name, label, attribute, (), 100)
    for name, label, attribute in (
        ("all", "All", "all"),
        ("region:north", "North", "region"),
        ("region:south", "South", "region"),
    )
)
SAID = tuple(
    Statement(f"s{k}", 1, "talk", 10_000 * k, 10_000 * (k + 1), f"Words number {k}.")
    for k in range(2)
)
Counts = tuple[int, int, int]


def _told(counts: Counts) -> dict[str, Any]:
    if counts[2] < 5:
        return {}
    low, high = net_interval(*counts)
    ends = (float(net_approval(*counts)), float(low), float(high))
    net, low, high = (round(100 * end, 1) for end in ends)
    return {"net": net, "low": low, "high": high}


def interval_figure(cell: str, counts: Counts) -> IntervalFigure:
    """One cell's figure in an interval, of (likes, dislikes, present)."""
    likes, dislikes, present = (Count(count, "near") for count in counts)
    return IntervalFigure(cell, likes, dislikes, present, "no_majority", 1, **_told(counts))


def statement_figure(cell: str, counts: Counts, verdict: str) -> StatementFigure:
    """One cell's figure for a statement."""
    likes, dislikes, present = (Count(count, "near") for count in counts)
    return StatementFigure(cell, likes, dislikes, present, verdict, "So.", **_told(counts))


def a_showing(
    code: str,
    intervals: Mapping[int, Counts] | Sequence[Counts] = (),
    judged: Mapping[str, tuple[Counts, str]] | None = None,
    *,
    cells: Sequence[str] = ("all",),
    state: SessionState = SessionState.CLOSED,
    simulated: bool = False,
    standing: Any = "final",
    statements: Sequence[Statement] = SAID,
    **changes: Any,
) -> Showing:
    """A session whose cells all told the same counts."""
    table = intervals if isinstance(intervals, Mapping) else dict(enumerate(intervals))
    releases: list[Any] = [
        IntervalRelease(
            k + 1, 0, k, standing, 100, [interval_figure(cell, counts) for cell in cells]
        )
        for k, counts in table.items()
    ]
    releases += [
        StatementRelease(
            100 + k, name, 1, standing, 100,
            [statement_figure(cell, counts, verdict) for cell in cells],
        )
        for k, (name, (counts, verdict)) in enumerate((judged or {}).items())
    ]  # fmt: skip
    session = Session(code, "night", SessionKind.LIVE, state, simulated=simulated)
    study = replace(STUDY, **changes)
    seen = EVERYTHING.of_cells(CELLS)
    return Showing(session, study, seen, releases, statements)
