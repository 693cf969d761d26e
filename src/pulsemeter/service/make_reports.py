"""Reports are written in the background, one after the other, for one view each.

Whoever sees other audiences gets another report; a playlist has one for each of its stimuli. What
was kept before stays while a newer one is made. Figures are those that were released; nothing is
counted here.
"""

import asyncio
import logging
from collections.abc import Collection

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import OVER
from pulsemeter.domain.study import Study
from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.gather_report import gather_report
from pulsemeter.service.hand_over import view_key
from pulsemeter.service.jobs import Job, Jobs, Lane, Progress
from pulsemeter.service.ports import Clock, StoreError, Stores
from pulsemeter.service.release_closing import release_closing
from pulsemeter.service.report_ports import KeptReport, ReportName, ReportParts, ReportShelf
from pulsemeter.service.sort_comments import Comments

_diagnostics = logging.getLogger(__name__)
FORMATS = ("html", "pdf", "pptx")
FORGET_MS = 60_000
_KIND = "report"
STAGES = {"html": "page", "pdf": "print", "pptx": "slides"}
"""What is made with each format, in words."""
_READING = 20
_WEIGHTS = {"html": 5, "pdf": 35, "pptx": 40}
"""How long each takes beside the others, as measured on reports of one session."""
ReportProgress = Progress[KeptReport | None]


class ReportRefused(ValueError):
    """A report that can't be made, or not yet; the message says why and what to do."""


class Reporting:
    """The reports of one server."""

    def __init__(
        self,
        stores: Stores,
        clock: Clock,
        desk: Comments,
        shelf: ReportShelf,
        write: ReportParts,
        jobs: Jobs,
    ) -> None:
        self._stores = stores
        self._clock = clock
        self._desk = desk
        self._shelf = shelf
        self._write = write
        self._jobs = jobs
        self._forgotten: set[str] = set()
        jobs.open_lane(Lane(_KIND, "reports", self._make, ReportRefused, (DataError,)))

    def progress(self, place: Place, view: View, stimulus: str = "") -> ReportProgress:
        """How far the report on a stimulus of a session is, the first for "", for whoever has this
        view. ReportRefused where the session showed no such stimulus."""
        name = _name(place, view, stimulus)
        return self._jobs.progress(_KIND, _key(name), self._shelf.newest(name))

    async def ask(self, place: Place, view: View, stimulus: str = "") -> ReportProgress:
        """Let it be made anew, unless it is under way. ReportRefused says why there is none."""
        if place.session.state not in OVER:
            raise ReportRefused("a report is made after the close; close the session first")
        name = _name(place, view, stimulus)
        said = {"stimulus": (name.stimulus,)} if name.stimulus else {}
        await self._jobs.ask(_KIND, place.session, _key(name), view, said=said)
        return self.progress(place, view, stimulus)

    async def cancel(self, place: Place, view: View, stimulus: str = "") -> ReportProgress:
        """Stop making it; what was kept before stays."""
        await self._jobs.cancel(self._jobs.one(_KIND, _key(_name(place, view, stimulus))))
        return self.progress(place, view, stimulus)

    async def forget_on(self) -> None:
        """Let go what may not be kept any more, again and again."""
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

    async def _make(self, job: Job) -> None:
        note, stores = job.note, self._stores
        session = await stores.studies.session(note.session)
        if session is None:
            raise DataError(f"session {note.session} isn't here any more")
        job.tell(0.0, "reading")
        await release_closing(stores, session, self._clock.wall_ms())
        stimulus = note.word("stimulus")
        findings = await gather_report(
            stores, self._clock, self._desk, session, note.view, stimulus=stimulus or None
        )
        files: dict[str, bytes] = {}
        parts = iter(self._write(findings))
        # Away from the loop: a long report takes seconds, and presses must not wait for it.
        for form in FORMATS:
            job.tell(report_share(files), STAGES[form])
            part = await asyncio.to_thread(next, parts, None)
            assert part is not None
            files[part[0]] = part[1]
        await self._shelf.keep(
            ReportName(note.study, note.session, view_key(note.view), stimulus), files
        )


def report_share(done: Collection[str], forms: Collection[str] = FORMATS) -> float:
    """How much of a report in these formats is made, 0..1, once it was read and these are done."""
    whole, made = (_READING + sum(_WEIGHTS[form] for form in each) for each in (forms, done))
    return made / whole


def first_for_nothing(study: Study, stimulus: str) -> str:
    """The id of a stimulus as reports are named: "" for the first. ReportRefused for none."""
    known = [each.id for each in study.stimuli]
    if stimulus in ("", known[0]):
        return ""
    if stimulus not in known:
        raise ReportRefused(f"there is no stimulus {stimulus!r} here; there are {', '.join(known)}")
    return stimulus


def _name(place: Place, view: View, stimulus: str) -> ReportName:
    session, named = place.session, first_for_nothing(place.study, stimulus)
    return ReportName(session.study, session.code, view_key(view), named)


def _key(name: ReportName) -> str:
    return f"{name.session} {name.view} {name.stimulus}"
