"""Data packages that are asked for in the browser: made one at a time, kept for an hour.

Each lies there for whoever asked for it alone; one of persons only until somebody withdraws. What
may be asked for is decided where packages are made; here is only when, how far, and until when.
After a restart released figures are packed again; persons' data aren't without their asker.
"""

import logging
from pathlib import Path

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.persons_export import why_not_exported
from pulsemeter.domain.retention import Piece
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.report.data_table import DataPackage
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import Place, UnknownStudy
from pulsemeter.service.export_ports import DataShelf
from pulsemeter.service.job_ports import JobNote
from pulsemeter.service.jobs import Job, Jobs, JobState, Lane, Progress
from pulsemeter.service.pack_persons import Asked, ExportRefused, pack_persons, why_not_there
from pulsemeter.service.pack_released import pack_released
from pulsemeter.service.ports import Chance, Clock, StoreError, Stores

KEPT_MS = 3_600_000
EACH_MAX = 5
_KIND = "data"
_LOOK_MS = 30_000
_diagnostics = logging.getLogger(__name__)
DataProgress = Progress[Path | None]


class ExportJobs:
    """The packages of one server."""

    def __init__(
        self,
        stores: Stores,
        trail: AuditTrail,
        shelf: DataShelf,
        clock: Clock,
        chance: Chance,
        jobs: Jobs,
    ) -> None:
        self._stores, self._trail, self._shelf = stores, trail, shelf
        self._clock, self._chance, self._jobs = clock, chance, jobs
        self._gone: dict[str, frozenset[int]] = {}
        told = (DataError, ExportRefused, StoreError, UnknownStudy)
        jobs.open_lane(
            Lane(
                _KIND, "packages", self._make, ExportRefused, told,
                may_repeat=lambda note: not is_of_persons(note),
                anew="persons are never exported but by somebody’s act: ask for it anew",
                is_listed=True, clear=self._shelf.clear,
            )
        )  # fmt: skip

    async def ask_released(
        self, owner: str, place: Place, view: View, formats: tuple[str, ...]
    ) -> Job:
        """Let a package of released figures be made, as far as a view shows."""
        return await self._ask(owner, place, "released", formats, view)

    async def ask_persons(self, owner: str, place: Place, asked: Asked) -> Job:
        """Let a package of persons be made. ExportRefused says why not, before anything waits."""
        session = place.session
        refusal = why_not_exported(place.study.profile, asked.role, asked.reason)
        refusal = refusal or await why_not_there(self._stores, place.study, session)
        if refusal:
            raise ExportRefused(refusal)
        # Beside the note and not in it: without who asked, and why, nothing of persons is made.
        return await self._ask(owner, place, "persons", asked.formats, beside=asked)

    def of(self, owner: str, session: str) -> list[Job]:
        """What a member asked for of a session, the newest first."""
        held = [job for job in self._jobs.of_kind(_KIND) if _is_of(job, owner, session)]
        return held[::-1]

    def one(self, owner: str, session: str, job: str) -> Job | None:
        """A member's own job by its id."""
        held = self._jobs.one(_KIND, job)
        return held if held is not None and _is_of(held, owner, session) else None

    def progress(self, job: Job) -> DataProgress:
        """How far a package is; `kept` is where it lies, once it is ready."""
        is_ready = job.state is JobState.READY
        return self._jobs.told(job, self._shelf.path(job.note.id) if is_ready else None)

    async def still_there(self, job: Job) -> bool:
        """Whether a package may still be had. One of persons is removed as soon as somebody who is
        in it has withdrawn, or the time of all is over."""
        if job.state is not JobState.READY or not is_of_persons(job.note):
            return True
        if await self._known_gone(job.note.session) == self._gone.get(job.note.id):
            return True
        await self.drop(job)
        return False

    async def _known_gone(self, session: str) -> frozenset[int]:
        """The seats of a session that withdrew; nobody's number once all persons are gone."""
        if Piece.PERSONS in await self._stores.erasures.steps(session):
            return frozenset((0,))
        held = await self._stores.erasures.withdrawals()
        return frozenset(each.seat for each in held if each.session == session)

    async def drop(self, job: Job) -> None:
        """Stop a package, or remove it."""
        self._gone.pop(job.note.id, None)
        self._shelf.drop(job.note.id)
        await self._jobs.forget(job)

    async def keep_tidy(self) -> None:
        """Remove what nobody took in time, again and again."""
        while True:
            await self._clock.pause(_LOOK_MS)
            try:
                await self._tidy()
            except StoreError as error:  # the server must not end for it
                _diagnostics.error("packages that are due to go wait: %s", error)

    async def _tidy(self) -> None:
        before_ms = self._clock.elapsed_ms() - KEPT_MS
        for job in self._jobs.of_kind(_KIND):
            if job.state.is_under_way:
                continue
            if job.ended_ms <= before_ms:
                await self.drop(job)
            else:
                await self.still_there(job)

    async def _ask(
        self, owner: str, place: Place, package: str, formats: tuple[str, ...],
        view: View = EVERYTHING, beside: Asked | None = None,
    ) -> Job:  # fmt: skip
        own = [job for job in self._jobs.of_kind(_KIND) if job.note.owner == owner]
        if len(own) >= EACH_MAX:
            raise ExportRefused(f"{EACH_MAX} packages of yours lie here already; remove one")
        said = {"package": (package,), "formats": formats}
        return await self._jobs.ask(
            _KIND, place.session, view=view, owner=owner, said=said, beside=beside
        )

    async def _make(self, job: Job) -> None:
        note = job.note
        job.tell(0.0, "reading")
        package = await self._packed(job)
        formats, done = note.words("formats"), 0
        rows = self._shelf.rows(package, formats)

        def wrote(more: int) -> None:
            nonlocal done
            done += more
            job.tell(done / rows if rows else 1.0, "writing rows")

        await self._shelf.make(note.id, package, formats, wrote)
        job.result = package.name

    async def _packed(self, job: Job) -> DataPackage:
        note, asked = job.note, job.beside
        if not is_of_persons(note):
            return await pack_released(self._stores, note.study, note.session, note.view)
        assert isinstance(asked, Asked)
        self._gone[note.id] = await self._known_gone(note.session)
        return await pack_persons(
            self._stores, self._trail, self._chance, note.study, note.session, asked
        )


def _is_of(job: Job, owner: str, session: str) -> bool:
    return (job.note.owner, job.note.session) == (owner, session)


def is_of_persons(note: JobNote) -> bool:
    """Whether a package is about single persons."""
    return note.word("package") != "released"
