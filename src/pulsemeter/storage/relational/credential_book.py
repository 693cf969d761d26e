"""Tokens by their hash, in a file of their own.

Knows no seat and no time, so that nothing here says which reactions a token led to.
"""

from collections.abc import Sequence

from pulsemeter.service.credential_ports import Token
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("credential_book")


class SqlCredentialBook:
    """CredentialBook in the store of the credentials."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, tokens: Sequence[Token]) -> None:
        """Write tokens, all or none. One that exists already: StoreError."""

        def work(connection: Connection) -> None:
            rows = (
                (t.token_hash, t.session, int(t.is_used), to_body(t.categories)) for t in tokens
            )
            try:
                connection.executemany(_SQL["add"], rows)
            except connection.IntegrityError:
                raise StoreError("one of these tokens exists already; none was added.") from None

        await self._database.write(work)

    async def find(self, token_hash: bytes) -> Token | None:
        """The token of this hash."""

        def work(connection: Connection) -> Token | None:
            row = connection.execute(_SQL["find"], (token_hash,)).fetchone()
            if row is None:
                return None
            return Token(row[0], row[1], bool(row[2]), from_body(row[3], dict[str, str]))

        return await self._database.read(work)

    async def count(self, session: str) -> tuple[int, int]:
        """How many tokens a session has, and how many of them were used."""

        def work(connection: Connection) -> tuple[int, int]:
            made, used = connection.execute(_SQL["count"], (session,)).fetchone()
            return int(made), int(used)

        return await self._database.read(work)

    async def claim(self, claims: Sequence[tuple[bytes, bytes]]) -> Sequence[bool]:
        """Let one page have each of these unused tokens; whether it has it now."""

        def work(connection: Connection) -> list[bool]:
            return [connection.execute(_SQL["claim"], pair).rowcount == 1 for pair in claims]

        return await self._database.write(work)

    async def burn(self, token_hashes: Sequence[bytes]) -> None:
        """Mark tokens as used; burning twice is harmless."""

        def work(connection: Connection) -> None:
            connection.executemany(_SQL["burn"], [(token_hash,) for token_hash in token_hashes])

        await self._database.write(work)

    async def forget_order(self) -> None:
        """Write all tables anew: engines lay rows down as they were written last."""
        await self._database.write_anew()

    async def add_voucher(self, session: str, voucher_hash: bytes) -> None:
        """Keep the hash of a completion voucher; twice is harmless."""

        def work(connection: Connection) -> None:
            connection.execute(_SQL["add_voucher"], (session, voucher_hash))

        await self._database.write(work)

    async def vouchers(self, session: str, voucher_hashes: Sequence[bytes]) -> set[bytes]:
        """Which of these hashes are of vouchers given in this session."""

        def work(connection: Connection) -> set[bytes]:
            return {
                voucher_hash
                for voucher_hash in voucher_hashes
                if connection.execute(_SQL["has_voucher"], (session, voucher_hash)).fetchone()
            }

        return await self._database.read(work)
