"""Two sessions beside each other: `GET /api/v1/sessions/{code}/comparison`."""

from msgspec import Struct


class NetTold(Struct, frozen=True):
    """Net approval in points with its 95 % interval, null where nothing was told."""

    net: float | None
    low: float | None
    high: float | None


class PairedRow(Struct, frozen=True):
    """One interval (or the whole) in both sessions, their difference (the first less the second),
    its p by itself and adjusted by Holm, and both together."""

    first: NetTold
    second: NetTold
    difference: NetTold
    together: NetTold
    p: float | None
    adjusted_p: float | None


class PairedStatement(Struct, frozen=True):
    """A statement that both sessions told, with the verdicts of both."""

    statement: str
    words: str
    first_verdict: str
    second_verdict: str
    row: PairedRow


class Comparison(Struct, frozen=True):
    """Two showings of one stimulus for one segment. `rows` are intervals from 0; `apart` names
    statements that can't be compared, `warnings` what makes the comparison doubtful."""

    first: str
    second: str
    stimulus: str
    cell: str
    label: str
    rows: list[PairedRow]
    whole: PairedRow
    statements: list[PairedStatement]
    apart: list[str]
    warnings: list[str]
    notes: list[str]
    is_pooled: bool
    anywhere_p: float | None
