"""What the outside must provide so that reports can be written and kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pulsemeter.report.study_findings import StudyFindings

ReportParts = Callable[[StudyFindings], Iterable[tuple[str, bytes]]]
"""Writes a report part by part: the format, then its bytes, each made when it is asked for."""


@dataclass(frozen=True, slots=True)
class ReportName:
    """Which report: on one session, for one view of its figures, on a `stimulus`, the first for
    ""."""

    study: str
    session: str
    view: str
    stimulus: str = ""


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report that lies ready: its files by format, and the wall time at which it was made."""

    files: Mapping[str, Path]
    made_ms: int


class ReportShelf(Protocol):
    """Keeps the newest report of each session, view and stimulus, beside the study's results."""

    async def keep(self, name: ReportName, files: Mapping[str, bytes]) -> None:
        """Put these files, by format, in place of older ones: all or none."""
        ...

    def kept(self) -> Sequence[ReportName]:
        """Every report that lies ready."""
        ...

    def drop(self, name: ReportName) -> None:
        """Remove the report that lies ready."""
        ...

    def newest(self, name: ReportName) -> KeptReport | None:
        """The report that lies ready, if one was made."""
        ...
