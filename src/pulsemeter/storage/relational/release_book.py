"""What a session has released: the settled cells and every release, never overwritten.

Keeps figures as they left the gate; it must not compute any.
"""

from collections.abc import Sequence

from pulsemeter.release.answer_figures import (
    ANSWERS,
    ASKED,
    IMPRESSION,
    SESSION,
    AnswerRelease,
    AskedRelease,
    ExploratoryRelease,
    ImpressionRelease,
    OnceRelease,
    SessionRelease,
)
from pulsemeter.release.figures import IntervalRelease, Release, StatementRelease
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.told_comments import COMMENTS, CommentRelease
from pulsemeter.service.ports import ReleaseState, StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("release_book")
_KINDS: dict[type[OnceRelease], str] = {
    AnswerRelease: ANSWERS,
    ExploratoryRelease: "exploratory",
    AskedRelease: ASKED,
    CommentRelease: COMMENTS,
    SessionRelease: SESSION,
    ImpressionRelease: IMPRESSION,
}


class SqlReleaseBook:
    """ReleaseBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write_plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Write the cells as settled; replaces the earlier list when a roster grew."""
        body = to_body(list(cells))

        def work(connection: Connection) -> None:
            connection.execute(_SQL["write_plan"], (session, body))

        await self._database.write(work)

    async def write(self, session: str, releases: Sequence[Release]) -> None:
        """Write releases, all or none; a number that exists already is a StoreError."""
        rows = [
            (
                session,
                release.number,
                "interval" if isinstance(release, IntervalRelease) else "statement",
                to_body(release),
            )
            for release in releases
        ]

        def work(connection: Connection) -> None:
            try:
                connection.executemany(_SQL["write"], rows)
            except connection.IntegrityError:
                raise StoreError(
                    f"session {session}: one of the releases "
                    f"{', '.join(str(row[1]) for row in rows)} was written before; a release is "
                    "never overwritten."
                ) from None

        await self._database.write(work)

    async def state(self, session: str, after: int = 0) -> ReleaseState:
        """The plan, and the releases with a number above `after`, in order."""

        def work(
            connection: Connection,
        ) -> tuple[tuple[str] | None, list[tuple[str, str]]]:
            plan = connection.execute(_SQL["plan"], (session,)).fetchone()
            return plan, connection.execute(_SQL["releases"], (session, after)).fetchall()

        plan, rows = await self._database.read(work)
        cells = () if plan is None else tuple(from_body(plan[0], list[PlannedCell]))
        return ReleaseState(cells, [_release(kind, body) for kind, body in rows])

    async def write_once(self, session: str, release: OnceRelease) -> None:
        """Write what leaves once, after the close; a name that exists already is a StoreError."""
        row = (session, release.name, _KINDS[type(release)], to_body(release))

        def work(connection: Connection) -> None:
            try:
                connection.execute(_SQL["write_once"], row)
            except connection.IntegrityError:
                raise StoreError(
                    f"session {session}: {release.name} was released before; that is never done "
                    "twice."
                ) from None

        await self._database.write(work)

    async def once(self, session: str) -> Sequence[OnceRelease]:
        """What left once, by name."""

        def work(connection: Connection) -> list[tuple[str, str]]:
            return connection.execute(_SQL["once"], (session,)).fetchall()

        return [_once(kind, body) for kind, body in await self._database.read(work)]

    async def drop_once(self, session: str, name: str) -> None:
        """Take away the words that left once under this name, when their time is over."""

        def work(connection: Connection) -> None:
            connection.execute(_SQL["drop_once"], (session, name))

        await self._database.write(work)


def _once(kind: str, body: str) -> OnceRelease:
    found = next(held for held, name in _KINDS.items() if name == kind)
    return from_body(body, found)


def _release(kind: str, body: str) -> Release:
    if kind == "interval":
        return from_body(body, IntervalRelease)
    return from_body(body, StatementRelease)
