"""Access tokens of staff in memory, by their hash."""

from collections.abc import Sequence
from dataclasses import replace

from pulsemeter.service.access_ports import AccessToken
from pulsemeter.service.ports import StoreError


class MemoryAccessBook:
    """AccessBook."""

    def __init__(self) -> None:
        self._tokens: dict[bytes, AccessToken] = {}

    async def add(self, token: AccessToken) -> None:
        """Write a token. StoreError where its id or its hash is here already."""
        ids = {held.id for held in self._tokens.values()}
        if token.token_hash in self._tokens or token.id in ids:
            raise StoreError("this access token exists already.")
        self._tokens[token.token_hash] = token

    async def find(self, token_hash: bytes) -> AccessToken | None:
        """The token of this hash, ended or not."""
        return self._tokens.get(token_hash)

    async def of(self, member: str) -> Sequence[AccessToken]:
        """The tokens of a member, by the day they were made, then by label and id."""
        own = [held for held in self._tokens.values() if held.member == member]
        return sorted(own, key=lambda held: (held.made_day, held.label, held.id))

    async def use(self, token_hash: bytes, day: str) -> None:
        """Note the last day of use."""
        held = self._tokens.get(token_hash)
        if held is not None:
            self._tokens[token_hash] = replace(held, used_day=day)

    async def drop(self, member: str, token: str) -> None:
        """Remove a token of this member by its id."""
        for held in await self.of(member):
            if held.id == token:
                del self._tokens[held.token_hash]

    async def drop_all(self, member: str) -> None:
        """Remove every token of a member."""
        for held in await self.of(member):
            del self._tokens[held.token_hash]

    async def forget(self) -> None:
        """Remove every token of everybody."""
        self._tokens.clear()
