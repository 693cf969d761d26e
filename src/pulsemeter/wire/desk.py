"""What the desk gets beside the live room's facts: estimates made of released figures.

`GET /api/v1/sessions/{code}/desk` answers a Desk, for the view of whoever asks. All figures are in
net points −100..100 unless they are said to be shares. When the session's stream tells of a release
with a higher number than `release` and a statement in it, there is a newer one to be had.
"""

from typing import Literal

from msgspec import Struct

from pulsemeter.wire.dashboard import Count, StandingName, VerdictName

Advice = Literal["lead", "divides", "leave_out", "cold", "open", "too_few"]


class Modelled(Struct, frozen=True):
    """A figure that borrows from other segments and statements, to stand beside the raw one with
    its `label`. `mostly_borrowed`: less than half of it is the segment's own data."""

    net: float
    low: float
    high: float
    label: str
    mostly_borrowed: bool


class Contrast(Struct, frozen=True):
    """A segment against the others of its attribute together; the interval is that of this
    comparison alone. `corrected`: it differs after correction for all cells that were compared."""

    difference: float
    low: float
    high: float
    differs: bool
    corrected: bool


class DeskCell(Struct, frozen=True):
    """One segment in one row. `tint` is −3..3: which side the interval of net approval lies on, and
    how far from 0. Shares are of those present, in percent."""

    cell: str
    verdict: VerdictName
    tint: int
    present: Count
    net: float | None = None
    like_share: int | None = None
    dislike_share: int | None = None
    modelled: Modelled | None = None
    contrast: Contrast | None = None


class Split(Struct, frozen=True):
    """The two segments of an attribute that stand furthest apart, and by how much."""

    attribute: str
    highest: str
    lowest: str
    gap: float
    low: float
    high: float


class DeskRow(Struct, frozen=True):
    """One statement or passage as it was last released."""

    id: str
    revision: int
    release: int
    standing: StandingName
    panel_share: int | None
    cells: list[DeskCell]
    splits: list[Split]


class Comparisons(Struct, frozen=True):
    """How many cells were compared with their attribute's others, how many would differ by chance,
    how many do, and how many after correction."""

    tested: int
    by_chance: float
    differing: int
    corrected: int


class DeskTable(Struct, frozen=True):
    """The matrix of all that has figures."""

    rows: list[DeskRow]
    comparisons: Comparisons


class PassageFacts(Struct, frozen=True):
    """A passage of the session with its statements in order of time."""

    id: str
    revision: int
    stimulus: int
    title: str
    start_ms: int
    end_ms: int
    statements: list[str]


class MapEntry(Struct, frozen=True):
    """One statement for one audience: what is to be expected of it, with its place among all and
    the places that are possible. `certainty` (a share) is how sure its side is."""

    statement: str
    advice: Advice
    expected: float
    low: float
    high: float
    own_share: float
    place: int
    place_low: int
    place_high: int
    certainty: float | None
    might_be_luck: bool


class AudienceMap(Struct, frozen=True):
    """An audience's statements, best first; `reason` says why there is no order."""

    cell: str
    entries: list[MapEntry]
    reason: str = ""


class Clash(Struct, frozen=True):
    """A statement that resonates with the first of two audiences, and falls flat with the second
    (`opposed`) or divides it."""

    statement: str
    attribute: str
    first: str
    second: str
    opposed: bool
    difference: float
    low: float
    high: float
    corrected: bool


class Desk(Struct, tag="desk", frozen=True):
    """The whole desk as it stands at `release`, 0 before there is any. `member` is the name of
    whoever asks, `own_only`: audiences of others are left out."""

    session: str
    release: int
    member: str
    own_only: bool
    statements: DeskTable
    passages: DeskTable
    passage_facts: list[PassageFacts]
    maps: list[AudienceMap]
    clashes: list[Clash]
