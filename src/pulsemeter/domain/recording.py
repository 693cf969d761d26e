"""A recording of a live session: its file, its captions, and how it lies on the session's time.

Kept in editions: each change is a further one, with who made it and when, and none is altered.
The file is made playable and kept elsewhere; here is only what it is called and how long it is.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from pulsemeter.domain.alignment import Alignment


class RecordingStep(StrEnum):
    """What an edition changed."""

    FILE = "file"
    CAPTIONS = "captions"
    ALIGNMENT = "alignment"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Recording:
    """One edition of the recording of a session's stimulus; `name` is what the file was called by
    whoever brought it, `file` "" once it is removed."""

    session: str
    stimulus: str
    number: int
    step: RecordingStep
    author: str
    wall_ms: int
    file: str = ""
    name: str = ""
    duration_ms: int = 0
    sound_only: bool = False
    captions: str = ""
    alignment: Alignment | None = None

    @property
    def is_usable(self) -> bool:
        """Whether moments of the session can be found in it."""
        return self.file != "" and self.alignment is not None

    @property
    def files(self) -> tuple[str, ...]:
        """The names of what is kept of it."""
        return tuple(filter(None, (self.file, self.captions)))

    def with_captions(self, captions: str, author: str, wall_ms: int) -> "Recording":
        """The next edition, with these captions."""
        return self._next(RecordingStep.CAPTIONS, author, wall_ms, captions=captions)

    def aligned(self, alignment: Alignment, author: str, wall_ms: int) -> "Recording":
        """The next edition, aligned so."""
        return self._next(RecordingStep.ALIGNMENT, author, wall_ms, alignment=alignment)

    def removed(self, author: str, wall_ms: int) -> "Recording":
        """The next edition, in which nothing is kept any more."""
        return Recording(
            self.session, self.stimulus, self.number + 1, RecordingStep.REMOVED, author, wall_ms
        )

    def _next(
        self,
        step: RecordingStep,
        author: str,
        wall_ms: int,
        *,
        captions: str | None = None,
        alignment: Alignment | None = None,
    ) -> "Recording":
        return replace(
            self,
            number=self.number + 1,
            step=step,
            author=author,
            # A clock that was set back makes no edition older than the one before it.
            wall_ms=max(wall_ms, self.wall_ms),
            captions=self.captions if captions is None else captions,
            alignment=alignment or self.alignment,
        )
