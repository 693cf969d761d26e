"""Imports in the browser: files wait for whoever brought them until they are taken in or a day old.

They are read by the workshop alone, one job at a time. A job is its owner's: what it shows are
exact figures of files that nobody else here has seen. After a restart no job is there.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import BinaryIO

from pulsemeter.domain.session import Session
from pulsemeter.domain.study import Study
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.import_job_ports import ImportWorkshop, ReadFiles
from pulsemeter.service.import_session import (
    ImportRefused,
    check_importable,
    check_panel,
    take_session_in,
)
from pulsemeter.service.ports import Chance, Clock, Stores

KEPT_MS = 24 * 3_600_000
JOBS_MAX, EACH_MAX = 20, 5
FILES_MAX = 500
NAME_LENGTH_MAX = 120
RESERVE_BYTES = 1024**3
MAPPING_LENGTH_MAX = 100_000
_LOOK_MS = 60_000


@dataclass(slots=True)
class ImportJob:
    """The files that somebody brought for a study, and what came of reading them last."""

    id: str
    owner: str
    study: str
    files: tuple[str, ...]
    begun_ms: int
    found: ReadFiles = field(default_factory=ReadFiles)


class Imports:
    """The imports of one server. `hold` takes the imports of the data folder, which the command
    line may be at: FolderHeld then."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        trail: AuditTrail,
        workshop: ImportWorkshop,
        hold: Callable[[], AbstractContextManager[object]],
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._stores, self._conduct, self._trail = stores, conduct, trail
        self._workshop, self._hold = workshop, hold
        self._clock, self._chance = clock, chance
        self._jobs: dict[str, ImportJob] = {}
        self._turn = asyncio.Lock()

    def of(self, owner: str, study: str) -> list[ImportJob]:
        """What a member brought for a study, the newest first."""
        return [j for j in self._jobs.values() if (j.owner, j.study) == (owner, study)][::-1]

    def one(self, owner: str, study: str, job: str) -> ImportJob | None:
        """A member's own job by its id."""
        held = self._jobs.get(job)
        return held if held and (held.owner, held.study) == (owner, study) else None

    async def begin(
        self,
        owner: str,
        study: Study,
        files: Sequence[tuple[str, BinaryIO]],
        size_bytes: int,
        mapping: str | None = None,
    ) -> ImportJob:
        """Keep these files, of so many bytes together, and read them. ImportRefused where they
        can't be a session of this study, or there is no room."""
        check_importable(study)
        names = _names([name for name, _ in files])
        self._check_room(owner, size_bytes)
        job = ImportJob(self._chance.text(), owner, study.name, names, self._clock.wall_ms())
        self._jobs[job.id] = job
        try:
            for name, (_, file) in zip(names, files, strict=True):
                await self._workshop.keep(job.id, name, file)
            await self.read(job, mapping)
        except BaseException:
            self.drop(job)
            raise
        return job

    def _check_room(self, owner: str, size_bytes: int) -> None:
        if sum(job.owner == owner for job in self._jobs.values()) >= EACH_MAX:
            raise ImportRefused(f"{EACH_MAX} imports of yours wait already; take in or remove one")
        if len(self._jobs) >= JOBS_MAX:
            raise ImportRefused("many imports wait on this server; try again in an hour")
        # What is made of the files may be as large again.
        if self._workshop.free_bytes() < 2 * size_bytes + RESERVE_BYTES:
            raise ImportRefused("the disk of the server has no room for these files; make room")

    async def read(self, job: ImportJob, mapping: str | None) -> None:
        """Read the files of a job anew by this mapping, guessed where None; `found` tells what
        came of it. One job at a time: a reading takes a processor for a while."""
        if mapping is not None and len(mapping) > MAPPING_LENGTH_MAX:
            raise ImportRefused(f"a mapping has {MAPPING_LENGTH_MAX:,} signs at most")
        study = await self._study(job)
        async with self._turn:
            job.found = await self._workshop.read(job.id, study, job.files, mapping)

    async def take_in(self, job: ImportJob, actor: str) -> Session:
        """The session of what the preview shows; the files go. ImportRefused where there is no
        preview, or the study can't have it any more; FolderHeld while another import goes on."""
        if job.found.preview is None:
            raise ImportRefused("these files can't be taken in yet; mend the mapping first")
        study = await self._study(job)
        check_importable(study)
        async with self._turn:
            panel, origin = await self._workshop.panel(job.id)
            check_panel(study, panel)
            with self._hold():
                await self._trail.note(
                    actor, "session imported", study.name, "; ".join(origin.sentences)
                )
                session = await take_session_in(
                    self._stores, self._clock, self._chance, study, panel, origin
                )
        self.drop(job)
        await self._conduct.refresh()
        return session

    async def _study(self, job: ImportJob) -> Study:
        study = await self._stores.studies.study(job.study)
        if study is None:
            raise ImportRefused(f"there is no study {job.study} any more")
        return study

    def drop(self, job: ImportJob) -> None:
        """Remove a job and its files."""
        self._jobs.pop(job.id, None)
        self._workshop.drop(job.id)

    async def run(self) -> None:
        """Remove what nobody took in within a day."""
        self._workshop.clear()
        while True:
            await self._clock.pause(_LOOK_MS)
            before_ms = self._clock.wall_ms() - KEPT_MS
            for job in [j for j in self._jobs.values() if j.begun_ms <= before_ms]:
                with contextlib.suppress(OSError):
                    self.drop(job)


def _names(given: Sequence[str]) -> tuple[str, ...]:
    """The files' own names without folders. ImportRefused for what can be no name."""
    if not 0 < len(given) <= FILES_MAX:
        raise ImportRefused(f"choose between 1 and {FILES_MAX} files; more go by the command line")
    names = [name.replace("\\", "/").rpartition("/")[2].strip() for name in given]
    for name in names:
        is_plain = 0 < len(name) <= NAME_LENGTH_MAX and len(name.encode()) <= 2 * NAME_LENGTH_MAX
        if not is_plain or name.startswith(".") or not name.isprintable():
            raise ImportRefused(f"{name[:40]!r} is no name of a file here; rename it")
    if len({name.casefold() for name in names}) < len(names):
        raise ImportRefused("two files have the same name; give each its own")
    return tuple(names)
