"""Data packages that are asked for in the browser: made one at a time, kept for an hour.

Each lies there for whoever asked for it alone; one of persons only until somebody withdraws. What
may be asked for is decided where packages are made; here is only when, how far, and until when.
After a restart nobody's package lies there.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.persons_export import why_not_exported
from pulsemeter.domain.retention import Piece
from pulsemeter.release.view import View
from pulsemeter.report.data_table import DataPackage
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import Place, UnknownStudy
from pulsemeter.service.export_ports import DataShelf
from pulsemeter.service.pack_persons import Asked, ExportRefused, pack_persons, why_not_there
from pulsemeter.service.pack_released import pack_released
from pulsemeter.service.ports import Chance, Clock, StoreError, Stores

_diagnostics = logging.getLogger(__name__)
KEPT_MS = 3_600_000
WAITING_MAX = 20
EACH_MAX = 5
_LOOK_MS = 30_000


class ExportState(StrEnum):
    """How far a package is."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@dataclass(slots=True)
class ExportJob:
    """One package that somebody asked for. `done` of `rows` are written; 0 rows: not known yet."""

    id: str
    owner: str
    session: str
    package: str
    formats: tuple[str, ...]
    pack: Callable[[], Awaitable[DataPackage]]
    state: ExportState = ExportState.WAITING
    name: str = ""
    rows: int = 0
    done: int = 0
    size_bytes: int = 0
    problem: str = ""
    ended_ms: int = 0
    gone: frozenset[int] = frozenset()
    task: "asyncio.Task[None] | None" = field(default=None, repr=False)

    @property
    def is_under_way(self) -> bool:
        """Whether it is still to come."""
        return self.state in (ExportState.WAITING, ExportState.MAKING)

    @property
    def percent(self) -> int:
        """How far it is, in percent of rows."""
        return min(100 * self.done // self.rows, 100) if self.rows else 0

    def wrote(self, rows: int) -> None:
        """So many more rows are written."""
        self.done += rows


class ExportJobs:
    """The packages of one server."""

    def __init__(
        self, stores: Stores, trail: AuditTrail, shelf: DataShelf, clock: Clock, chance: Chance
    ) -> None:
        self._stores, self._trail, self._shelf = stores, trail, shelf
        self._clock, self._chance = clock, chance
        self._jobs: dict[str, ExportJob] = {}
        self._due = asyncio.Event()

    def ask_released(
        self, owner: str, place: Place, view: View, formats: tuple[str, ...]
    ) -> ExportJob:
        """Let a package of released figures be made, as far as a view shows."""
        session = place.session

        def pack() -> Awaitable[DataPackage]:
            return pack_released(self._stores, session.study, session.code, view)

        return self._ask(owner, session.code, "released", formats, pack)

    async def ask_persons(self, owner: str, place: Place, asked: Asked) -> ExportJob:
        """Let a package of persons be made. ExportRefused says why not, before anything waits."""
        session = place.session
        refusal = why_not_exported(place.study.profile, asked.role, asked.reason)
        refusal = refusal or await why_not_there(self._stores, place.study, session)
        if refusal:
            raise ExportRefused(refusal)

        def pack() -> Awaitable[DataPackage]:
            return pack_persons(
                self._stores, self._trail, self._chance, session.study, session.code, asked
            )

        return self._ask(owner, session.code, "persons", asked.formats, pack)

    def of(self, owner: str, session: str) -> list[ExportJob]:
        """What a member asked for of a session, the newest first."""
        held = [j for j in self._jobs.values() if (j.owner, j.session) == (owner, session)]
        return held[::-1]

    def one(self, owner: str, session: str, job: str) -> ExportJob | None:
        """A member's own job by its id."""
        held = self._jobs.get(job)
        return held if held and (held.owner, held.session) == (owner, session) else None

    def path(self, job: ExportJob) -> Path:
        """Where a package that is ready lies."""
        return self._shelf.path(job.id)

    async def still_there(self, job: ExportJob) -> bool:
        """Whether a package may still be had. One of persons is removed as soon as somebody who is
        in it has withdrawn, or the time of all is over."""
        if job.package != "persons" or job.is_under_way:
            return True
        if await self._known_gone(job.session) == job.gone:
            return True
        self.drop(job)
        return False

    async def _known_gone(self, session: str) -> frozenset[int]:
        """The seats of a session that withdrew; nobody's number once all persons are gone."""
        if Piece.PERSONS in await self._stores.erasures.steps(session):
            return frozenset((0,))
        held = await self._stores.erasures.withdrawals()
        return frozenset(each.seat for each in held if each.session == session)

    def drop(self, job: ExportJob) -> None:
        """Stop a package, or remove it."""
        self._jobs.pop(job.id, None)
        if job.task is not None:
            job.task.cancel()
        self._shelf.drop(job.id)

    async def run(self) -> None:
        """Make what waits, one package after the other, and remove what nobody took in time."""
        self._shelf.clear()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_tidy())
            while True:
                self._due.clear()
                job = next((j for j in self._jobs.values() if j.state is ExportState.WAITING), None)
                if job is None:
                    await self._due.wait()
                    continue
                job.state = ExportState.MAKING
                job.task = tasks.create_task(self._make(job))
                await asyncio.wait([job.task])
                job.task = None

    def _ask(
        self,
        owner: str,
        session: str,
        package: str,
        formats: tuple[str, ...],
        pack: Callable[[], Awaitable[DataPackage]],
    ) -> ExportJob:
        waiting = [job for job in self._jobs.values() if job.is_under_way]
        own = [job for job in self._jobs.values() if job.owner == owner]
        if len(waiting) >= WAITING_MAX:
            raise ExportRefused("many packages are being made; ask again in a minute")
        if len(own) >= EACH_MAX:
            raise ExportRefused(f"{EACH_MAX} packages of yours lie here already; remove one")
        job = ExportJob(self._chance.text(), owner, session, package, formats, pack)
        self._jobs[job.id] = job
        self._due.set()
        return job

    async def _make(self, job: ExportJob) -> None:
        try:
            if job.package == "persons":
                job.gone = await self._known_gone(job.session)
            package = await job.pack()
            job.name, job.rows = package.name, self._shelf.rows(package, job.formats)
            job.size_bytes = await self._shelf.make(job.id, package, job.formats, job.wrote)
            job.state = ExportState.READY
        except (DataError, ExportRefused, StoreError, UnknownStudy) as error:
            job.state, job.problem = ExportState.FAILED, str(error.args[0] if error.args else error)
        except Exception as error:  # the next package must not wait for ever
            _diagnostics.error("a %s package of a session failed", job.package, exc_info=error)
            job.state = ExportState.FAILED
            job.problem = "something went wrong on our side; ask for it again"
        finally:
            job.ended_ms = self._clock.elapsed_ms()

    async def _keep_tidy(self) -> None:
        while True:
            await self._clock.pause(_LOOK_MS)
            before_ms = self._clock.elapsed_ms() - KEPT_MS
            for job in list(self._jobs.values()):
                if not job.is_under_way and job.ended_ms <= before_ms:
                    self.drop(job)
                elif not job.is_under_way:
                    await self.still_there(job)
