"""Where access tokens of staff are kept: as hashes, by the member whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pulsemeter.domain.scope import Scope


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of a member by its hash; `label` is the member's own word for it. It works up to and
    with `last_day` ("" without an end), in one study or ("") in all of the member's. Days are of
    UTC; `used_day` is the last one of use, "" before the first."""

    id: str
    token_hash: bytes
    member: str
    label: str
    scopes: tuple[Scope, ...]
    study: str
    made_day: str
    last_day: str
    used_day: str = ""


class AccessBook(Protocol):
    """Access tokens of staff."""

    async def add(self, token: AccessToken) -> None:
        """Write a token. StoreError where its id or its hash is here already."""
        ...

    async def find(self, token_hash: bytes) -> AccessToken | None:
        """The token of this hash, ended or not."""
        ...

    async def of(self, member: str) -> Sequence[AccessToken]:
        """The tokens of a member, by the day they were made, then by label and id."""
        ...

    async def use(self, token_hash: bytes, day: str) -> None:
        """Note the last day of use; of a token that isn't there, nothing."""
        ...

    async def drop(self, member: str, token: str) -> None:
        """Remove a token of this member by its id; of nobody else's."""
        ...

    async def drop_all(self, member: str) -> None:
        """Remove every token of a member."""
        ...

    async def forget(self) -> None:
        """Remove every token of everybody."""
        ...
