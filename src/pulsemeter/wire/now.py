"""What matters of the last ten minutes: `GET /api/v1/sessions/{code}/now`."""

from msgspec import Struct

from pulsemeter.wire.dashboard import StatementFigure


class NowStatement(Struct, frozen=True):
    """A statement for the audience in which it is clearest, with the figure as it was released;
    `certainty` (0..1) that its net approval lies on this side of 0. `release` cites the figure."""

    statement: str
    revision: int
    words: str
    release: int
    is_early: bool
    label: str
    figure: StatementFigure
    certainty: float


class NowSplit(Struct, frozen=True):
    """The statement on which two audiences of one attribute differ most certainly: the first less
    the second, in points. The widest of many pairs, so its interval is too hopeful."""

    statement: str
    revision: int
    words: str
    release: int
    first: str
    first_label: str
    second: str
    second_label: str
    difference: float
    low: float
    high: float


class Now(Struct, frozen=True):
    """At most three of each side; `is_last_minutes` where a live session runs, else the whole."""

    best: list[NowStatement]
    worst: list[NowStatement]
    divide: NowSplit | None
    is_last_minutes: bool
