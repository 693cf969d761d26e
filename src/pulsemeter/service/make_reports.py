"""Reports are written in the background, one after the other, for one view each.

Whoever sees other audiences gets another report. Between two of its parts one can be cancelled;
what was kept before stays. Figures are those that were released; nothing is counted here.
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from typing import Literal

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import OVER, Session
from pulsemeter.release.view import View
from pulsemeter.service.gather_report import gather_report
from pulsemeter.service.hand_over import view_key
from pulsemeter.service.ports import Clock, StoreError, Stores
from pulsemeter.service.release_closing import release_closing
from pulsemeter.service.report_ports import KeptReport, ReportName, ReportParts, ReportShelf
from pulsemeter.service.sort_comments import Comments

_diagnostics = logging.getLogger(__name__)
FORMATS = ("html", "pdf", "pptx")
WAITING_MAX = 20
FORGET_MS = 60_000
_FAILED_MAX = 200
ReportState = Literal["none", "waiting", "making", "ready", "failed", "cancelled"]


class ReportRefused(ValueError):
    """A report that can't be made, or not yet; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """How far a report is: `done` of `parts`. `kept` is the one that lies ready, also while a newer
    one is made."""

    state: ReportState
    kept: KeptReport | None = None
    done: int = 0
    parts: int = len(FORMATS) + 1
    problem: str = ""


@dataclass(slots=True)
class _Job:
    name: ReportName
    session: Session
    view: View
    done: int = 0
    is_cancelled: bool = False


class Reporting:
    """The reports of one server."""

    def __init__(
        self,
        stores: Stores,
        clock: Clock,
        desk: Comments,
        shelf: ReportShelf,
        write: ReportParts,
    ) -> None:
        self._stores = stores
        self._clock = clock
        self._desk = desk
        self._shelf = shelf
        self._write = write
        self._waiting: deque[_Job] = deque()
        self._making: _Job | None = None
        self._ended: dict[ReportName, tuple[ReportState, str]] = {}
        self._forgotten: set[str] = set()
        self._due = asyncio.Event()

    def progress(self, session: Session, view: View) -> ReportProgress:
        """How far the report on a session is, for whoever has this view."""
        name = _name(session, view)
        kept = self._shelf.newest(name)
        if self._making is not None and self._making.name == name:
            return ReportProgress("making", kept, self._making.done)
        if any(job.name == name for job in self._waiting):
            return ReportProgress("waiting", kept)
        if name in self._ended:
            state, problem = self._ended[name]
            return ReportProgress(state, kept, problem=problem)
        return ReportProgress("none" if kept is None else "ready", kept)

    def ask(self, session: Session, view: View) -> ReportProgress:
        """Let it be made anew, unless it is under way. ReportRefused says why there is none."""
        if session.state not in OVER:
            raise ReportRefused("a report is made after the close; close the session first")
        under_way = self.progress(session, view)
        if under_way.state in ("waiting", "making"):
            return under_way
        if len(self._waiting) >= WAITING_MAX:
            raise ReportRefused("many reports are being made; ask again in a minute")
        name = _name(session, view)
        self._ended.pop(name, None)
        self._waiting.append(_Job(name, session, view))
        self._due.set()
        return self.progress(session, view)

    def cancel(self, session: Session, view: View) -> ReportProgress:
        """Stop making it; after its last part it is too late."""
        name = _name(session, view)
        if self._making is not None and self._making.name == name:
            self._making.is_cancelled = True
        for job in [job for job in self._waiting if job.name == name]:
            self._waiting.remove(job)
            self._end(job, "cancelled")
        return self.progress(session, view)

    async def run(self) -> None:
        """Make what waits, and let go what may not be kept any more."""
        await asyncio.gather(self._make_on(), self._forget_on())

    async def _forget_on(self) -> None:
        while True:
            try:
                await self._forget()
            except StoreError as error:
                _diagnostics.error("reports that are due to go wait: %s", error)
            await self._clock.pause(FORGET_MS)

    async def _forget(self) -> None:
        """Reports quote what people wrote: they go with the persons of their session. One that is
        made afterwards has no comments and stays."""
        for code in {name.session for name in self._shelf.kept()} - self._forgotten:
            if Piece.PERSONS not in await self._stores.erasures.steps(code):
                continue
            for name in self._shelf.kept():
                if name.session == code:
                    self._shelf.drop(name)
            self._forgotten.add(code)

    async def _make_on(self) -> None:
        """One report after the other."""
        while True:
            self._due.clear()
            if not self._waiting:
                await self._due.wait()
                continue
            job = self._making = self._waiting.popleft()
            try:
                await self._make(job)
                if job.is_cancelled:
                    self._end(job, "cancelled")
            except DataError as refusal:
                self._end(job, "failed", str(refusal))
            except Exception as error:  # the next report must not wait for ever
                _diagnostics.error("report on %s failed", job.session.code, exc_info=error)
                self._end(job, "failed", "something went wrong on our side; ask for it again")
            finally:
                self._making = None

    async def _make(self, job: _Job) -> None:
        await release_closing(self._stores, job.session, self._clock.wall_ms())
        findings = await gather_report(self._stores, self._clock, self._desk, job.session, job.view)
        job.done = 1
        files: dict[str, bytes] = {}
        parts = iter(self._write(findings))
        # Away from the loop: a long report takes seconds, and presses must not wait for it.
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            if job.is_cancelled:
                return
            files[part[0]] = part[1]
            job.done += 1
        await self._shelf.keep(job.name, files)

    def _end(self, job: _Job, state: ReportState, problem: str = "") -> None:
        if len(self._ended) >= _FAILED_MAX:
            self._ended.pop(next(iter(self._ended)))
        self._ended[job.name] = (state, problem)


def _name(session: Session, view: View) -> ReportName:
    return ReportName(session.study, session.code, view_key(view))
