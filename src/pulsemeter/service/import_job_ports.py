"""What the outside must provide so that files of another system can be taken in in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from pulsemeter.domain.origin import Origin
from pulsemeter.domain.study import Study
from pulsemeter.service.import_session import ImportedPanel


@dataclass(frozen=True, slots=True)
class LookedTable:
    """The first rows of a file as text, whatever they mean; `rows` of them there are."""

    name: str
    columns: tuple[str, ...]
    first: tuple[tuple[str, ...], ...]
    rows: int
    width: int


@dataclass(frozen=True, slots=True)
class PreviewedSegment:
    """One segment after merging: its name, size, and why it can't be told, if it can't."""

    attribute: str
    label: str
    persons: int
    withheld: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """An import before it is one: what the study will be, the first rows, what is left out, and
    the segments that can be told."""

    study: tuple[str, ...]
    rows: tuple[str, ...]
    counts: tuple[str, ...]
    left_out: tuple[str, ...]
    unlisted: int
    segments: tuple[PreviewedSegment, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """What came of reading the files of a job: the mapping as text, guessed where none was given;
    how the first file looks, if it can be read at all; then either a preview, and a panel to take
    in, or why there is none."""

    mapping: str = ""
    looked: LookedTable | None = None
    preview: ImportPreview | None = None
    refused: str = ""


class ImportWorkshop(Protocol):
    """Where uploaded files wait and are read, by the random id of their job."""

    def free_bytes(self) -> int:
        """How much room the disk has."""
        ...

    async def keep(self, job: str, name: str, file: BinaryIO) -> None:
        """Copy a file in under a name that has no folders in it. StoreError where it can't be."""
        ...

    async def read(
        self, job: str, study: Study, files: Sequence[str], mapping: str | None
    ) -> ReadFiles:
        """Read the files by a mapping, guessed where None, for this study. Whatever is
        wrong with a file, or happens to its reader, is told by `refused`."""
        ...

    async def panel(self, job: str) -> tuple[ImportedPanel, Origin]:
        """What the last reading had a preview of. StoreError where there is nothing."""
        ...

    def drop(self, job: str) -> None:
        """Remove the files of a job and all that was made of them."""
        ...

    def clear(self) -> None:
        """Remove all jobs: nobody waits for those of a server that has ended."""
        ...
