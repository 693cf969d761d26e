"""The feed of a stage view, for the machines that make graphics of a broadcast.

`GET /stage/{token}/feed` answers a StageFeed; with `?after=N` only the intervals of which a release
with a number above N is in it. All of it was released, at least `delay_s` seconds ago.
"""

from msgspec import Struct

from pulsemeter.wire.dashboard import Coding, MajorityName, StandingName


class StageCount(Struct, frozen=True):
    """A count of persons as it is told: near this value, under it or over it."""

    value: int
    coding: Coding


class StageSegment(Struct, frozen=True):
    """A segment that is shown: its id in the figures, its name, and what it is a part of."""

    cell: str
    label: str
    attribute: str


class StageFigure(Struct, frozen=True):
    """One segment in one interval: net approval in points −100..100 with a pointwise band of 95 %
    and an inner one of 50 %, null where too few were there; and what the majority did."""

    cell: str
    net: float | None
    low: float | None
    high: float | None
    low50: float | None
    high50: float | None
    likes: StageCount
    dislikes: StageCount
    present: StageCount
    majority: MajorityName
    strength: int


class StageInterval(Struct, frozen=True):
    """One interval of the stimulus; a later release of it, with a higher number, replaces it."""

    number: int
    interval: int
    start_ms: int
    end_ms: int
    standing: StandingName
    figures: list[StageFigure]


class StageFeed(Struct, frozen=True):
    """What may be shown now. `simulated`: nobody was asked, and whoever shows it must say so.
    `number` is that of the newest release in it."""

    title: str
    stimulus: str
    simulated: bool
    delay_s: int
    number: int
    segments: list[StageSegment]
    intervals: list[StageInterval]
