"""Work that takes longer than a page waits: asked for, made in turn, told as it goes, cancelled.

Each kind has a lane in which one job after the other is made. What was asked for is written down
until it ended, so a server that was stopped begins it again, or says why it doesn't.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from pulsemeter.domain.session import Session
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.job_pace import remaining_ms
from pulsemeter.service.job_ports import JobBook, JobNote
from pulsemeter.service.ports import Chance, Clock, StoreError

_diagnostics = logging.getLogger(__name__)
TRIES_MAX = 3
"""So often a job is begun whose server stops meanwhile: it may be the job that stops it."""
_ENDED_MAX = 1_000
_OURS = "something went wrong on our side; ask for it again"
K = TypeVar("K")


class JobState(StrEnum):
    """How it stands with a job, or with what it would make."""

    NONE = "none"
    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_under_way(self) -> bool:
        """Whether it is still to come."""
        return self in (JobState.WAITING, JobState.MAKING)


@dataclass(slots=True, eq=False)
class Job:
    """One job. `share` of it, 0..1, is done; `result` names what lies ready. `beside` is what it
    needs and what isn't written down."""

    note: JobNote
    state: JobState = JobState.WAITING
    share: float = 0.0
    stage: str = ""
    problem: str = ""
    result: str = ""
    begun_ms: int = 0
    ended_ms: int = 0
    is_noted: bool = False
    beside: object = None
    task: "asyncio.Task[None] | None" = None

    def tell(self, share: float, stage: str = "") -> None:
        """How far it is, and at what; from any thread."""
        self.share, self.stage = min(share, 1.0), stage or self.stage


@dataclass(frozen=True, slots=True)
class Progress(Generic[K]):
    """How far something is. `kept` is what lies ready, also while a newer one is made; `ahead` is
    how many jobs come first; `remaining_ms` is None while it can't be told."""

    state: JobState
    kept: K
    share: float = 0.0
    stage: str = ""
    ahead: int = 0
    remaining_ms: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """How jobs of a kind are made. `told` are the errors whose words are for whoever asked;
    `refusal` makes the error for who asks while too many `things` wait. A stopped server begins
    again what `may_repeat`, after `clear`; of the rest it says what to do `anew`. `is_listed`: an
    ended job stays until it is forgotten."""

    kind: str
    things: str
    make: Callable[[Job], Awaitable[None]]
    refusal: Callable[[str], Exception]
    told: tuple[type[Exception], ...]
    waiting_max: int = 20
    may_repeat: Callable[[JobNote], bool] = lambda _: True
    anew: str = "begin it anew"
    is_listed: bool = False
    clear: Callable[[], None] = lambda: None


