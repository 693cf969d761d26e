"""What the whole session does, told without direction: how many are there, not what they press."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.figures import IntervalRelease, Release
from pulsemeter.release.gate import told_share
from pulsemeter.release.plan import ALL
from pulsemeter.release.used_counts import used_counts


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

    `duration_ms` is how long the first stimulus lasts as planned now. `quota_gaps` holds (cell id,
    label, joined, quota) of categories that still want people. `trouble` says why nothing is stored
    just now; empty while all goes well.
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
    duration_ms: int = 0
    trouble: str = ""


def answered_share(newest: Iterable[Release], profile: ProtectionProfile) -> int:
    """Share of those present who pressed, over the intervals of the first stimulus, in steps of
    5 %. Made of the figures that have left, so that it says nothing more than they do."""
    told = [
        used_counts(figure, profile)
        for release in newest
        if isinstance(release, IntervalRelease) and release.stimulus == 0
        for figure in release.figures
        if figure.cell == ALL
    ]
    present = sum(used.present for used in told)
    pressed = sum(used.likes + used.dislikes for used in told)
    return told_share(pressed / present) if present else 0
