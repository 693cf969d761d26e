"""A decision to feature becomes a package for the editor's own team: words, clip, figures, text.

Made in the background, one at a time, for one view: whoever sees other audiences gets another
package. Figures are those of the release book; nothing is counted anew, nothing is sent anywhere.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from pulsemeter.domain.decision import Decision, DecisionKind, DecisionState
from pulsemeter.domain.recording import Recording
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.view import View
from pulsemeter.report.hand_over import HandOver, hand_over_files
from pulsemeter.service.clip_source import clip_source
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.gather_hand_over import (
    PackageRefused,
    captions_between,
    gathered,
    newest_figures,
)
from pulsemeter.service.hand_over_ports import (
    ClipMaker,
    ClipRefused,
    KeptPackage,
    PackageName,
    PackageShelf,
    Stretch,
)
from pulsemeter.service.jobs import Job, Jobs, JobState, Lane, Progress
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, Stores

MARGIN_MS = 2_000
WAITING_MAX = 50
_KIND = "package"
_GATHERED, _CUT = 0.1, 0.9
"""The share that is done then: nearly all of the time goes into the clip."""
_HANDED_OVER = (DecisionState.TAKEN, DecisionState.DONE)
PackageProgress = Progress[KeptPackage | None]


def view_key(view: View) -> str:
    """A name that two views share only if they show the same figures."""
    shown = "*" if view.audiences is None else "\n".join(sorted(view.audiences))
    return hashlib.sha256(f"{view.final_only}\n{shown}".encode()).hexdigest()[:16]


class HandingOver:
    """The packages of one server."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        keeper: RoomKeeper,
        clips: ClipMaker,
        shelf: PackageShelf,
        clock: Clock,
        jobs: Jobs,
    ) -> None:
        self._stores = stores
        self._conduct = conduct
        self._keeper = keeper
        self._clips = clips
        self._shelf = shelf
        self._clock = clock
        self._jobs = jobs
        jobs.open_lane(
            Lane(_KIND, "packages", self._make, PackageRefused, (PackageRefused,), WAITING_MAX)
        )

    def progress(self, decision: Decision, view: View) -> PackageProgress:
        """How far the package of a decision is, for whoever has this view."""
        kept = self._shelf.newest(decision.study, decision.id, view_key(view))
        return self._jobs.progress(_KIND, _key(decision, view), kept)

    async def ask(self, decision: Decision, view: View) -> PackageProgress:
        """Let it be made, unless it is under way or lies ready with the newest figures.
        PackageRefused says why there is none."""
        if not view.shows(decision.audience):
            raise PackageRefused(f"the figures of {decision.audience} are not yours to hand over")
        if decision.kind is not DecisionKind.FEATURE or decision.state not in _HANDED_OVER:
            raise PackageRefused(
                f"only what is taken to be featured is handed over; this is {decision.kind.value}, "
                f"{decision.state.value}"
            )
        released = await self._released(decision, view)
        under_way = self.progress(decision, view)
        if under_way.state.is_under_way:
            return under_way
        name = await self._name(decision, view, released.number)
        if under_way.kept is not None and under_way.kept.name == name:
            return Progress(JobState.READY, under_way.kept)
        place = self._conduct.place(decision.session)
        said = {"decision": (decision.id,)}
        await self._jobs.ask(_KIND, place.session, _key(decision, view), view, said=said)
        return self.progress(decision, view)

    async def cancel(self, decision: Decision, view: View) -> PackageProgress:
        """Give up what waits or is being made; what was kept before stays."""
        await self._jobs.cancel(self._jobs.one(_KIND, _key(decision, view)))
        return self.progress(decision, view)

    async def _make(self, job: Job) -> None:
        note = job.note
        decision = await self._stores.decisions.decision(note.word("decision"))
        if decision is None:
            raise PackageRefused("its decision isn't here any more")
        place = self._conduct.place(note.session)
        statements = await self._keeper.statements(note.session)
        state = await self._stores.releases.state(note.session)
        made = datetime.fromtimestamp(self._clock.wall_ms() / 1_000, UTC)
        told = gathered(
            place, statements, state, decision, note.view, made=f"{made:%Y-%m-%d %H:%M} UTC"
        )
        name = await self._name(decision, note.view, told.released.number)
        job.tell(_GATHERED, "cutting the clip")
        try:
            told = await self._with_clip(name, told, statements)
            job.tell(_CUT, "packing")
            await self._pack(name, told)
        finally:
            self._shelf.drop(name)

    async def _pack(self, name: PackageName, told: HandOver) -> None:
        texts = await asyncio.to_thread(hand_over_files, told)
        folder = f"{told.study.name}-{told.statement.id}-r{told.statement.revision}"
        await self._shelf.keep(name, plain_name(folder), texts, told.clip)

    async def _with_clip(
        self, name: PackageName, told: HandOver, statements: Sequence[Statement]
    ) -> HandOver:
        """The same with the clip, or with why there is none."""
        stimulus = told.study.stimuli[told.study.stimulus_index(told.statement.stimulus)]
        recording = await self._recording(told.session.code, stimulus.id)
        try:
            source = clip_source(stimulus, recording)
            if not self._clips.has_source(told.study.name, source.file):
                raise ClipRefused("for no file of the stimulus is here.")
            start_ms, end_ms = source.stretch(told.statement, MARGIN_MS)
        except ClipRefused as refusal:
            return replace(told, clip_note=f"none, {refusal}")
        text = await self._clips.captions(told.study.name, source.captions)
        captions = captions_between(source.cues(text, statements), start_ms, end_ms)
        stretch = Stretch(
            told.study.name, source.file, start_ms, end_ms, captions, sound_only=source.sound_only
        )
        try:
            await self._clips.cut(stretch, self._shelf.clip_path(name))
        except ClipRefused as refusal:
            return replace(told, clip_note=f"none. {refusal}")
        clip = "clip.m4a" if source.sound_only else "clip.mp4"
        note = f"{clip}, {start_ms / 1_000:g} s to {end_ms / 1_000:g} s of {source.title}."
        return replace(told, clip=clip, clip_note=note, captions=captions)

    async def _name(self, decision: Decision, view: View, release: int) -> PackageName:
        edition = await self._edition(decision)
        return PackageName(decision.study, decision.id, view_key(view), release, edition)

    async def _recording(self, code: str, stimulus: str) -> Recording | None:
        """The recording of a stimulus, if clips can be cut from it."""
        held = await self._stores.recordings.newest(code)
        return next((r for r in held if r.stimulus == stimulus and r.is_usable), None)

    async def _edition(self, decision: Decision) -> int:
        """The edition of the recording from which a decision's clip is cut, 0 for none."""
        held = await self._keeper.statements(decision.session)
        stimulus = next((s.stimulus for s in held if s.id == decision.statement), "")
        recording = await self._recording(decision.session, stimulus)
        return 0 if recording is None else recording.number

    async def _released(self, decision: Decision, view: View) -> StatementRelease:
        state = await self._stores.releases.state(decision.session)
        return newest_figures(state.releases, decision, view)


def _key(decision: Decision, view: View) -> str:
    return f"{decision.id} {view_key(view)}"


def plain_name(text: str) -> str:
    """A text as a name of a file: letters, digits, - and _ only."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in text)[:80]
