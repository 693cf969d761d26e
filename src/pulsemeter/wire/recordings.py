"""A recording aligned with its session: `/api/v1/sessions/{code}/recording/{stimulus}`."""

from msgspec import Struct


class AlignedPoint(Struct, frozen=True, forbid_unknown_fields=True):
    """One moment in the file and in the session, in ms, and what is seen or heard there."""

    file_ms: int
    stimulus_ms: int
    words: str = ""


class WantedAlignment(Struct, frozen=True, forbid_unknown_fields=True):
    """The alignment of the edition `number` that was looked at."""

    number: int
    cue: AlignedPoint
    check: AlignedPoint | None = None
    corrects_rate: bool = False


class RecordingFacts(Struct, frozen=True):
    """The newest edition of a recording. `offset_ms` is where the session begins in the file,
    `drift_ppm` how much faster its clock runs; `cue` and `check` are the moments that say so. All
    of these are null where it isn't aligned; without a check point the drift is 0."""

    stimulus: str
    number: int
    name: str
    duration_ms: int
    offset_ms: float | None
    drift_ppm: float | None
    cue: AlignedPoint | None = None
    check: AlignedPoint | None = None
    corrects_rate: bool = False


class FilledWords(Struct, frozen=True):
    """How many statements got words out of the recording's captions."""

    filled: int
