"""What the page of a study's stimuli and the server tell each other about files on their way."""

from typing import Literal

from msgspec import Struct


class NewUpload(Struct, frozen=True):
    """A file that a page wants to send. `mark` is made of its first bytes, so that the same file,
    chosen again after a reload, goes on where it stopped. With a `session` it is its recording."""

    study: str
    stimulus: str
    name: str
    size_bytes: int
    mark: str
    kind: Literal["stimulus", "captions"] = "stimulus"
    language: str = ""
    session: str = ""


class OpenUpload(Struct, frozen=True):
    """Where an upload goes on, and how much one request may carry."""

    id: str
    offset: int
    piece_bytes_max: int


class FileProgress(Struct, frozen=True):
    """How far one file is; `share` of the upload or of the making, 0 to 1. While it waits, `ahead`
    others come first; while it is made, `remaining_ms` estimates the time that is left, null while
    that can't be told. `upload` is the id of what can be given up, "" where there is nothing."""

    state: Literal["missing", "uploading", "waiting", "making", "ready", "refused", "elsewhere"]
    share: float
    name: str
    reason: str
    ahead: int = 0
    remaining_ms: int | None = None
    upload: str = ""


class CaptionsProgress(Struct, frozen=True):
    """Captions in one language; the study's own is the empty text."""

    language: str
    progress: FileProgress


class StimulusProgress(Struct, frozen=True):
    """A stimulus with all its files."""

    id: str
    title: str
    duration_ms: int
    sound_only: bool
    video: FileProgress
    captions: list[CaptionsProgress]


class StudyStimuli(Struct, frozen=True):
    """The stimuli of a study; `has_session` says that they stay as they are."""

    study: str
    has_session: bool
    stimuli: list[StimulusProgress]
