"""Statements and passages in all their revisions, and the analysis plans of sessions.

An edit adds rows and takes none away. What stood at an edition is the newest row of each id up
to it, unless that row says that it is gone.
"""

from collections.abc import Sequence

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording, WordingChange, wording_of
from pulsemeter.service.ports import StoreError
from pulsemeter.service.wording_ports import SealedPlan
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("statement_book")


class SqlStatementBook:
    """WordingBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wording(self, study: str) -> Wording | None:
        """What is said in a study's stimuli as it stands now."""

        def work(connection: Connection) -> Wording | None:
            row = connection.execute(_SQL["study"], (study,)).fetchone()
            return None if row is None else _wording(connection, study, *row)

        return await self._database.read(work)

    async def change_wording(self, study: str, edition: int, change: WordingChange) -> bool:
        """Write an edit of this edition of the wording, whole or not at all. False where another
        edit came before. StoreError for a study that isn't here."""

        def work(connection: Connection) -> bool:
            row = connection.execute(_SQL["study"], (study,)).fetchone()
            if row is None:
                raise StoreError(f"there is no study {study}.")
            if not connection.execute(_SQL["next_edition"], (study, edition)).rowcount:
                return False
            _write(connection, from_body(row[0], Study), edition + 1, change)
            return True

        return await self._database.write(work)

    async def statement_revision(self, study: str, name: str, revision: int) -> Statement | None:
        """One revision of one statement, also of one that is gone."""

        def work(connection: Connection) -> Statement | None:
            row = connection.execute(_SQL["revision"], (study, name, revision)).fetchone()
            return None if row is None else from_body(row[0], Statement)

        return await self._database.read(work)

    async def wording_of_session(self, code: str) -> Wording | None:
        """What a session shows: the wording of its plan's edition, before it opens the newest."""

        def work(connection: Connection) -> Wording | None:
            row = connection.execute(_SQL["study_of_session"], (code,)).fetchone()
            return None if row is None else _wording(connection, *row)

        return await self._database.read(work)

    async def put_plan(self, code: str, plan: SealedPlan) -> None:
        """Write a session's analysis plan. StoreError once it has opened: a plan comes before."""
        await self._database.write(lambda connection: write_plan(connection, code, plan))

    async def plan(self, code: str) -> SealedPlan | None:
        """The analysis plan of a session."""

        def work(connection: Connection) -> SealedPlan | None:
            row = connection.execute(_SQL["plan"], (code,)).fetchone()
            return None if row is None else SealedPlan(*row)

        return await self._database.read(work)


def add_passages(
    connection: Connection, study: str, edition: int, passages: tuple[Passage, ...]
) -> None:
    """Write revisions of passages. StoreError where one is there already."""
    rows = [(study, p.id, p.revision, edition, to_body(p)) for p in passages]
    _add(connection, "add_passage", rows, study)


def write_plan(connection: Connection, code: str, plan: SealedPlan) -> None:
    """A session's analysis plan. StoreError once it has opened."""
    session = connection.execute(_SQL["has_opened"], (code,)).fetchone()
    if session is None:
        raise StoreError(f"there is no session {code} that could have a plan.")
    if session[0]:
        raise StoreError(f"session {code} has opened; its analysis plan stays as it is.")
    connection.execute(_SQL["put_plan"], (code, plan.edition, plan.text, plan.digest))


def add_statements(
    connection: Connection, study: Study, edition: int, statements: tuple[Statement, ...]
) -> None:
    """Write revisions of statements. StoreError where one is there already, or of a stimulus that
    the study doesn't have."""
    rows = []
    for one in statements:
        try:
            stimulus = study.stimulus_index(one.stimulus)
        except KeyError:
            raise StoreError(
                f"statement {one.id} is of stimulus {one.stimulus}, which study {study.name} "
                "doesn't have."
            ) from None
        rows.append(
            (study.name, one.id, one.revision, edition, stimulus, one.start_ms, to_body(one))
        )
    _add(connection, "add_statement", rows, study.name)


def _add(
    connection: Connection, query: str, rows: Sequence[tuple[object, ...]], study: str
) -> None:
    try:
        connection.executemany(_SQL[query], rows)
    except connection.IntegrityError:
        raise StoreError(
            f"study {study}: a {query.removeprefix('add_')} is listed twice with the same revision."
        ) from None


def _write(connection: Connection, study: Study, edition: int, change: WordingChange) -> None:
    add_statements(connection, study, edition, change.statements)
    add_passages(connection, study.name, edition, change.passages)
    for query, names in (
        ("end_statement", change.gone),
        ("end_passage", change.passages_gone),
    ):
        connection.executemany(_SQL[query], [(edition, study.name, name) for name in names])


def _wording(connection: Connection, name: str, body: str, edition: int) -> Wording:
    study, key = from_body(body, Study), (name, edition)
    statements = [
        from_body(row[0], Statement) for row in connection.execute(_SQL["statements"], key)
    ]
    passages = [from_body(row[0], Passage) for row in connection.execute(_SQL["passages"], key)]
    used = [row[0] for row in connection.execute(_SQL["used_ids"], (name,))]
    return wording_of(study, statements, passages, used, edition)
