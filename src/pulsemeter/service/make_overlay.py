"""Films with overlays are asked for, made in the background one after the other, and kept.

Each is made for one view: whoever sees other audiences gets other films. Figures are the final ones
of the release book; nothing is counted anew.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pulsemeter.domain.recording import Recording
from pulsemeter.domain.session import Session
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.showing import Showing
from pulsemeter.release.view import View
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.clip_source import ClipSource, clip_source
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.hand_over import view_key
from pulsemeter.service.hand_over_ports import ClipRefused
from pulsemeter.service.overlay_ports import KeptFilm, OverlayMaker, OverlayName, OverlayShelf
from pulsemeter.service.plan_overlay import (
    CLIP_LIST,
    OverlayChoice,
    PlannedFilm,
    chosen_stimulus,
    clip_list,
    plan_films,
)

_diagnostics = logging.getLogger(__name__)
WAITING_MAX = 20
_ENDED_MAX = 1_000
OverlayState = Literal["none", "waiting", "making", "ready", "failed"]
Newest = Callable[[str], Awaitable[Sequence[Recording]]]
"""The newest recordings of a session."""


@dataclass(frozen=True, slots=True)
class OverlayProgress:
    """How far the films are; `share` is 0..1 of those being made, `kept` are those that lie ready,
    also while newer ones are made."""

    state: OverlayState
    share: float = 0.0
    kept: tuple[KeptFilm, ...] = ()
    problem: str = ""


@dataclass(slots=True)
class _Job:
    name: OverlayName
    session: Session
    view: View
    choice: OverlayChoice
    share: float = 0.0


class FilmPlanning:
    """Which films can be made of a session, and from which files."""

    def __init__(self, comparing: Comparing, newest: Newest, maker: OverlayMaker) -> None:
        self._comparing, self._newest, self._maker = comparing, newest, maker

    async def showing(self, session: Session, view: View) -> Showing:
        """The final figures that a view shows."""
        return await self._comparing.showing(session, replace(view, final_only=True))

    async def plan(self, showing: Showing, choice: OverlayChoice) -> list[PlannedFilm]:
        """The films of a choice. OverlayRefused says why there are none."""
        source = await self._source(showing, choice)
        captions = await self._maker.captions(showing.study.name, source.captions)
        return await asyncio.to_thread(plan_films, showing, choice, source, captions)

    async def _source(self, showing: Showing, choice: OverlayChoice) -> ClipSource:
        stimulus = chosen_stimulus(showing, choice.stimulus)
        held = await self._newest(showing.code)
        recording = next((r for r in held if r.stimulus == stimulus.id and r.is_usable), None)
        try:
            source = clip_source(stimulus, recording)
        except ClipRefused as refusal:
            raise OverlayRefused(f"there can be no overlay, {refusal}") from refusal
        if not self._maker.has_source(showing.study.name, source.file):
            raise OverlayRefused(
                f"no file of {stimulus.title} is here; upload it, or attach a recording of the "
                "session and align it"
            )
        return source


class Overlays:
    """The films with overlays of one server."""

    def __init__(
        self, planning: FilmPlanning, maker: OverlayMaker, shelf: OverlayShelf, audit: AuditTrail
    ) -> None:
        self._planning, self._maker = planning, maker
        self._shelf, self._audit = shelf, audit
        self._waiting: deque[_Job] = deque()
        self._making: tuple[_Job, asyncio.Task[None]] | None = None
        self._failed: dict[OverlayName, str] = {}
        self._due = asyncio.Event()

    async def choices(self, session: Session, view: View) -> list[PlannedCell]:
        """The segments from which to choose."""
        showing = await self._planning.showing(session, view)
        return [cell for cell in showing.cells if not cell.withheld]

    def progress(self, session: Session, view: View) -> OverlayProgress:
        """How far the films of a session are, for whoever has this view."""
        name = _name(session, view)
        kept = tuple(self._shelf.held(name))
        job = self._job(name)
        if job is not None:
            is_made = self._making is not None and self._making[0] is job
            return OverlayProgress("making" if is_made else "waiting", job.share, kept)
        if name in self._failed:
            return OverlayProgress("failed", 0.0, kept, self._failed[name])
        return OverlayProgress("ready" if kept else "none", 0.0, kept)

    async def ask(self, session: Session, view: View, choice: OverlayChoice, actor: str) -> None:
        """Let films be made in place of those that are kept. OverlayRefused says why not."""
        # Planned twice: what can't be made is refused at once, not when its turn comes.
        await self._planning.plan(await self._planning.showing(session, view), choice)
        name = _name(session, view)
        if self._job(name) is not None:
            raise OverlayRefused("one is being made already; wait for it, or cancel it")
        if len(self._waiting) >= WAITING_MAX:
            raise OverlayRefused("many overlays are being made; ask again in some minutes")
        told = f"{choice.layout}, {', '.join(choice.segments) or 'usual segments'}"
        await self._audit.note(actor, "overlay: asked for", session.code, told)
        self._failed.pop(name, None)
        self._waiting.append(_Job(name, session, view, choice))
        self._due.set()

    async def cancel(self, session: Session, view: View) -> None:
        """Give up what is being made or waits; nothing of it is left when this ends."""
        job = self._job(_name(session, view))
        if job is None:
            return
        if self._making is not None and self._making[0] is job:
            task = self._making[1]
            task.cancel()
            await asyncio.wait([task])
        else:
            self._waiting.remove(job)

    def path(self, session: Session, view: View, file: str) -> Path | None:
        """Where a film that lies ready is."""
        return self._shelf.path(_name(session, view), file)

    def _job(self, name: OverlayName) -> _Job | None:
        jobs = [*([self._making[0]] if self._making else []), *self._waiting]
        return next((job for job in jobs if job.name == name), None)

    async def run(self) -> None:
        """Make what waits, one after the other."""
        while True:
            self._due.clear()
            if not self._waiting:
                await self._due.wait()
                continue
            job = self._waiting.popleft()
            task = asyncio.create_task(self._make(job))
            self._making = (job, task)
            try:
                await asyncio.wait([task])
            finally:
                task.cancel()
                await asyncio.wait([task])
                self._making = None
            if not task.cancelled() and (error := task.exception()) is not None:
                self._fail(job, error)

    def _fail(self, job: _Job, error: BaseException) -> None:
        if isinstance(error, OverlayRefused):
            problem = str(error)
        else:
            _diagnostics.error("overlay of session %s failed", job.session.code, exc_info=error)
            problem = "something went wrong on our side; ask for it again"
        if len(self._failed) >= _ENDED_MAX:
            self._failed.pop(next(iter(self._failed)))
        self._failed[job.name] = problem

    async def _make(self, job: _Job) -> None:
        def tell(share: float) -> None:
            job.share = share

        showing = await self._planning.showing(job.session, job.view)
        films = await self._planning.plan(showing, job.choice)
        folder = self._shelf.draft(job.name)
        try:
            await make_films(self._maker, films, folder, tell)
            if job.choice.clips:
                (folder / CLIP_LIST).write_text(clip_list(showing, films), "utf-8")
            self._shelf.keep(job.name)
        finally:
            self._shelf.drop(job.name)


async def make_films(
    maker: OverlayMaker, films: list[PlannedFilm], folder: Path, tell: Callable[[float], None]
) -> None:
    """Make films into a folder; `tell` hears the share of all of them. Of one that fails, and of
    one that is cancelled, nothing is left."""
    whole_ms = sum(film.order.end_ms - film.order.start_ms for film in films)
    done_ms = 0
    for film in films:
        own_ms = film.order.end_ms - film.order.start_ms

        def hear(share: float, before_ms: int = done_ms, of_ms: int = own_ms) -> None:
            tell((before_ms + share * of_ms) / whole_ms)

        await maker.make(film.order, folder / film.file, hear)
        done_ms += own_ms


def _name(session: Session, view: View) -> OverlayName:
    # Everything is final, so those who see all from the start and those after the close share.
    return OverlayName(session.study, session.code, view_key(replace(view, final_only=True)))
