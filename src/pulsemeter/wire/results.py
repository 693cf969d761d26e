"""What is told of what a session becomes afterwards: reports, films, data packages.

Each is made in the background; `job` says how far it is. Files lie at the addresses told here.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pulsemeter.wire.jobs import JobStatus

ReportForm = Literal["html", "pdf", "pptx"]
DataForm = Literal["csv", "parquet", "sav", "zsav", "dta"]
LayoutName = Literal["side", "burned"]
Id = Annotated[str, Meta(min_length=1, max_length=200)]


class ResultFile(Struct, frozen=True):
    """A file that lies ready, and where."""

    name: str
    size_bytes: int
    url: str


class Report(Struct, frozen=True):
    """The report on one stimulus: how far it is, and the files of the newest, made at `made_ms`."""

    stimulus: str
    title: str
    job: JobStatus
    files: list[ResultFile]
    made_ms: int | None = None


class Reports(Struct, frozen=True):
    """A report for each stimulus of a session."""

    reports: list[Report]


class FilmSegment(Struct, frozen=True):
    """A segment whose curve a film may show."""

    id: str
    label: str


class Films(Struct, frozen=True):
    """How far the films with curves are, what lies ready, and the segments to choose from once the
    session is over."""

    job: JobStatus
    files: list[ResultFile]
    segments: list[FilmSegment]


class WantedFilms(Struct, frozen=True):
    """Films to be made: the segments whose curves they show, none for the usual ones, of which
    stimulus ("" for the first), and whether with clips of the strongest statements."""

    segments: Annotated[list[Id], Meta(max_length=4)] = []
    layout: LayoutName = "side"
    stimulus: Annotated[str, Meta(max_length=200)] = ""
    clips: bool = False


class DataPackage(Struct, frozen=True):
    """A data package that you asked for; `file` once it lies ready."""

    id: str
    package: Literal["released", "persons"]
    formats: list[DataForm]
    job: JobStatus
    file: ResultFile | None = None


class DataPackages(Struct, frozen=True):
    """The data packages of a session that you asked for, the newest first."""

    packages: list[DataPackage]


class WantedData(Struct, frozen=True):
    """In which forms beside CSV."""

    formats: Annotated[list[DataForm], Meta(max_length=5)] = []


class WantedPersons(Struct, frozen=True):
    """In which forms beside CSV, and why; the reason stands in the audit log."""

    formats: Annotated[list[DataForm], Meta(max_length=5)] = []
    reason: Annotated[str, Meta(max_length=500)] = ""
