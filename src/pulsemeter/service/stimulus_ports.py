"""What the outside must provide so that a file can arrive and become a stimulus."""

from collections.abc import AsyncIterable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class StimulusRefused(Exception):
    """A file that can't become a stimulus: what, where, how to mend it."""


class ArrivalKind(StrEnum):
    """What a file is meant to be."""

    STIMULUS = "stimulus"
    CAPTIONS = "captions"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file on its way into a study. `mark` is what its sender made of its first bytes, so that
    the same file, chosen again, goes on where it stopped; `refused` says why it went no further.
    With a `session` it is that session's recording, or captions for it, brought by `author`."""

    id: str
    study: str
    stimulus: str
    kind: ArrivalKind
    language: str
    name: str
    size_bytes: int
    mark: str
    refused: str = ""
    session: str = ""
    author: str = ""

    @property
    def slot(self) -> tuple[str, str, ArrivalKind, str, str]:
        """The place it is for; a later file for the same place takes its turn."""
        return self.study, self.stimulus, self.kind, self.language, self.session


@dataclass(frozen=True, slots=True)
class MadeStimulus:
    """What was made of a file: its name in the study's folder, how long it is."""

    file: str
    duration_ms: int
    sound_only: bool


class Quarantine(Protocol):
    """Where files wait that nobody has looked into yet; it survives a restart."""

    def arrivals(self) -> Sequence[Arrival]:
        """All that is here, oldest first."""
        ...

    def put(self, arrival: Arrival) -> None:
        """Note an arrival, or its present state. A refused one keeps no bytes."""
        ...

    def offset(self, arrival: Arrival) -> int:
        """How many bytes of it are here."""
        ...

    async def append(self, arrival: Arrival, pieces: AsyncIterable[bytes]) -> int:
        """Add bytes to its end as they come; how many are here then, durably. Whatever breaks
        off the pieces, those that came stay."""
        ...

    def path(self, arrival: Arrival) -> Path:
        """Where its bytes lie."""
        ...

    def touched_ms(self, arrival: Arrival) -> int:
        """Wall time at which it last changed."""
        ...

    def remove(self, arrival: Arrival) -> None:
        """Forget it and its bytes."""
        ...

    def free_bytes(self) -> int:
        """How much room the disk has."""
        ...


class StimulusMaker(Protocol):
    """Makes files playable and keeps them in a study's folder."""

    async def make(
        self, source: Path, study: str, name: str, tell: Callable[[float], None]
    ) -> MadeStimulus:
        """A playable file of this name (its ending is added); `tell` hears the share done.
        StimulusRefused says what is wrong with the source. Cancelled, it leaves nothing."""
        ...

    async def keep_captions(self, study: str, name: str, text: str) -> str:
        """Write captions; the file's name with its ending."""
        ...

    async def remove(self, study: str, file: str) -> None:
        """Take away what was made, if it is there."""
        ...
