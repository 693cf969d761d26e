"""Themes of comments, beside the releases that the comments left with.

That no two members change the same edition is decided here, in the writing transaction.
"""

from pulsemeter.domain.theme import ThemeSheet
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("theme_book")


class SqlThemeBook:
    """ThemeBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, sheet: ThemeSheet) -> bool:
        """Write the next edition; False where its number isn't the next."""
        body = to_body(sheet)

        def work(connection: Connection) -> bool:
            held = connection.execute(_SQL["edition"], (sheet.session,)).fetchone()
            if sheet.edition != (held[0] + 1 if held else 1):
                return False
            connection.execute(_SQL["put"], (sheet.session, sheet.edition, body))
            return True

        return await self._database.write(work)

    async def sheet(self, session: str) -> ThemeSheet | None:
        """The newest edition, None where nobody has looked at the comments yet."""

        def work(connection: Connection) -> tuple[str] | None:
            found: tuple[str] | None = connection.execute(_SQL["sheet"], (session,)).fetchone()
            return found

        held = await self._database.read(work)
        return from_body(held[0], ThemeSheet) if held else None

    async def remove(self, session: str) -> None:
        """Take a session's sheet away; one that isn't there is no matter."""

        def work(connection: Connection) -> None:
            connection.execute(_SQL["remove"], (session,))

        await self._database.write(work)
