"""Studies, statements and sessions in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.consent import ConsentText
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.domain.wording import Wording, WordingChange
from pulsemeter.service.ports import StoreError
from pulsemeter.service.wording_ports import SealedPlan
from pulsemeter.storage.changes import with_consent, with_stimulus
from pulsemeter.storage.memory.wordings import HeldWording


@dataclass(frozen=True, slots=True)
class _HeldStudy:
    study: Study
    source: str
    said: HeldWording


class MemoryStudyBook:
    """StudyBook."""

    def __init__(self) -> None:
        self._studies: dict[str, _HeldStudy] = {}
        self._consents: dict[str, dict[int, ConsentText]] = {}
        self._sessions: dict[str, Session] = {}
        self._frozen: dict[str, Study] = {}
        self._plans: dict[str, SealedPlan] = {}

    async def add_study(
        self,
        study: Study,
        source: str,
        statements: Sequence[Statement],
        passages: Sequence[Passage] = (),
    ) -> None:
        """Write a study, or replace one that has no session yet. StoreError otherwise."""
        self._refuse_if_shown(study.name, self._sessions.values())
        consents = self._consents.get(study.name, {})
        consent = with_consent(list(consents.values()), study)
        before = self._studies.get(study.name)
        said = HeldWording(before.said.edition + 1 if before else 0)
        whole = WordingChange(tuple(statements), passages=tuple(passages))
        said.check(study, whole)
        said.write(whole)
        self._studies[study.name] = _HeldStudy(study, source, said)
        self._consents[study.name] = {**consents, consent.version: consent}

    def _refuse_if_shown(self, name: str, sessions: Iterable[Session]) -> None:
        held = next((s.code for s in sessions if s.study == name), None)
        if held is not None:
            raise StoreError(
                f"study {name} has a session ({held}) already and stays as it is. "
                "Give the changed study a new name."
            )

    def _fixing(self) -> list[Session]:
        return [session for session in self._sessions.values() if not session.dry_run]

    async def change_study(self, before: Study, after: Study, source: str) -> bool:
        """Write a study in place of what it was, its statements stay; False where it is another
        one by now. StoreError once it has a session that is no dry run."""
        held = self._studies.get(before.name)
        if held is None or held.study != before:
            return False
        self._refuse_if_shown(before.name, self._fixing())
        consents = self._consents[before.name]
        consent = with_consent(list(consents.values()), after)
        self._studies[before.name] = replace(held, study=after, source=source)
        self._consents[before.name] = {**consents, consent.version: consent}
        return True

    async def put_stimulus(self, study: str, stimulus: Stimulus) -> None:
        """Replace the stimulus of this id in a study that has no session. StoreError otherwise."""
        self._refuse_if_shown(study, self._fixing())
        held = self._studies.get(study)
        changed = with_stimulus(None if held is None else held.study, study, stimulus)
        if held is not None:
            self._studies[study] = replace(held, study=changed)

    async def consents(self, study: str) -> Sequence[ConsentText]:
        """Every version of a study's consent text, in order."""
        return [text for _, text in sorted(self._consents.get(study, {}).items())]

    async def study(self, name: str) -> Study | None:
        """A study by name."""
        held = self._studies.get(name)
        return None if held is None else held.study

    async def studies(self) -> Sequence[Study]:
        """All studies, by name."""
        return [held.study for _, held in sorted(self._studies.items())]

    async def statements(self, study: str) -> Sequence[Statement]:
        """The newest revision of each statement, by stimulus and start."""
        wording = await self.wording(study)
        return [] if wording is None else list(wording.statements)

    async def wording(self, study: str) -> Wording | None:
        """What is said in a study's stimuli as it stands now."""
        held = self._studies.get(study)
        return None if held is None else held.said.wording(held.study)

    async def change_wording(self, study: str, edition: int, change: WordingChange) -> bool:
        """Write an edit of this edition of the wording, whole or not at all. False where another
        edit came before. StoreError for a study that isn't here."""
        held = self._studies.get(study)
        if held is None:
            raise StoreError(f"there is no study {study}.")
        if held.said.edition != edition:
            return False
        held.said.check(held.study, change)
        held.said.edition += 1
        held.said.write(change)
        return True

    async def statement_revision(self, study: str, name: str, revision: int) -> Statement | None:
        """One revision of one statement, also of one that is gone."""
        held = self._studies.get(study)
        rows = [] if held is None else held.said.statements.rows.get(name, [])
        found = (row.held for row in rows if row.held and row.held.revision == revision)
        return next(found, None)

    async def wording_of_session(self, code: str) -> Wording | None:
        """What a session shows: the wording of its plan's edition, before it opens the newest."""
        session = self._sessions.get(code)
        if session is None:
            return None
        held = self._studies[session.study]
        frozen, edition = self._frozen.get(code), None
        if code in self._plans:
            edition = self._plans[code].edition
        elif frozen is not None:
            edition = held.said.first_edition()
        return held.said.wording(frozen or held.study, edition)

    async def put_plan(self, code: str, plan: SealedPlan) -> None:
        """Write a session's analysis plan. StoreError once it has opened: a plan comes before."""
        if code not in self._sessions:
            raise StoreError(f"there is no session {code} that could have a plan.")
        if code in self._frozen:
            raise StoreError(f"session {code} has opened; its analysis plan stays as it is.")
        self._plans[code] = plan

    async def plan(self, code: str) -> SealedPlan | None:
        """The analysis plan of a session."""
        return self._plans.get(code)

    async def put_session(self, session: Session, frozen: Study | None = None) -> None:
        """Write a session's present state; the frozen study, once given, stays
        until another is given."""
        if session.study not in self._studies:
            raise StoreError(
                f"session {session.code} is of study {session.study}, which is not here."
            )
        before = self._sessions.get(session.code, session)
        if before.study != session.study:
            raise StoreError(f"session {session.code} belongs to another study.")
        self._sessions[session.code] = session
        if frozen is not None:
            self._frozen[session.code] = frozen

    async def session(self, code: str) -> Session | None:
        """A session by its code."""
        return self._sessions.get(code)

    async def sessions(self) -> Sequence[Session]:
        """All sessions, newest last."""
        return list(self._sessions.values())

    async def frozen_study(self, code: str) -> Study | None:
        """The study as it was when this session opened."""
        return self._frozen.get(code)
