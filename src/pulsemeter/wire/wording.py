"""What programs and the server tell each other of what is said in a study's stimuli: statements,
passages, and the transcripts that they are taken from.

Times are milliseconds of the stimulus. Every edit names the edition that it is made in, as
`If-Match`; the `ETag` of what it answers is the next one.
"""

from typing import Literal

from msgspec import Struct

StatementKindName = Literal["claim", "question", "answer"]


class StudyStatement(Struct, frozen=True):
    """One revision of a statement, with what it was split from or merged of; `source` says where
    the note comes from."""

    id: str
    revision: int
    stimulus: str
    start_ms: int
    end_ms: int
    words: str
    speaker: str
    topic: str
    kind: StatementKindName
    note: str
    source: str
    parents: list[str]


class StudyPassage(Struct, frozen=True):
    """A title over statements that follow each other."""

    id: str
    revision: int
    stimulus: str
    title: str
    statements: list[str]


class StudyWording(Struct, frozen=True):
    """What is said in a study as it stands: after so many edits, in order of stimulus and time.
    `tag` is its ETag, with which an edit says what it was made in."""

    edition: int
    tag: str
    statements: list[StudyStatement]
    passages: list[StudyPassage]


class NewStatement(Struct, frozen=True):
    """A statement where nothing is said yet."""

    stimulus: str
    start_ms: int
    end_ms: int
    words: str
    speaker: str = ""


class ChangedStatement(Struct, frozen=True):
    """What is to change of a statement; what isn't given stays."""

    words: str | None = None
    speaker: str | None = None
    topic: str | None = None
    kind: StatementKindName | None = None
    note: str | None = None
    source: str | None = None


class StatementBounds(Struct, frozen=True):
    """When a statement begins and ends."""

    start_ms: int
    end_ms: int


class StatementSplit(Struct, frozen=True):
    """Where a statement is split: behind so many words, at a time, or both; one follows from the
    other."""

    word: int | None = None
    at_ms: int | None = None


class StatementMerge(Struct, frozen=True):
    """Neighbours that become one statement."""

    statements: list[str]


class NewPassage(Struct, frozen=True):
    """A passage over statements that are in none yet."""

    statements: list[str]
    title: str


class ChangedPassage(Struct, frozen=True):
    """What is to change of a passage; what isn't given stays."""

    title: str | None = None
    statements: list[str] | None = None


class TranscriptText(Struct, frozen=True):
    """The text of an SRT or WebVTT file or of a list of statements, for one stimulus."""

    stimulus: str
    text: str


class SessionWords(Struct, frozen=True):
    """A session of the study whose words came live, and the stimulus that they are of."""

    stimulus: str
    session: str


class TranscriptLine(Struct, frozen=True):
    """A line of a transcript, from 1, as it stands there, and what is wrong or odd about it."""

    number: int
    text: str
    reason: str


class TranscriptDraft(Struct, frozen=True):
    """What a transcript becomes. `to_mend` can't be used as it is; of more than are told, `hidden`
    are left out; `remarks` were used although something about them is odd."""

    statements: list[StudyStatement]
    passages: list[StudyPassage]
    cues: int
    to_mend: list[TranscriptLine]
    remarks: list[TranscriptLine]
    hidden: int
