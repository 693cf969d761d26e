"""The studio: what owners do with a study before its first session, and how it is opened.

Each deed goes to the audit log before it is done. Which page asks, and who may, is decided
elsewhere.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.counted import counted
from pulsemeter.domain.session import OVER, Session, SessionKind, SessionState, ShownIn
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Study
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.check_showing import check_showing
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.count_links import LinkCounts, used_at_least
from pulsemeter.service.create_study import check_stimuli, create_study
from pulsemeter.service.dry_run import as_tried, open_dry_run, tried_as_it_is
from pulsemeter.service.edit_study import Tables, edit_study
from pulsemeter.service.export_study import copy_study
from pulsemeter.service.make_tokens import CellWish, MadeToken
from pulsemeter.service.pack_invitations import check_way_in, new_links
from pulsemeter.service.ports import Chance, Stores
from pulsemeter.service.read_study import read_tables
from pulsemeter.service.seal_plan import ShownPlan, plan_deviations, show_plan
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.service.start_study import free_name, started
from pulsemeter.service.study_bundle import CarriedStudy, Said
from pulsemeter.service.study_readiness import Lacking, check_ready, lacking
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.service.write_study import write_study

CopyMedia = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session with its analysis plan, and in what its figures differ; None where there is no
    plan to differ from."""

    session: Session
    plan: ShownPlan | None
    deviations: list[str] | None


