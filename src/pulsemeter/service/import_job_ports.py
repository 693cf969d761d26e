"""What the outside must provide so that files of another system can be taken in in the browser."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import IO, Protocol

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


@dataclass(frozen=True, slots=True)
class WaitingImport:
    """Files that somebody brought for a study. `mapping` is what they are read by, None where one
    is to be guessed; `has_words` says that a transcript came along. `session` is the code of the
    session that they become, from when that begins; `is_taken_in` once it is there."""

    id: str
    owner: str
    study: str
    begun_ms: int
    files: tuple[str, ...] = ()
    mapping: str | None = None
    has_words: bool = False
    session: str = ""
    is_taken_in: bool = False


Hear = Callable[[float, str], None]


class ImportWorkshop(Protocol):
    """Where uploaded files wait and are read, by the random id of their import; it survives a
    restart. StoreError where something can't be kept."""

    def waiting(self) -> Sequence[WaitingImport]:
        """All that is here, oldest first."""
        ...

    def sweep(self, known: Collection[str]) -> None:
        """Remove what belongs to none of these."""
        ...

    def put(self, waiting: WaitingImport) -> None:
        """Note an import, or its present state."""
        ...

    def free_bytes(self) -> int:
        """How much room the disk has."""
        ...

    def size_bytes(self, job: str) -> int:
        """How much of it is taken by the files of an import."""
        ...

    async def keep(self, job: str, name: str, file: IO[bytes]) -> None:
        """Copy a file in under a name that has no folders in it, in place of one of that name."""
        ...

    def take_away(self, job: str, name: str) -> None:
        """Remove a file; one that isn't there is no matter."""
        ...

    def put_words(self, job: str, text: str) -> None:
        """Keep the text of a transcript, in place of the one before; none with ""."""
        ...

    def words(self, job: str) -> str:
        """The text of the transcript."""
        ...

    def unread(self, job: str) -> None:
        """Forget what came of reading the files last."""
        ...

    def found(self, job: str) -> ReadFiles | None:
        """What came of reading the files last, None where nothing is known of it."""
        ...

    async def read(
        self, job: str, study: Study, files: Sequence[str], mapping: str | None, hear: Hear
    ) -> ReadFiles:
        """Read the files by a mapping, guessed where None, for this study; `hear` hears the share
        that is done, 0..1, and what goes on, from another thread. Whatever is wrong with a file,
        or happens to its reader, is told by `refused`. Cancelled, its reader is gone when this
        ends."""
        ...

    async def panel(self, job: str) -> tuple[ImportedPanel, Origin]:
        """What the last reading had a preview of. StoreError where there is nothing."""
        ...

    def empty(self, job: str) -> None:
        """Remove the files of an import and all that was made of them; its note stays."""
        ...

    def drop(self, job: str) -> None:
        """Remove an import and all that belongs to it."""
        ...
