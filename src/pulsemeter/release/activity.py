"""What the whole session does, told without direction: how many are there, not what they press."""

from dataclasses import dataclass


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
