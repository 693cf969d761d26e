"""The cue: one line of a transcript with its time, and the transcript that holds them in order.

Values only; how they are written in a file is the business of `subtitles`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said in [start_ms, end_ms) of stimulus time, and by whom where the file says so."""

    start_ms: int
    end_ms: int
    speaker: str | None
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms < self.end_ms:
            raise ValueError(f"a cue must end after it starts: {self.start_ms} to {self.end_ms} ms")


@dataclass(frozen=True, slots=True)
class BadLine:
    """One thing in a file that could not be used: where, what stands there, why not."""

    line_number: int
    text: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line_number}: {self.reason}: {self.text!r}"


@dataclass(frozen=True, slots=True)
class Transcript:
    """The usable cues of one file, by start time, beside everything that was not usable.

    Cues may overlap, as two people may speak at once. `remarks` are lines that were used
    although something about them is odd (out of order, overlapping).
    """

    name: str
    cues: tuple[Cue, ...]
    bad_lines: tuple[BadLine, ...] = ()
    remarks: tuple[BadLine, ...] = ()

    @property
    def end_ms(self) -> int:
        """When the last word has been said."""
        return max((cue.end_ms for cue in self.cues), default=0)


class TranscriptError(ValueError):
    """A file of which nothing can be used. Its message says what, where and how to mend it."""