class Studio:
    """Making, changing, trying and opening studies, over one store."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        audit: AuditTrail,
        chance: Chance,
        copy_media: CopyMedia,
    ) -> None:
        self._stores, self._conduct, self._audit = stores, conduct, audit
        self._chance, self._copy_media = chance, copy_media
        self._one_at_a_time = asyncio.Lock()

    async def create(self, who: SignedIn, tables: Tables) -> Study:
        """A new study of these tables, started with what they don't say. StudyFileError with
        every complaint."""
        study = read_tables(started(tables, await self._names())).study
        await self._add(who, study, Said(), "study created", "in the studio")
        return study

    async def take_in(self, who: SignedIn, carried: CarriedStudy, name: str = "") -> Study:
        """A study that came as files, under another name where one is given."""
        study = replace(carried.study, name=name or carried.study.name)
        await self._add(who, study, carried.said, "study created", "from a study file")
        return study

    async def _add(self, who: SignedIn, study: Study, said: Said, act: str, detail: str) -> None:
        async with self._one_at_a_time:
            await self._check_free(study.name)
            await self._audit.note(who.member.name, act, study.name, detail)
            book = self._stores.studies
            await create_study(book, study, write_study(study), said.statements, said.passages)

    async def free_name(self, title: str) -> str:
        """A short name of this title that no study has."""
        return free_name(title, await self._names())

    async def _names(self) -> set[str]:
        return {study.name for study in await self._stores.studies.studies()}

    async def _check_free(self, name: str) -> None:
        if await self._stores.studies.study(name) is not None:
            raise StudyFileError(
                name,
                [Complaint("study.name", 0, f"there is a study {name} already; choose another")],
            )

    async def copy(self, who: SignedIn, name: str, new_name: str) -> Study:
        """Copy a study with its statements and files; whoever copies it owns the copy."""

        async def copy_files(copied: Study) -> None:
            await self._audit.note(who.member.name, "study copied", copied.name, f"from {name}")
            await self._copy_media(name, copied.name)

        async with self._one_at_a_time:
            await self._check_free(new_name)
            copied = await copy_study(self._stores.studies, name, new_name, copy_files)
        if who.membership(copied.name) is None:
            owner = Membership(copied.name, Role.OWNER)
            await self._audit.note(
                who.member.name, "role given", copied.name, "owner, as its maker"
            )
            await self._stores.staff.put_membership(who.member.id, owner)
        return copied

    async def edit(self, who: SignedIn, before: Study, change: Tables | str, part: str) -> Study:
        """Keep the study of these tables or this text in place of what it was; see `edit_study`."""
        after = await edit_study(self._stores.studies, before, change)
        if after != before:
            await self._audit.note(who.member.name, "study changed", before.name, part)
        return after

    async def missing(self, study: Study) -> list[Lacking]:
        """What the study lacks before a session of it can open."""
        return await missing_of(self._stores, study)

    async def dry_run(self, name: str) -> Session | None:
        """The dry run of a study that people can join now."""
        return open_dry_run(name, await self._stores.studies.sessions())

    def shows_as_it_is(self, tried: Session, study: Study) -> bool:
        """Whether a dry run shows the study as it is now."""
        return self._conduct.place(tried.code).study == as_tried(study)

    async def is_tried(self, study: Study) -> bool:
        """Whether somebody came to the end of a dry run of the study as it is now."""
        stores = self._stores
        return await tried_as_it_is(
            stores.studies, stores.seats, study, await stores.studies.sessions()
        )

    async def begin_dry_run(
        self, who: SignedIn, study: Study, kind: SessionKind, shown: ShownIn
    ) -> Session:
        """Open a dry run of the study as it is now; the one before it ends."""
        check_showing(study, kind, shown)
        check_stimuli(study)
        await self.end_dry_run(who, study.name)
        return await self._opened(who, study, kind, shown, dry_run=True)

    async def end_dry_run(self, who: SignedIn, name: str) -> None:
        """Nobody can join the dry run of a study any more."""
        async with self._one_at_a_time:
            held = await self.dry_run(name)
            if held is not None:
                place = self._conduct.place(held.code)
                await self._audit.note_step(who.member.name, place, SessionState.CLOSED)
                await self._conduct.step(held.code, SessionState.CLOSED)

    async def open_session(
        self, who: SignedIn, study: Study, kind: SessionKind, shown: ShownIn
    ) -> Session:
        """Open a session that people can join. NotReady while something is missing."""
        check_showing(study, kind, shown)
        check_ready(await self.missing(study), study, shown)
        await self.end_dry_run(who, study.name)
        return await self._opened(who, study, kind, shown, dry_run=False)

    async def _opened(
        self, who: SignedIn, study: Study, kind: SessionKind, shown: ShownIn, *, dry_run: bool
    ) -> Session:
        planned = await self._conduct.plan(study.name, kind, shown=shown, dry_run=dry_run)
        place = self._conduct.place(planned.code)
        await self._audit.note_step(who.member.name, place, SessionState.OPEN)
        begun = await self._conduct.step(planned.code, SessionState.OPEN)
        digest = await self._conduct.plan_digest(begun.code)
        await self._audit.note_plan(who.member.name, begun.code, digest)
        return begun

    async def make_links(
        self, who: SignedIn, place: Place, wishes: Sequence[CellWish]
    ) -> list[MadeToken]:
        """Personal links of a session; the answer is the only copy. NoWayIn where nobody can
        join it."""
        check_way_in(place.session)
        code = place.session.code
        book = self._stores.credentials
        made = await new_links(book, self._chance, place.study, code, wishes)
        await self._audit.note(who.member.name, "links made", code, counted(len(made), "link"))
        return made

    async def links(self, study: Study) -> list[LinkCounts]:
        """The personal links of each session of a study that has some, newest first, as far as
        it may be told how many were used."""
        found = []
        for session in reversed(await self._stores.studies.sessions()):
            if session.study != study.name or session.dry_run:
                continue
            made, used = await self._stores.credentials.count(session.code)
            if made:
                held = await self._stores.studies.frozen_study(session.code)
                step = (held or study).profile.smallest_roster
                told = used_at_least(made, used, step)
                found.append(LinkCounts(session, made, told, step))
        return found

    async def sessions(self, name: str) -> list[SessionPlan]:
        """The sessions of a study with their plans, newest first; dry runs are none."""
        found = []
        for session in reversed(await self._stores.studies.sessions()):
            if session.study != name or session.dry_run:
                continue
            plan = await show_plan(self._stores.studies, session.code)
            differing = None
            if session.state in OVER:
                state = await self._stores.releases.state(session.code)
                differing = await plan_deviations(self._stores.studies, session, state.releases)
            found.append(SessionPlan(session, plan, differing))
        return found


async def missing_of(stores: Stores, study: Study) -> list[Lacking]:
    """What a study lacks before a session of it can open, by what is in the store."""
    wording = await stores.studies.wording(study.name)
    sessions = await stores.studies.sessions()
    tried = await tried_as_it_is(stores.studies, stores.seats, study, sessions)
    has_statements = wording is not None and bool(wording.statements)
    return lacking(study, has_statements=has_statements, is_tried=tried)
