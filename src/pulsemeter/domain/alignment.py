"""When in a recording's file a moment of its session was: a line through one moment or two.

A recorder and the session's clock start at different times and run at slightly different speeds.
The *cue* is a moment whose time is known in both; the *check point* is a second one, and what it
shows beyond the cue is the *drift*. Pure arithmetic of file time and stimulus time, in whole ms.
"""

import re
from dataclasses import dataclass

TIME_MAX_MS = 24 * 3_600_000
"""Longer than this nothing is shown or recorded."""
APART_MIN_MS = 30_000
"""Cue and check point lie at least this far apart: nearer, the finger would be measured."""
READING_MS = 300
"""How well a person finds a moment by stopping a player: less drift than this says nothing."""
DRIFT_MAX_MS = 500
"""More drift than this, left alone, begins to move words and presses against each other."""
PPM_MAX = 200
"""Two clocks of quartz differ by no more than this; beyond it something else is the cause."""
PPM_REFUSED = 60_000
"""Beyond this (a film at 25 pictures a second for 24 is at 42,000) the two points contradict."""
_TIME = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?")


class AlignmentRefused(ValueError):
    """Moments that make no alignment; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class AlignmentPoint:
    """One moment in both times, and what is seen or heard there."""

    words: str
    file_ms: int
    stimulus_ms: int

    def __post_init__(self) -> None:
        for name, time_ms in (("file", self.file_ms), ("session", self.stimulus_ms)):
            if not 0 <= time_ms <= TIME_MAX_MS:
                raise AlignmentRefused(
                    f"{time_ms} ms in the {name} lies outside of a day; mend that time"
                )


@dataclass(frozen=True, slots=True)
class Alignment:
    """A recording's file against its session; with `corrects_rate` the line goes through both
    moments, else through the cue at the speed of the session's clock."""

    cue: AlignmentPoint
    check: AlignmentPoint | None = None
    corrects_rate: bool = False

    def __post_init__(self) -> None:
        if self.check is None:
            if self.corrects_rate:
                raise AlignmentRefused("a rate needs a check point; give one, or correct none")
            return
        if abs(self._session_apart_ms) < APART_MIN_MS:
            raise AlignmentRefused(
                f"cue and check point are {abs(self._session_apart_ms) / 1_000:g} s apart in the "
                f"session; take a check point at least {APART_MIN_MS // 1_000} s away"
            )
        if abs(self.drift_ppm) > PPM_REFUSED:
            raise AlignmentRefused(
                f"the file would be {self.drift_ms / 1_000:+.1f} s off at the check point; one of "
                "the four times is another moment's, or the file has a gap. Look for both again"
            )

    @property
    def _session_apart_ms(self) -> int:
        return 0 if self.check is None else self.check.stimulus_ms - self.cue.stimulus_ms

    @property
    def _file_apart_ms(self) -> int:
        return 0 if self.check is None else self.check.file_ms - self.cue.file_ms

    @property
    def drift_ms(self) -> int:
        """By how much the file has got ahead of the session from the earlier moment to the later
        one, 0 without a check point: what an offset alone leaves wrong there."""
        gained_ms = self._file_apart_ms - self._session_apart_ms
        return gained_ms if self._session_apart_ms >= 0 else -gained_ms

    @property
    def drift_ppm(self) -> int:
        """The same in millionths of the time between the two."""
        apart_ms = abs(self._session_apart_ms)
        return round(self.drift_ms * 1_000_000 / apart_ms) if apart_ms else 0

    @property
    def rate(self) -> float:
        """Milliseconds of the file for one of the session."""
        return self._file_apart_ms / self._session_apart_ms if self.corrects_rate else 1.0

    @property
    def offset_ms(self) -> float:
        """Where in the file the stimulus begins; below 0 where the recorder came later."""
        return self.cue.file_ms - self.rate * self.cue.stimulus_ms

    def file_ms(self, stimulus_ms: int) -> int:
        """When in the file a moment of the stimulus is; below 0 before the recorder ran."""
        return self.cue.file_ms + round((stimulus_ms - self.cue.stimulus_ms) * self.rate)

    def stimulus_ms(self, file_ms: int) -> int:
        """Which moment of the stimulus is at this time of the file; below 0 before it began."""
        return self.cue.stimulus_ms + round((file_ms - self.cue.file_ms) / self.rate)

    @property
    def warning(self) -> str:
        """What is to be thought of the drift, "" where it is as small as it should be."""
        if self.check is None:
            return "There is no check point, so nobody knows how far the file drifts."
        if abs(self.drift_ms) <= READING_MS:
            return ""
        if abs(self.drift_ppm) > PPM_MAX:
            return (
                f"Clocks alone differ by up to {PPM_MAX} ppm, so there is another cause: a moment "
                "that was taken for another one, a gap in the file, or a file at another speed. "
                "Look for both moments again, or check a third one by playing it."
            )
        if not self.corrects_rate and abs(self.drift_ms) > DRIFT_MAX_MS:
            return (
                f"Left alone, the file is {abs(self.drift_ms) / 1_000:.1f} s off at the check "
                "point. Correct the rate, too."
            )
        return ""


def read_time(text: str) -> int:
    """A time as people write it: seconds (`83.5`), `1:23.5` or `1:02:03.250`, in ms.
    AlignmentRefused for what is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None or not text.isascii():
        raise AlignmentRefused(f"{text.strip()!r} is no time; write 1:02:03.250, 2:03.25 or 83.5")
    hours, minutes, seconds, part = found.groups()
    too_much = (minutes is not None and int(seconds) > 59, hours is not None and int(minutes) > 59)
    if any(too_much):
        raise AlignmentRefused(f"{text.strip()!r} has a part above 59; write 1:02:03.250 or 83.5")
    whole_s = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole_s * 1_000 + int((part or "0").ljust(3, "0"))


def write_time(time_ms: int) -> str:
    """A time as `read_time` reads it, and with a sign below 0."""
    sign, ms = ("−", -time_ms) if time_ms < 0 else ("", time_ms)
    hours, minutes, seconds = ms // 3_600_000, ms // 60_000 % 60, ms // 1_000 % 60
    begin = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{sign}{begin}:{seconds:02}.{ms % 1_000:03}"
