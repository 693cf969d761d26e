"""What was read of files that wait becomes a session, once: also where a server is stopped then.

The code of the session is noted with the files before anything is written, so whoever goes on with
it sees whether it is there already.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.import_job_ports import ImportWorkshop, WaitingImport
from pulsemeter.service.import_session import (
    Along,
    ImportRefused,
    Said,
    check_importable,
    check_panel,
    fresh_code,
    take_session_in,
)
from pulsemeter.service.jobs import Job
from pulsemeter.service.ports import Chance, Clock, Stores
from pulsemeter.transcript.draft import Draft

Put = Callable[[WaitingImport], WaitingImport]
_BEFORE_WRITING, _WRITTEN = 0.1, 0.95
"""The shares of taking in that are done before records are written, and after."""


class ImportTaking:
    """Takes imports of one data folder in. `hold` takes the folder's imports, which the command
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

    async def take_in(self, held: WaitingImport, draft: Draft | None, job: Job, put: Put) -> None:
        """The session of what was read last, with its transcript; `put` notes how far it is.

        Raises ImportRefused for what the study can't have any more, FolderHeld while another import
        goes on. Cancelled, it leaves nothing behind, or it was through.
        """
        job.tell(0.0, "checking what was read")
        if await self._is_there(held):
            put(
                replace(held, is_taken_in=True, has_words=False)
            )  # a server that was stopped had come so far
            return
        member = await self._stores.staff.member(held.owner)
        if member is None:
            raise ImportRefused("whoever brought these files isn't here any more")
        study = await self._stores.studies.study(held.study)
        if study is None:
            raise ImportRefused(f"there is no study {held.study} any more")
        panel, origin = await self._workshop.panel(held.id)
        check_importable(study)
        check_panel(study, panel)
        with self._hold():
            held = put(replace(held, session=await fresh_code(self._stores, self._chance)))
            told = "; ".join(origin.sentences)
            await self._trail.note(member.name, "session imported", study.name, told)
            try:
                await take_session_in(
                    self._stores, self._clock, self._chance, study, panel, origin,
                    _along(held, member.name, draft, job),
                )  # fmt: skip
            finally:
                await self._settle(held, member.name, put)

    async def _settle(self, held: WaitingImport, actor: str, put: Put) -> None:
        """What has become of it, however it ended."""
        if await self._is_there(held):
            put(replace(held, is_taken_in=True, has_words=False))
            await self._conduct.refresh()
            return
        told = f"{held.session}: given up, nothing was taken in"
        await self._trail.note(actor, "session not imported", held.study, told)

    async def _is_there(self, held: WaitingImport) -> bool:
        if not held.session:
            return False
        return await self._stores.studies.session(held.session) is not None


def _along(held: WaitingImport, actor: str, draft: Draft | None, job: Job) -> Along:
    return Along(
        said=Said(draft.statements, draft.passages) if draft is not None else None,
        code=held.session,
        actor=actor,
        tell=lambda what: job.tell(job.share, what),
        wrote=lambda share: job.tell(_BEFORE_WRITING + share * (_WRITTEN - _BEFORE_WRITING)),
    )
