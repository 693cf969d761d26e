"""Studies, statements and sessions in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.consent import ConsentText
from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.changes import with_consent, with_stimulus


@dataclass(frozen=True, slots=True)
class _HeldStudy:
    study: Study
    source: str
    statements: dict[tuple[str, int], Statement]


class MemoryStudyBook:
    """StudyBook."""

    def __init__(self) -> None:
        self._studies: dict[str, _HeldStudy] = {}
        self._consents: dict[str, dict[int, ConsentText]] = {}
        self._sessions: dict[str, Session] = {}
        self._frozen: dict[str, Study] = {}

    async def add_study(self, study: Study, source: str, statements: Sequence[Statement]) -> None:
        """Write a study, or replace one that has no session yet. StoreError otherwise."""
        name = study.name
        self._refuse_if_shown(name)
        held = self._consents.get(name, {})
        consent = with_consent(list(held.values()), study)
        stimuli = {stimulus.id for stimulus in study.stimuli}
        for statement in statements:
            if statement.stimulus not in stimuli:
                raise StoreError(
                    f"statement {statement.id} is of stimulus {statement.stimulus}, which study "
                    f"{name} doesn't have."
                )
        kept = {(statement.id, statement.revision): statement for statement in statements}
        if len(kept) < len(statements):
            raise StoreError(f"study {name}: a statement is listed twice with the same revision.")
        self._studies[name] = _HeldStudy(study, source, kept)
        self._consents[name] = {**held, consent.version: consent}

    def _refuse_if_shown(self, name: str) -> None:
        held = next((s.code for s in self._sessions.values() if s.study == name), None)
        if held is not None:
            raise StoreError(
                f"study {name} has a session ({held}) already and stays as it is. "
                "Give the changed study a new name."
            )

    async def put_stimulus(self, study: str, stimulus: Stimulus) -> None:
        """Replace the stimulus of this id in a study that has no session. StoreError otherwise."""
        self._refuse_if_shown(study)
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
        held = self._studies.get(study)
        if held is None:
            return []
        # Sorted by revision, a later one takes the place of an earlier one.
        newest = {key[0]: statement for key, statement in sorted(held.statements.items())}
        return sorted(
            newest.values(),
            key=lambda s: (held.study.stimulus_index(s.stimulus), s.start_ms, s.id),
        )

    async def put_session(self, session: Session, frozen: Study | None = None) -> None:
        """Write a session's present state; the frozen study, once given, stays."""
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
