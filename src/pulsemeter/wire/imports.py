"""Sessions of other systems taken in by programs: `/api/v1/studies/{name}/imports`."""

from typing import Literal

from msgspec import Struct

from pulsemeter.wire.jobs import JobStatus
from pulsemeter.wire.wording import TranscriptLine

ImportStep = Literal["", "read", "take-in"]


class WantedMapping(Struct, frozen=True, forbid_unknown_fields=True):
    """By what the files are to be read (TOML); "" lets a mapping be guessed."""

    text: str = ""


class ImportTranscript(Struct, frozen=True, forbid_unknown_fields=True):
    """The text of a transcript, in any format for words."""

    text: str


class LookedFile(Struct, frozen=True):
    """How the first file looks: some columns and rows of it as text, of so many there are."""

    name: str
    columns: list[str]
    first: list[list[str]]
    rows: int
    width: int


class ImportedSegment(Struct, frozen=True):
    """A segment after merging. `withheld` says why it is held back, "" where it isn't."""

    attribute: str
    label: str
    persons: int
    withheld: str


class ImportPreview(Struct, frozen=True):
    """What the files become, in words: the study, the first rows as understood, counts, what isn't
    understood and left out (`unlisted` are more of that), what was assumed; and the segments."""

    study: list[str]
    rows: list[str]
    counts: list[str]
    left_out: list[str]
    unlisted: int
    segments: list[ImportedSegment]
    notes: list[str]


class ImportWords(Struct, frozen=True):
    """What the transcript becomes: so many statements, out of `cues` where it has them; lines that
    can't be used (`hidden` are more of them), and odd ones that are."""

    statements: int
    cues: int
    to_mend: list[TranscriptLine]
    remarks: list[TranscriptLine]
    hidden: int


class ImportFacts(Struct, frozen=True):
    """Files that wait to become a session. `doing` is what `job` tells the progress of. After
    reading there is a `preview`, or `refused` says why there is none. `session` is what they
    became; the files are gone then. `goes_ms` is the wall time at which they go in any case."""

    id: str
    study: str
    begun_ms: int
    goes_ms: int
    files: list[str]
    doing: ImportStep
    job: JobStatus
    mapping: str
    refused: str
    session: str
    looked: LookedFile | None = None
    preview: ImportPreview | None = None
    words: ImportWords | None = None


class WaitingImports(Struct, frozen=True):
    """What you brought for a study, the newest first."""

    imports: list[ImportFacts]
