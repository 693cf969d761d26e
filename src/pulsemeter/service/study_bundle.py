"""A study file with the texts that it names, as they are carried about: read, packed, unpacked.

What comes from outside is hostile until it was read: a package may hold so many files of such a
size and no more, and names lead nowhere. Video and sound are no part of it; they are uploaded.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePosixPath

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.create_study import check_passages, check_statements
from pulsemeter.service.read_study import StudyFile, read_study
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.transcript.cue import BadLine
from pulsemeter.transcript.passage_list import read_passage_list
from pulsemeter.transcript.read_transcript import read_transcript
from pulsemeter.transcript.statement_list import read_statement_list
from pulsemeter.transcript.statements import merge_cues

FILES_MAX = 64
FILE_BYTES_MAX = 5_000_000
STUDY_BYTES_MAX = 1_000_000
ALL_BYTES_MAX = 20_000_000
"""Unpacked: a small ZIP can hold far more than came over the line."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, OSError,
    ValueError, OverflowError,
)  # fmt: skip
"""What is raised for a package that is damaged or made to be, its encryption and methods of packing
that aren't known among it."""
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can say: the same study packs to the same bytes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in all stimuli; `bad_lines` of transcripts by their name."""

    statements: list[Statement] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    bad_lines: dict[str, tuple[BadLine, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CarriedStudy:
    """A study as it came, its files still to be uploaded, and what its author should know."""

    study: Study
    said: Said
    notes: tuple[str, ...]


def said_in(parsed: StudyFile, study: Study, read: Callable[[str], bytes]) -> Said:
    """What is said in all stimuli: from their lists, else merged from their transcripts; `read`
    gives the content of a file that the study names."""
    found = Said()
    for stimulus in study.stimuli:
        listed = parsed.statement_lists.get(stimulus.id)
        spoken = parsed.transcripts.get(stimulus.id)
        if listed:
            text = read(listed).decode("utf-8", "replace")
            said = read_statement_list(
                text, listed, stimulus=stimulus.id, duration_ms=stimulus.duration_ms or None
            )
            found.statements.extend(said)
            found.passages.extend(read_passage_list(text, listed, said))
        elif spoken:
            transcript = read_transcript(read(spoken), spoken)
            found.bad_lines[spoken] = transcript.bad_lines
            found.statements.extend(merge_cues(transcript.cues, stimulus.id))
    return found


def carried_study(files: Mapping[str, bytes]) -> CarriedStudy:
    """The study of these files. Raises StudyFileError with every complaint."""
    name = _study_file(files)
    parsed = read_study(_text(name, files[name]), name)
    stimuli = tuple(_without_files(stimulus) for stimulus in parsed.study.stimuli)
    study = replace(parsed.study, stimuli=stimuli)

    def beside(named: str) -> bytes:
        content = files.get(_plain(named))
        if content is None:
            what = "is named by the study file and didn't come with it; add it, or take it away"
            raise StudyFileError(name, [Complaint(named, 0, what)])
        return content

    said = said_in(parsed, study, beside)
    check_statements(study, said.statements)
    check_passages(study, said.statements, said.passages)
    notes = [str(note) for note in parsed.notes]
    for before, now in zip(parsed.study.stimuli, study.stimuli, strict=True):
        if before.files and before.files != now.files:
            notes.append(f"{', '.join(before.files)} of “{now.title}” are still to be uploaded")
    notes += [f"{named}, {line}" for named, lines in said.bad_lines.items() for line in lines]
    return CarriedStudy(study, said, tuple(notes))


def packed(files: Mapping[str, bytes]) -> bytes:
    """These files as a ZIP."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, _FIRST_DATE), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def unpacked(name: str, content: bytes) -> dict[str, bytes]:
    """The files of a ZIP by their plain names, or the one file that this is. StudyFileError for
    what isn't taken."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return {_plain(name): content}
    found: dict[str, bytes] = {}
    room = ALL_BYTES_MAX
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > FILES_MAX:
                raise _refusal(name, f"holds {len(entries)} files; {FILES_MAX} are taken")
            for entry in entries:
                with package.open(entry) as opened:
                    held = opened.read(FILE_BYTES_MAX + 1)
                if len(held) > FILE_BYTES_MAX:
                    raise _refusal(
                        entry.filename,
                        f"is longer than {FILE_BYTES_MAX // 1_000_000} MB; video and sound are "
                        "uploaded once the study is there",
                    )
                room -= len(held)
                if room < 0:
                    raise _refusal(name, f"holds more than {ALL_BYTES_MAX // 1_000_000} MB")
                found[_plain(entry.filename)] = held
    except StudyFileError:
        raise
    except _BROKEN as error:
        raise _refusal(name, f"is no ZIP that can be opened ({error})") from error
    return found


def _study_file(files: Mapping[str, bytes]) -> str:
    """Which of the files is the study's: study.toml, else the only one that isn't a list."""
    lists = [name for name in files if name.lower().endswith(".toml")]
    named = [name for name in lists if name.lower() == "study.toml"] or lists
    if len(named) != 1:
        raise _refusal(
            "study.toml",
            "isn't among the files; choose it, and the lists of statements that it names",
        )
    return named[0]


def _text(name: str, content: bytes) -> str:
    if len(content) > STUDY_BYTES_MAX:
        raise _refusal(name, "is too large for a study file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal(name, "isn't UTF-8 text; save it with the encoding UTF-8") from error


def _without_files(stimulus: Stimulus) -> Stimulus:
    """The stimulus before its files come; how long one of them is will be seen in it."""
    duration_ms = 0 if stimulus.file else stimulus.duration_ms
    return replace(stimulus, file="", captions="", captions_in=(), duration_ms=duration_ms)


def _plain(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _refusal(name: str, what: str) -> StudyFileError:
    return StudyFileError(name, [Complaint(name, 0, what)])
