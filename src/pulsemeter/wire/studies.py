"""What programs are told of studies: `GET /api/v1/studies` and what lies below it.

The study file itself travels as its TOML text; see `docs/reference/study_file.md`.
"""

from msgspec import Struct

from pulsemeter.wire.decisions import RoleName


class ListedStudy(Struct, frozen=True):
    """A study that whoever asks belongs to, with their `role` there; of an editor the `audiences`
    whose figures are theirs to see. `sessions` are counted without dry runs."""

    name: str
    title: str
    role: RoleName
    audiences: list[str]
    sessions: int


class Studies(Struct, frozen=True):
    """Studies by name."""

    studies: list[ListedStudy]


class StudyStimulus(Struct, frozen=True):
    """What is watched; 0 ms where no file is there yet."""

    id: str
    title: str
    duration_ms: int


class StudyCategory(Struct, frozen=True):
    """A category of an attribute, with how many are wanted, if that was said."""

    id: str
    label: str
    quota: int | None


class StudyAttribute(Struct, frozen=True):
    """An attribute that segments are made of, or that people are asked for."""

    id: str
    label: str
    categories: list[StudyCategory]


class MissingPart(Struct, frozen=True):
    """What a study lacks, at which step of the studio it is mended, and whether a session can't
    open without it."""

    what: str
    step: str
    is_needed: bool


class StudyFacts(Struct, frozen=True):
    """A study. `fixed_by` is the code of the session that keeps it from being changed, or empty;
    `missing` is told to those who may change the study or open its sessions."""

    name: str
    title: str
    question: str
    language: str
    profile: str
    simulated: bool
    role: RoleName
    audiences: list[str]
    stimuli: list[StudyStimulus]
    attributes: list[StudyAttribute]
    sessions: list[str]
    fixed_by: str
    missing: list[MissingPart]


class FileComplaint(Struct, frozen=True):
    """What is wrong with a study file: at which key, on which line (0 where that isn't known)."""

    key: str
    line: int
    what: str


class FileProblem(Struct, frozen=True):
    """A study file that wasn't taken, with everything that is wrong with it."""

    error: str
    remedy: str
    complaints: list[FileComplaint]
