"""Studies, the revisions of their statements, and sessions with their frozen study.

Keeps what it is given; whether a step of a session is allowed is decided elsewhere.
"""

from collections.abc import Sequence

from pulsemeter.domain.consent import ConsentText
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.changes import with_consent, with_stimulus
from pulsemeter.storage.relational.database import Connection
from pulsemeter.storage.relational.queries import load_queries
from pulsemeter.storage.relational.statement_book import (
    SqlStatementBook,
    add_passages,
    add_statements,
)

_SQL = load_queries("study_book")


class SqlStudyBook(SqlStatementBook):
    """StudyBook in the store of the studies."""

    async def add_study(
        self,
        study: Study,
        source: str,
        statements: Sequence[Statement],
        passages: Sequence[Passage] = (),
    ) -> None:
        """Write a study, or replace one that has no session yet. StoreError otherwise."""

        def work(connection: Connection) -> None:
            write_study(connection, study, source, statements, passages)

        await self._database.write(work)

    async def change_study(self, before: Study, after: Study, source: str) -> bool:
        """Write a study in place of what it was, its statements stay; False where it is another
        one by now. StoreError once it has a session that is no dry run."""

        def work(connection: Connection) -> bool:
            row = connection.execute(_SQL["study"], (before.name,)).fetchone()
            if row is None or from_body(row[0], Study) != before:
                return False
            _refuse_if_shown(connection, before.name, dry_runs=False)
            _keep_consent(connection, after)
            connection.execute(_SQL["edit_study"], (to_body(after), source, before.name))
            return True

        return await self._database.write(work)

    async def put_stimulus(self, study: str, stimulus: Stimulus) -> None:
        """Replace the stimulus of this id in a study that has no session. StoreError otherwise."""

        def work(connection: Connection) -> None:
            _refuse_if_shown(connection, study, dry_runs=False)
            row = connection.execute(_SQL["study"], (study,)).fetchone()
            held = None if row is None else from_body(row[0], Study)
            changed = with_stimulus(held, study, stimulus)
            connection.execute(_SQL["change_study"], (to_body(changed), study))

        await self._database.write(work)

    async def study(self, name: str) -> Study | None:
        """A study by name."""
        body = await self._one("study", name)
        return None if body is None else from_body(body, Study)

    async def studies(self) -> Sequence[Study]:
        """All studies, by name."""
        return [from_body(body, Study) for body in await self._column("studies")]

    async def consents(self, study: str) -> Sequence[ConsentText]:
        """Every version of a study's consent text, in order."""
        return [from_body(body, ConsentText) for body in await self._column("consents", study)]

    async def statements(self, study: str) -> Sequence[Statement]:
        """The newest revision of each statement, by stimulus and start."""
        return [from_body(body, Statement) for body in await self._column("statements", study)]

    async def put_session(self, session: Session, frozen: Study | None = None) -> None:
        """Write a session's present state; the frozen study, once given, stays
        until another is given."""
        await self._database.write(lambda connection: write_session(connection, session, frozen))

    async def session(self, code: str) -> Session | None:
        """A session by its code."""
        body = await self._one("session", code)
        return None if body is None else from_body(body, Session)

    async def sessions(self) -> Sequence[Session]:
        """All sessions, newest last."""
        return [from_body(body, Session) for body in await self._column("sessions")]

    async def frozen_study(self, code: str) -> Study | None:
        """The study as it was when this session opened."""
        body = await self._one("frozen_study", code)
        return None if body is None else from_body(body, Study)

    async def _one(self, query: str, key: str) -> str | None:
        return next(iter(await self._column(query, key)), None)

    async def _column(self, query: str, *keys: str) -> list[str]:
        def work(connection: Connection) -> list[str]:
            return [row[0] for row in connection.execute(_SQL[query], keys)]

        return await self._database.read(work)


def write_study(
    connection: Connection,
    study: Study,
    source: str,
    statements: Sequence[Statement],
    passages: Sequence[Passage],
) -> None:
    """A study with what is said in it, in place of one without sessions. StoreError otherwise."""
    _refuse_if_shown(connection, study.name)
    _keep_consent(connection, study)
    row = (study.name, to_body(study), source)
    edition = connection.execute(_SQL["put_study"], row).fetchone()[0]
    for query in ("drop_statements", "drop_passages"):
        connection.execute(_SQL[query], (study.name,))
    add_statements(connection, study, edition, tuple(statements))
    add_passages(connection, study.name, edition, tuple(passages))


def study_is_here(connection: Connection, name: str) -> bool:
    """Whether there is a study of this name."""
    return connection.execute(_SQL["study"], (name,)).fetchone() is not None


def write_session(connection: Connection, session: Session, frozen: Study | None = None) -> None:
    """A session's present state. StoreError where it is of another study, or of none here."""
    body = None if frozen is None else to_body(frozen)
    row = (session.code, session.study, to_body(session), body)
    try:
        written = connection.execute(_SQL["put_session"], row).rowcount
    except connection.IntegrityError:
        raise StoreError(
            f"session {session.code} is of study {session.study}, which is not here."
        ) from None
    if not written:
        raise StoreError(f"session {session.code} belongs to another study.")


def _refuse_if_shown(connection: Connection, study: str, *, dry_runs: bool = True) -> None:
    """StoreError where the study has a session; dry runs may count as none."""
    for (body,) in connection.execute(_SQL["sessions_of_study"], (study,)).fetchall():
        session = from_body(body, Session)
        if dry_runs or not session.dry_run:
            raise StoreError(
                f"study {study} has a session ({session.code}) already and stays as it is. "
                "Give the changed study a new name."
            )


def _keep_consent(connection: Connection, study: Study) -> None:
    rows = connection.execute(_SQL["consents"], (study.name,)).fetchall()
    kept = with_consent([from_body(body, ConsentText) for (body,) in rows], study)
    connection.execute(_SQL["put_consent"], (study.name, kept.version, to_body(kept)))
