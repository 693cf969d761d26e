"""Passwords (sealed), passkeys and sign-ins (as hashes) of staff.

Keeps what it is given; when a sign-in ends is decided elsewhere.
"""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from pulsemeter.service.ports import StoreError
from pulsemeter.service.staff_ports import Passkey, SignIn
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("sign_in_book")


def write_password(connection: Connection, member: str, sealed: str) -> None:
    """Write a sealed password in place of an earlier one."""
    connection.execute(_SQL["put_password"], (member, sealed))


def write_passkey(connection: Connection, passkey: Passkey) -> None:
    """Write a passkey. StoreError where one of this id is here already."""
    try:
        connection.execute(_SQL["add_passkey"], astuple(passkey))
    except connection.IntegrityError:
        raise StoreError("this passkey is known already.") from None


def write_sign_in(connection: Connection, sign_in: SignIn) -> None:
    """Write a sign-in. StoreError where there is one with this secret."""
    try:
        connection.execute(_SQL["add_sign_in"], astuple(sign_in))
    except connection.IntegrityError:
        raise StoreError("a sign-in with this secret exists already.") from None


class SqlSignInBook:
    """SignInBook in the store of the studies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_password(self, member: str, sealed: str) -> None:
        """Write a sealed password in place of an earlier one."""
        await self._database.write(lambda c: write_password(c, member, sealed))

    async def password(self, member: str) -> str | None:
        """The sealed password of a member."""
        rows = await self._rows("password", member)
        return str(rows[0][0]) if rows else None

    async def drop_password(self, member: str) -> None:
        """Remove a password."""
        await self._run("drop_password", member)

    async def add_passkey(self, passkey: Passkey) -> None:
        """Write a passkey. StoreError where one of this id is here already."""
        await self._database.write(lambda c: write_passkey(c, passkey))

    async def passkey(self, passkey: bytes) -> Passkey | None:
        """A passkey by its id."""
        rows = await self._rows("passkey", passkey)
        return Passkey(*rows[0]) if rows else None

    async def passkeys(self, member: str) -> Sequence[Passkey]:
        """The passkeys of a member, in the order they were added."""
        return [Passkey(*row) for row in await self._rows("passkeys", member)]

    async def count_use(self, passkey: bytes, sign_count: int) -> None:
        """Keep the authenticator's count of uses."""
        await self._run("count_use", sign_count, passkey)

    async def drop_passkey(self, member: str, passkey: bytes) -> None:
        """Remove a passkey of this member."""
        await self._run("drop_passkey", member, passkey)

    async def add_sign_in(self, sign_in: SignIn) -> None:
        """Write a sign-in. StoreError where there is one with this secret."""
        await self._database.write(lambda c: write_sign_in(c, sign_in))

    async def sign_in(self, secret_hash: bytes) -> SignIn | None:
        """The sign-in behind a secret, expired or not."""
        rows = await self._rows("sign_in", secret_hash)
        return SignIn(*rows[0]) if rows else None

    async def sign_ins(self, member: str) -> Sequence[SignIn]:
        """The sign-ins of a member, those seen last first."""
        return [SignIn(*row) for row in await self._rows("sign_ins", member)]

    async def see(self, secret_hash: bytes, seen_ms: int) -> None:
        """Note when a sign-in was used last."""
        await self._run("see", seen_ms, secret_hash)

    async def end(self, secret_hash: bytes) -> None:
        """Remove a sign-in."""
        await self._run("end", secret_hash)

    async def end_all(self, member: str, but: bytes = b"") -> None:
        """Remove every sign-in of a member, but this one."""
        await self._run("end_all", member, but)

    async def forget(self, seen_before_ms: int, now_ms: int) -> None:
        """Remove sign-ins not seen since, and those past their end."""
        await self._run("forget", seen_before_ms, now_ms)

    async def _rows(self, query: str, key: str | bytes) -> list[tuple[Any, ...]]:
        return await self._database.read(lambda c: c.execute(_SQL[query], (key,)).fetchall())

    async def _run(self, query: str, *values: object) -> None:
        def work(connection: Connection) -> None:
            connection.execute(_SQL[query], values)

        await self._database.write(work)
