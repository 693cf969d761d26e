"""What the whole session does, told without direction: how many are there, not what they press."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulsemeter.release.figures import Count, IntervalFigure, IntervalRelease, Release
from pulsemeter.release.gate import told_share
from pulsemeter.release.plan import ALL


@dataclass(frozen=True, slots=True)
class CueActivity:
    """The cue that people with screens of their own are waiting for; taps are rounded."""

    number: int
    words: str
    marked_ms: int | None
    taps: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well the delays of own screens are known; counts are rounded, delays in whole seconds
    and None where too few are known."""

    calibrated: int
    coarse: int
    uncalibrated: int
    delay_p50_ms: int | None
    delay_p95_ms: int | None
    grace_ms: int
    last_cue_ms: int | None


@dataclass(frozen=True, slots=True)
class Activity:
    """The whole session without direction; counts of persons are already rounded.

    `quota_gaps` holds (cell id, label, joined, quota) of categories that still want people.
    """

    state: str
    session_ms: int
    active: int
    joined: int
    target: int
    answered_share: int
    data_lag_ms: int
    frozen_upto: int
    quota_gaps: tuple[tuple[str, str, int, int], ...] = ()
    cue: CueActivity | None = None
    calibration: Calibration | None = None


def answered_share(newest: Iterable[Release]) -> int:
    """Share of those present who pressed, over the intervals of the first stimulus, in steps of
    5 %. Made of the figures that have left, so that it says nothing more than they do."""
    told = [
        figure
        for release in newest
        if isinstance(release, IntervalRelease) and release.stimulus == 0
        for figure in release.figures
        if figure.cell == ALL and figure.present.coding != "under"
    ]
    present = sum(_about(figure.present) for figure in told)
    pressed = sum(_pressed(figure) for figure in told)
    return told_share(min(1.0, pressed / present)) if present else 0


def _pressed(figure: IntervalFigure) -> float:
    return _about(figure.likes) + _about(figure.dislikes)


def _about(count: Count) -> float:
    """A number for a told count: half of what it is under."""
    return count.value / 2 if count.coding == "under" else count.value
