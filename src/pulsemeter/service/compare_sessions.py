"""Several sessions beside each other, out of the book of releases and of nothing else.

Whoever builds this gives it the books of studies and releases and a way to a session's statements;
it has no way to presses, seats or answers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.release.figures import Release, StatementRelease
from pulsemeter.release.showing import Showing, instrument_differences, showing_of
from pulsemeter.release.view import View
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.ports import ReleaseBook, StudyBook

Statements = Callable[[str], Awaitable[Sequence[Statement]]]
EARLIER_MAX = 25
"""Earlier sessions that are read for ranks, newest first."""


class Comparing:
    """The showings of one store."""

    def __init__(self, studies: StudyBook, releases: ReleaseBook, statements: Statements) -> None:
        self._studies, self._releases, self._statements = studies, releases, statements

    async def showing(self, session: Session, view: View) -> Showing:
        """What somebody with this view may see of a session. UnknownSession where its study isn't
        here."""
        return await self._read(session, await self._study(session), view, Release)

    async def _read(self, session: Session, study: Study, view: View, kind: Any) -> Showing:
        """A showing with its releases of this kind, cut beside the loop that takes presses."""
        state = await self._releases.state(session.code)
        statements = await self._statements(session.code)

        def cut() -> Showing:
            wanted = [release for release in state.releases if isinstance(release, kind)]
            return showing_of(session, study, state.cells, wanted, statements, view)

        return await asyncio.to_thread(cut)

    async def _study(self, session: Session) -> Study:
        """The study as it was when the session opened."""
        frozen = await self._studies.frozen_study(session.code)
        study = frozen or await self._studies.study(session.study)
        if study is None:
            raise UnknownSession(f"session {session.code} belongs to no study of this store")
        return study

    async def earlier(
        self, own: Showing, view_of: Callable[[Session], View | None]
    ) -> list[Showing]:
        """The sessions before this one that somebody may see, newest first, with their statements'
        figures; of those with another instrument without. `view_of` says with which view, None
        where not at all."""
        before = []
        for held in await self._studies.sessions():
            if held.code == own.code:
                break
            before.append(held)
        found: list[Showing] = []
        for held in reversed(before):
            view = view_of(held)
            if view is None:
                continue
            study = await self._study(held)
            if instrument_differences(own.instrument, study.instrument):
                found.append(Showing(held, study, (), (), ()))
            else:
                found.append(await self._read(held, study, view, StatementRelease))
            if len(found) == EARLIER_MAX:
                break
        return found
