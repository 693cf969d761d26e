"""Films with overlays are asked for, made in the background one after the other, and kept.

Each is made for one view: whoever sees other audiences gets other films. Figures are the final ones
of the release book; nothing is counted anew.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pulsemeter.domain.recording import Recording
from pulsemeter.domain.session import Session
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.showing import Showing
from pulsemeter.release.view import View
from pulsemeter.report.overlay_layout import LAYOUTS
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.clip_source import ClipSource, clip_source
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.hand_over import view_key
from pulsemeter.service.hand_over_ports import ClipRefused
from pulsemeter.service.job_ports import JobNote
from pulsemeter.service.jobs import Job, Jobs, Lane, Progress
from pulsemeter.service.overlay_ports import KeptFilm, OverlayMaker, OverlayName, OverlayShelf
from pulsemeter.service.plan_overlay import (
    CLIP_LIST,
    OverlayChoice,
    PlannedFilm,
    chosen_stimulus,
    clip_list,
    plan_films,
)
from pulsemeter.service.ports import StudyBook

_KIND = "film"
Newest = Callable[[str], Awaitable[Sequence[Recording]]]
"""The newest recordings of a session."""


OverlayProgress = Progress[tuple[KeptFilm, ...]]


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
        self,
        studies: StudyBook,
        planning: FilmPlanning,
        maker: OverlayMaker,
        shelf: OverlayShelf,
        audit: AuditTrail,
        jobs: Jobs,
    ) -> None:
        self._studies, self._planning, self._maker = studies, planning, maker
        self._shelf, self._audit, self._jobs = shelf, audit, jobs
        told = (OverlayRefused, UnknownSession)
        jobs.open_lane(Lane(_KIND, "films", self._make, OverlayRefused, told))

    async def choices(self, session: Session, view: View) -> list[PlannedCell]:
        """The segments from which to choose."""
        showing = await self._planning.showing(session, view)
        return [cell for cell in showing.cells if not cell.withheld]

    def progress(self, session: Session, view: View) -> OverlayProgress:
        """How far the films of a session are, for whoever has this view."""
        name = _name(session, view)
        return self._jobs.progress(_KIND, _key(name), tuple(self._shelf.held(name)))

    async def ask(self, session: Session, view: View, choice: OverlayChoice, actor: str) -> None:
        """Let films be made in place of those that are kept. OverlayRefused says why not."""
        # Planned twice: what can't be made is refused at once, not when its turn comes.
        await self._planning.plan(await self._planning.showing(session, view), choice)
        key = _key(_name(session, view))
        if (held := self._jobs.one(_KIND, key)) is not None and held.state.is_under_way:
            raise OverlayRefused("one is being made already; wait for it, or cancel it")
        told = f"{choice.layout}, {', '.join(choice.segments) or 'usual segments'}"
        await self._audit.note(actor, "overlay: asked for", session.code, told)
        await self._jobs.ask(_KIND, session, key, view, said=_said(choice))

    async def cancel(self, session: Session, view: View) -> None:
        """Give up what is being made or waits; nothing of it is left when this ends."""
        await self._jobs.cancel(self._jobs.one(_KIND, _key(_name(session, view))))

    def path(self, session: Session, view: View, file: str) -> Path | None:
        """Where a film that lies ready is."""
        return self._shelf.path(_name(session, view), file)

    async def _make(self, job: Job) -> None:
        session = await self._studies.session(job.note.session)
        if session is None:
            raise UnknownSession(f"session {job.note.session} isn't here any more")
        choice, name = _choice(job.note), _name(session, job.note.view)
        showing = await self._planning.showing(session, job.note.view)
        films = await self._planning.plan(showing, choice)
        folder = self._shelf.draft(name)
        try:
            await make_films(self._maker, films, folder, job.tell)
            if choice.clips:
                (folder / CLIP_LIST).write_text(clip_list(showing, films), "utf-8")
            self._shelf.keep(name)
        finally:
            self._shelf.drop(name)


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


def _key(name: OverlayName) -> str:
    return f"{name.session} {name.view}"


def _said(choice: OverlayChoice) -> dict[str, tuple[str, ...]]:
    clips = ("yes",) if choice.clips else ()
    return {
        "stimulus": (choice.stimulus,),
        "layout": (choice.layout,),
        "segments": choice.segments,
        "clips": clips,
    }


def _choice(note: JobNote) -> OverlayChoice:
    layout = next(known for known in LAYOUTS if known == note.word("layout"))
    segments, clips = note.words("segments"), bool(note.words("clips"))
    return OverlayChoice(note.word("stimulus"), layout, segments, clips)
