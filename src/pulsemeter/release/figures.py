"""What leaves the protected store: figures of one interval or one statement.

The shapes mirror the messages of the live room, so that what is written down before it is
shown and what is shown are the same values.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pulsemeter.domain.protection import REPORTED_SHARE
from pulsemeter.release.rounding import COUNTS_KEPT, CodedCount, Coding

Standing = Literal["provisional", "frozen", "final"]


@dataclass(frozen=True, slots=True)
class Count:
    """A count as it is shown."""

    value: int
    coding: Coding


@lru_cache(maxsize=COUNTS_KEPT)
def shown(count: CodedCount) -> Count:
    """The part of a coded count that may be shown; one value for all figures that show it."""
    return Count(count.value, count.coding)


@dataclass(frozen=True, slots=True)
class IntervalFigure:
    """One cell of the plan in one interval; net approval and bands in points −100..100."""

    cell: str
    likes: Count
    dislikes: Count
    present: Count
    majority: str
    strength: int
    net: float | None = None
    low: float | None = None
    high: float | None = None
    low50: float | None = None
    high50: float | None = None


@dataclass(frozen=True, slots=True)
class StatementFigure:
    """One cell of the plan for one statement; persons are classed, presses not counted."""

    cell: str
    likers: Count
    dislikers: Count
    present: Count
    verdict: str
    sentence: str
    net: float | None = None
    low: float | None = None
    high: float | None = None
    people_to_settle: int | None = None


@dataclass(frozen=True, slots=True)
class IntervalRelease:
    """All released cells of one interval at one position of the log; `panel_share` is the share
    of the panel that its figures count, or None where too few were there or none are told."""

    number: int
    stimulus: int
    interval: int
    standing: Standing
    panel_share: int | None
    figures: list[IntervalFigure]
    position: int = 0


@dataclass(frozen=True, slots=True)
class StatementRelease:
    """All released cells of one revision of one statement, or of one passage: their ids are never
    the same."""

    number: int
    statement: str
    revision: int
    standing: Standing
    panel_share: int | None
    figures: list[StatementFigure]
    position: int = 0

    @property
    def is_early(self) -> bool:
        """Whether too little of the panel was in for it to be the last word."""
        if self.standing == "final":
            return False
        few = self.panel_share is None or self.panel_share < 100 * REPORTED_SHARE
        return few or self.standing == "provisional"

    @property
    def is_reported(self) -> bool:
        """Whether enough of the panel was in for it to be told as news: the reported share, or all
        who reported in time. It may still be followed by another figure."""
        few = self.panel_share is None or self.panel_share < 100 * REPORTED_SHARE
        return self.standing != "provisional" or not few


Release = IntervalRelease | StatementRelease


def name_of(release: Release) -> tuple[int, int] | str:
    """What a release is about: an interval of a stimulus, or a statement or passage."""
    if isinstance(release, IntervalRelease):
        return release.stimulus, release.interval
    return release.statement


def are_final(releases: Iterable[Release]) -> bool:
    """Whether the newest release of each interval and statement is the last word on it; not where
    there is none."""
    newest = {name_of(release): release.standing for release in releases}
    return bool(newest) and set(newest.values()) == {"final"}
