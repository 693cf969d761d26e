"""The overall impression of one segment, from what its people did and what they said afterwards.

Two sources, read by the same rule as every verdict: the session's net approval, and the closing
question's answers (good, bad, neither). They are joined by a table; words that people ticked have
no sign of their own and stand beside it. This module must not know a language or a page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulsemeter.analysis.verdicts import VerdictRule, verdict
from pulsemeter.domain.impression import BAD, GOOD, OVERALL

TOO_FEW, UNDECIDED, INDIFFERENT = "too_few", "undecided", "leaves_cold"
POSITIVE, NEGATIVE, MIXED = "resonates", "falls_flat", "divides"
_SIGNED = frozenset({POSITIVE, NEGATIVE, MIXED})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Closing:
    """A segment's answers to the closing question, as released: shares 0..1 of those who answered,
    and the verdict's name for them."""

    good: float
    bad: float
    answered: int
    coding: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Impression:
    """What a segment thought of the session: `verdict` joins that of the `session` ("" where it was
    not released) and that of the `closing` question (None where it wasn't)."""

    segment: str
    verdict: str
    session: str
    closing: Closing | None

    @property
    def differs(self) -> bool:
        """Whether what was said afterwards is the opposite of what was pressed."""
        said = "" if self.closing is None else self.closing.verdict
        return {self.session, said} == {POSITIVE, NEGATIVE}


def impressions(
    segments: Iterable[str], session: Iterable[Row], answers: Iterable[Row], rule: VerdictRule
) -> list[Impression]:
    """Each segment's impression; `session` and `answers` are rows of these tables of an analysis,
    of one target."""
    pressed = {row["segment"]: row["verdict"] or TOO_FEW for row in session}
    said = closings(answers, rule)
    return [
        Impression(
            segment,
            joined(pressed.get(segment, ""), said[segment].verdict if segment in said else ""),
            pressed.get(segment, ""),
            said.get(segment),
        )
        for segment in segments
    ]


def closings(answers: Iterable[Row], rule: VerdictRule) -> dict[str, Closing]:
    """The answers to the closing question by segment."""
    held: dict[str, list[Row]] = {}
    for row in answers:
        if row["question"] == OVERALL:
            held.setdefault(row["segment"], []).append(row)
    return {segment: _closing(rows, rule) for segment, rows in held.items()}


def _closing(rows: list[Row], rule: VerdictRule) -> Closing:
    answered = rows[0]["answered"]
    good, bad = (
        min(sum(row["share"] for row in rows if row["answer"] in side), 1.0) for side in (GOOD, BAD)
    )
    neither = max(1 - good - bad, 0.0)
    counts = [answered * share for share in (good, bad, neither)]
    found = verdict(counts[0], counts[1], counts[2], rule)
    coding = rows[0].get("answered_coding") or "near"
    return Closing(good, bad, answered, coding, found.verdict.value)


def joined(pressed: str, said: str) -> str:
    """One impression of two verdicts, each "" where there is none.

    A side that says nothing leaves the word to the other; silence while watching is no objection to
    a view given afterwards; opposite views, and a divided one beside any, are mixed.

    Examples
    --------
    >>> joined("resonates", "resonates"), joined("resonates", "falls_flat")
    ('resonates', 'divides')
    >>> joined("leaves_cold", "resonates"), joined("too_few", "undecided")
    ('resonates', 'undecided')
    """
    found = {pressed, said} - {""}
    signed = found & _SIGNED
    if signed:
        return next(iter(signed)) if len(signed) == 1 else MIXED
    return next((name for name in (INDIFFERENT, UNDECIDED, TOO_FEW) if name in found), TOO_FEW)
