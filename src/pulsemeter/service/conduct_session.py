"""Sessions from planned to released: who may take which step when, and what time it is.

The book holds the truth. This keeps the newest known state of every session in memory,
because each press asks for it, and tells listeners when a state changes. One change at a time, and
each of what the book holds then: of two at once the later would take the earlier back.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from pulsemeter.domain.extension import extended
from pulsemeter.domain.session import Session, SessionKind, SessionState, ShownIn
from pulsemeter.domain.study import Study
from pulsemeter.service.check_showing import check_showing
from pulsemeter.service.create_study import check_stimuli
from pulsemeter.service.dry_run import as_tried
from pulsemeter.service.ports import Chance, Clock, StudyBook
from pulsemeter.service.seal_plan import seal_plan
from pulsemeter.service.study_languages import check_languages

_CODE_LENGTH = 6

Listener = Callable[[Session], None]


class UnknownSession(LookupError):
    """No session has this code."""


class UnknownStudy(LookupError):
    """No study has this name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A session with its study, at this moment of its clock."""

    session: Session
    study: Study
    session_ms: int


class Conduct:
    """The sessions of one store."""

    def __init__(self, book: StudyBook, clock: Clock, chance: Chance) -> None:
        self._book = book
        self._clock = clock
        self._chance = chance
        self._known: dict[str, tuple[Session, Study]] = {}
        self._listeners: list[Listener] = []
        self._changing = asyncio.Lock()

    def on_change(self, listener: Listener) -> None:
        """Call this whenever a session's state is new to us."""
        self._listeners.append(listener)

    async def refresh(self) -> None:
        """Take over what other processes wrote into the book."""
        async with self._changing:
            for written in await self._book.sessions():
                await self._take_over(written)

    async def _take_over(self, written: Session) -> None:
        session = self._here(written)
        held = self._known.get(session.code)
        if held is None or held[0] != session:
            await self._hold(session)

    async def _newest(self, code: str) -> Place:
        """A session as the book has it now, where another process may have stepped it. For who
        holds `_changing`."""
        if (written := await self._book.session(self.place(code).session.code)) is not None:
            await self._take_over(written)
        return self.place(code)

    def _here(self, session: Session) -> Session:
        """A session with its clock as this process sees it."""
        return replace(session, clock=session.clock.seen_from(self._clock.boot()))

    def _anchored(self, session: Session) -> Session:
        """A session whose clock was just set, by this machine."""
        return replace(session, clock=replace(session.clock, boot=self._clock.boot()))

    async def _hold(self, session: Session) -> None:
        study = await self._book.frozen_study(session.code) or await self._book.study(session.study)
        if study is None:
            raise UnknownStudy(f"session {session.code} belongs to no study of this store")
        self._known[session.code] = (session, study)
        for listener in self._listeners:
            listener(session)

    def wall_ms(self) -> int:
        """The wall time by which sessions are stepped."""
        return self._clock.wall_ms()

    def elapsed_ms(self) -> int:
        """Time that only goes forward, for what must not wait for a wall clock set back."""
        return self._clock.elapsed_ms()

    def places(self) -> list[Place]:
        """All sessions, in the order of planning."""
        return [self.place(code) for code in self._known]

    def place(self, code: str) -> Place:
        """A session by its code, whatever the case it was typed in."""
        held = self._known.get(code) or self._known.get(code.strip().upper())
        if held is None:
            raise UnknownSession(f"there is no session {code!r}")
        return Place(*held, held[0].clock.session_ms(self._clock.wall_ms()))

    def session(self, code: str) -> Session:
        """A session by its exact code, for callers that ask thousands of times a second."""
        return self._known[code][0]

    async def plan(
        self,
        study_name: str,
        kind: SessionKind,
        *,
        simulated: bool = False,
        shown: ShownIn = ShownIn.IN_PAGE,
        dry_run: bool = False,
    ) -> Session:
        """A new session of a study, planned; its code is also what participants may type. A dry
        run is marked as simulated. LanguageUnread where nobody vouches for a language: nothing is
        written then, so that the study can still be mended."""
        study = await self._book.study(study_name)
        if study is None:
            names = ", ".join(s.name for s in await self._book.studies()) or "none yet"
            raise UnknownStudy(f"there is no study {study_name!r}; there are: {names}")
        check_showing(study, kind, shown)
        check_stimuli(study)
        is_simulated = simulated or dry_run or study.simulated
        if not is_simulated:
            check_languages(study)
        code = self._chance.code(_CODE_LENGTH)
        while await self._book.session(code) is not None:
            code = self._chance.code(_CODE_LENGTH)
        session = Session(
            code, study.name, kind, simulated=is_simulated, shown=shown, dry_run=dry_run
        )
        async with self._changing:
            await self._book.put_session(session)
            await self._hold(session)
        return session

    async def step(self, code: str, state: SessionState, at_ms: int | None = None) -> Session:
        """Take a session to its next state, its clock at `at_ms` if given (see `Session.step`);
        with the step to open the study freezes, the wording stays, and the analysis plan is
        sealed."""
        async with self._changing:
            place = await self._newest(code)
            session = self._anchored(place.session.step(state, self._clock.wall_ms(), at_ms))
            frozen = place.study if state is SessionState.OPEN else None
            if frozen is not None and session.dry_run:
                frozen = as_tried(frozen)
            if frozen is not None:
                if not session.simulated:
                    check_languages(frozen)
                await seal_plan(self._book, session.code, frozen)
            await self._book.put_session(session, frozen)
            await self._hold(session)
        return session

    async def carry_over(self, code: str, known_ms: int) -> None:
        """Anchor a running clock anew after a start of the machine, over which only the wall clock
        carries it. The log holds what came in at `known_ms` of session time: a clock that shows
        less was carried by a wall clock that went back, and goes on from there."""
        async with self._changing:
            place = await self._newest(code)
            session, shown_ms = place.session, place.session_ms
            same_boot = session.clock.boot.id == self._clock.boot().id
            if not session.clock.is_running or (same_boot and shown_ms >= known_ms):
                return
            clock = session.clock.at(max(shown_ms, known_ms), self._clock.wall_ms())
            session = self._anchored(replace(session, clock=clock, carried_over=True))
            await self._book.put_session(session)
            await self._hold(session)

    async def extend(self, code: str, by_ms: int) -> Session:
        """Move the end of a live session; SessionStateError says why it can't be. The session's own
        study becomes longer, the analysis plan stays as it was sealed."""
        async with self._changing:
            place = await self._newest(code)
            study, session = extended(place.study, place.session, by_ms)
            await self._book.put_session(session, study)
            await self._hold(session)
        return session

    async def plan_digest(self, code: str) -> str:
        """What the analysis plan of a session is known by; empty without one."""
        plan = await self._book.plan(code)
        return "" if plan is None else plan.digest

    async def ask_cue(self, code: str, words: str, planned: int = -1) -> Session:
        """Ask everybody to tap at a moment to come."""
        return await self._change(code, lambda session: session.ask_cue(words, planned))

    async def mark_cue(self, code: str) -> Session:
        """That moment is now, by the session's clock."""
        return await self._change(code, lambda session: session.mark_cue(self._clock.wall_ms()))

    async def end_cue(self, code: str) -> Session:
        """Nobody is asked to tap any more."""
        return await self._change(code, Session.end_cue)

    async def ask_question(
        self, code: str, text: str, answers: tuple[str, ...], planned: str
    ) -> Session:
        """Put a question to everybody, by the session's clock."""
        return await self._change(
            code, lambda session: session.ask_question(text, answers, planned, self.wall_ms())
        )

    async def end_question(self, code: str) -> Session:
        """Nobody is asked any more."""
        return await self._change(code, Session.end_question)

    async def _change(self, code: str, change: Callable[[Session], Session]) -> Session:
        async with self._changing:
            session = change((await self._newest(code)).session)
            await self._book.put_session(session)
            await self._hold(session)
        return session