class Jobs:
    """The jobs of one server."""

    def __init__(self, book: JobBook, clock: Clock, chance: Chance) -> None:
        self._book, self._clock, self._chance = book, clock, chance
        self._lanes: dict[str, Lane] = {}
        self._due: dict[str, asyncio.Event] = {}
        self._jobs: dict[str, Job] = {}
        self.are_known = asyncio.Event()
        """Set once what a stopped server left is taken up."""

    def open_lane(self, lane: Lane) -> None:
        """Let jobs of a kind be made, from the next `run` on."""
        self._lanes[lane.kind], self._due[lane.kind] = lane, asyncio.Event()

    def of_kind(self, kind: str) -> list[Job]:
        """What is known of a kind, in the order of asking."""
        return [job for job in self._jobs.values() if job.note.kind == kind]

    def counts(self) -> Mapping[JobState, int]:
        """How many of all kinds stand how; what ended well is only counted while it is listed."""
        return Counter(job.state for job in self._jobs.values())

    def one(self, kind: str, key: str) -> Job | None:
        """The job that makes this, or the last that failed to."""
        return next((job for job in self.of_kind(kind) if job.note.key == key), None)

    def progress(self, kind: str, key: str, kept: K) -> Progress[K]:
        """How far something is, of which `kept` lies ready already."""
        job = self.one(kind, key)
        if job is None:
            return Progress(JobState.READY if kept else JobState.NONE, kept)
        return self.told(job, kept)

    def told(self, job: Job, kept: K) -> Progress[K]:
        """How far a job is."""
        before = 0
        if job.state is JobState.WAITING:
            others = [each for each in self.of_kind(job.note.kind) if each.state.is_under_way]
            before = others.index(job)
        left_ms = None
        if job.state is JobState.MAKING:
            left_ms = remaining_ms(self._clock.elapsed_ms() - job.begun_ms, job.share)
        return Progress(job.state, kept, job.share, job.stage, before, left_ms, job.problem)

    async def ask(
        self,
        kind: str,
        about: Session | str,
        key: str = "",
        view: View = EVERYTHING,
        owner: str = "",
        said: Mapping[str, tuple[str, ...]] | None = None,
        beside: object = None,
    ) -> Job:
        """Let something be made, unless it is under way; without a `key` it is something new.
        `about` is a session, or a study's name. The lane's refusal where too many wait."""
        lane = self._lanes[kind]
        held = self.one(kind, key) if key else None
        if held is not None and held.state.is_under_way:
            return held
        if sum(job.state.is_under_way for job in self.of_kind(kind)) >= lane.waiting_max:
            raise lane.refusal(f"many {lane.things} are being made; ask again in a minute")
        name, asked_ms = self._chance.text(), self._clock.wall_ms()
        study, code = (about, "") if isinstance(about, str) else (about.study, about.code)
        job = Job(
            JobNote(name, kind, key or name, study, code, asked_ms, view, owner, said or {}),
            beside=beside,
        )
        self._jobs[name] = job  # before anything is waited for: asked twice, it is made once
        try:
            if held is not None:
                await self.forget(held)
            await self._book.put(job.note)
        except BaseException:
            self._jobs.pop(name, None)
            raise
        job.is_noted = True
        self._due[kind].set()
        if job.state is JobState.CANCELLED:  # meanwhile, perhaps before the note was there
            await self._book.remove(name)
        return job

    async def cancel(self, job: Job | None) -> None:
        """Give up what waits or is being made; nothing is left of it when this ends."""
        if job is None or not job.state.is_under_way:
            return
        self._end(job, JobState.CANCELLED)
        if job.task is not None:
            job.task.cancel()
            await asyncio.wait([job.task])
        await self._book.remove(job.note.id)

    async def forget(self, job: Job) -> None:
        """Give it up, and list it no more."""
        self._jobs.pop(job.note.id, None)
        await self.cancel(job)
        await self._book.remove(job.note.id)

    async def run(self) -> None:
        """Begin again what a stopped server left, then make what is asked for."""
        for lane in self._lanes.values():
            lane.clear()
        for note in await self._book.all():
            await self._resume(note)
        self.are_known.set()
        async with asyncio.TaskGroup() as tasks:
            for lane in self._lanes.values():
                tasks.create_task(self._work(lane))

    async def _resume(self, note: JobNote) -> None:
        lane = self._lanes.get(note.kind)
        if note.id in self._jobs:
            return  # it was asked for since this server began
        if lane is None or self.one(note.kind, note.key) is not None:
            await self._book.remove(note.id)
            return
        job = self._jobs[note.id] = Job(note, is_noted=True)
        if lane.may_repeat(note) and note.tries < TRIES_MAX:
            job.note = replace(note, is_made=False)
            return
        when = "while this waited" if not note.tries else "while this was being made"
        if note.is_made:
            when = "before this was taken away"
        elif note.tries >= TRIES_MAX:
            when = f"{TRIES_MAX} times {when}"
        self._end(job, JobState.FAILED, f"the server was stopped {when}; {lane.anew}")

    async def _work(self, lane: Lane) -> None:
        """One job after the other."""
        due = self._due[lane.kind]
        while True:
            due.clear()
            waiting = (each for each in self.of_kind(lane.kind) if each.is_noted)
            job = next((each for each in waiting if each.state is JobState.WAITING), None)
            if job is None:
                await due.wait()
                continue
            job.state, job.begun_ms = JobState.MAKING, self._clock.elapsed_ms()
            job.task = asyncio.create_task(self._make(lane, job))
            try:
                await asyncio.wait([job.task])
            finally:
                job.task.cancel()
                await asyncio.wait([job.task])
                job.task = None

    async def _make(self, lane: Lane, job: Job) -> None:
        try:
            job.note = replace(job.note, tries=job.note.tries + 1)
            await self._book.put(job.note)
            await lane.make(job)
            self._end(job, JobState.READY)
        except lane.told as error:
            self._end(job, JobState.FAILED, str(error.args[0] if error.args else error))
        except Exception as error:  # the next job must not wait for ever
            about = job.note.kind, job.note.study, job.note.session
            _diagnostics.error("a job (%s of study %s %s) failed", *about, exc_info=error)
            self._end(job, JobState.FAILED, _OURS)
        await self._settle(lane, job)

    async def _settle(self, lane: Lane, job: Job) -> None:
        """What has ended needs no note, unless it is still listed."""
        is_ready = job.state is JobState.READY
        try:
            if is_ready and lane.is_listed and job.note.id in self._jobs:
                job.note = replace(job.note, tries=0, is_made=True)
                await self._book.put(job.note)
            else:
                await self._book.remove(job.note.id)
        except StoreError as error:
            _diagnostics.error("a job that ended may be begun again: %s", error)
        if is_ready and not lane.is_listed:
            self._jobs.pop(job.note.id, None)

    def _end(self, job: Job, state: JobState, problem: str = "") -> None:
        if job.state is JobState.CANCELLED:
            return
        job.state, job.problem, job.ended_ms = state, problem, self._clock.elapsed_ms()
        ended = [each for each in self._jobs.values() if not each.state.is_under_way]
        for each in ended[:-_ENDED_MAX]:
            self._jobs.pop(each.note.id, None)
