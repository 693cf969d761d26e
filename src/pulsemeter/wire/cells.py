"""What the live room asks of segments beyond what it has: differences and ranges.

`GET /api/v1/sessions/{code}/difference?stimulus=0&first=A&second=B&after=N` answers a Difference;
with `after` only what was released since. `GET …/range?stimulus=0&from_ms=&until_ms=&cell=A&cell=B`
answers a RangeSummary; with `first` and `second` their difference, too. All of it is made of
released figures.
"""

from msgspec import Struct

from pulsemeter.wire.dashboard import MajorityName, StandingName


class IntervalDifference(Struct, frozen=True):
    """Net approval of the first segment minus that of the second in one interval, in points, with
    a pointwise band of 95 % and an inner one of 50 %; both were told in this interval."""

    interval: int
    standing: StandingName
    net: float
    low: float
    high: float
    low50: float
    high50: float


class Difference(Struct, frozen=True):
    """The difference of two segments over a stimulus; `number` is that of the last release that is
    in it. `shared`: they may have persons in common; then the band is too wide, never too narrow.
    """

    first: str
    second: str
    stimulus: int
    number: int
    shared: bool
    intervals: list[IntervalDifference]


class MajorityCount(Struct, frozen=True):
    """In how many intervals of a range the mark was this one."""

    majority: MajorityName
    intervals: int


class RangeFigure(Struct, frozen=True):
    """One segment over a range: the mean of its interval figures, each counting once, with the
    means of their ends; `told` intervals have a figure. No verdict, and no count of persons."""

    cell: str
    told: int
    net: float | None
    low: float | None
    high: float | None
    majorities: list[MajorityCount]


class RangeDifference(Struct, frozen=True):
    """The mean of the interval differences of two segments over a range."""

    first: str
    second: str
    told: int
    net: float | None
    low: float | None
    high: float | None


class RangeSummary(Struct, frozen=True):
    """A range of time, snapped outwards to whole intervals: of `intervals` so many are `released`,
    and of these so many `provisional`."""

    stimulus: int
    from_ms: int
    until_ms: int
    intervals: int
    released: int
    provisional: int
    figures: list[RangeFigure]
    difference: RangeDifference | None = None
