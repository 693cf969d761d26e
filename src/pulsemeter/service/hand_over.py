"""A decision to feature becomes a package for the editor's own team: words, clip, figures, text.

Made in the background, one at a time, for one view: whoever sees other audiences gets another
package. Figures are those of the release book; nothing is counted anew, nothing is sent anywhere.
"""

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

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
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, Stores

_diagnostics = logging.getLogger(__name__)
MARGIN_MS = 2_000
WAITING_MAX = 50
_FAILED_MAX = 1_000
_HANDED_OVER = (DecisionState.TAKEN, DecisionState.DONE)
Key = tuple[str, str]
PackageState = Literal["none", "waiting", "making", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class PackageProgress:
    """How far a package is; `kept` is the one that lies ready, also while a newer one is made."""

    state: PackageState
    kept: KeptPackage | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    decision: Decision
    view: View
    name: PackageName


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
    ) -> None:
        self._stores = stores
        self._conduct = conduct
        self._keeper = keeper
        self._clips = clips
        self._shelf = shelf
        self._clock = clock
        self._waiting: deque[_Job] = deque()
        self._making: _Job | None = None
        self._failed: dict[Key, str] = {}
        self._due = asyncio.Event()

    def progress(self, decision: Decision, view: View) -> PackageProgress:
        """How far the package of a decision is, for whoever has this view."""
        key = (decision.id, view_key(view))
        kept = self._shelf.newest(decision.study, *key)
        if self._making is not None and _key(self._making) == key:
            return PackageProgress("making", kept)
        if any(_key(job) == key for job in self._waiting):
            return PackageProgress("waiting", kept)
        if key in self._failed:
            return PackageProgress("failed", kept, self._failed[key])
        return PackageProgress("none" if kept is None else "ready", kept)

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
        if under_way.state in ("waiting", "making"):
            return under_way
        key = (decision.id, view_key(view))
        name = PackageName(decision.study, *key, released.number, await self._edition(decision))
        if under_way.kept is not None and under_way.kept.name == name:
            self._failed.pop(key, None)
            return self.progress(decision, view)
        if len(self._waiting) >= WAITING_MAX:
            raise PackageRefused("many packages are being made; ask again in a minute")
        self._failed.pop(key, None)
        self._waiting.append(_Job(decision, view, name))
        self._due.set()
        return self.progress(decision, view)

    async def run(self) -> None:
        """Make what waits, one package after the other."""
        while True:
            self._due.clear()
            if not self._waiting:
                await self._due.wait()
                continue
            job = self._making = self._waiting.popleft()
            try:
                await self._make(job)
            except PackageRefused as refusal:
                self._fail(job, str(refusal))
            except Exception as error:  # the next package must not wait for ever
                _diagnostics.error("package of decision %s failed", job.decision.id, exc_info=error)
                self._fail(job, "something went wrong on our side; ask for it again")
            finally:
                self._making = None

    def _fail(self, job: _Job, problem: str) -> None:
        if len(self._failed) >= _FAILED_MAX:
            self._failed.pop(next(iter(self._failed)))
        self._failed[_key(job)] = problem

    async def _make(self, job: _Job) -> None:
        decision = job.decision
        place = self._conduct.place(decision.session)
        statements = await self._keeper.statements(place.session.code)
        state = await self._stores.releases.state(decision.session)
        made = datetime.fromtimestamp(self._clock.wall_ms() / 1_000, UTC)
        told = gathered(
            place, statements, state, decision, job.view, made=f"{made:%Y-%m-%d %H:%M} UTC"
        )
        # Figures may have left anew since it was asked for.
        name = replace(job.name, release=told.released.number)
        try:
            told = await self._with_clip(name, told, statements)
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


def _key(job: _Job) -> Key:
    return job.name.decision, job.name.view


def plain_name(text: str) -> str:
    """A text as a name of a file: letters, digits, - and _ only."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in text)[:80]
