"""Where tokens and vouchers are kept, as hashes: nothing here knows a seat or a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Token:
    """A credential: hash of the token, the study's session it opens, whether it was used, and
    the categories it carries where people aren't asked for them."""

    token_hash: bytes
    session: str
    is_used: bool = False
    categories: dict[str, str] = field(default_factory=dict)


class CredentialBook(Protocol):
    """Tokens by their hash; never a pseudonym."""

    async def add(self, tokens: Sequence[Token]) -> None:
        """Write tokens, all or none; one that exists already is a StoreError."""
        ...

    async def find(self, token_hash: bytes) -> Token | None:
        """The token of this hash."""
        ...

    async def count(self, session: str) -> tuple[int, int]:
        """How many tokens a session has, and how many of them were used."""
        ...

    async def claim(self, claims: Sequence[tuple[bytes, bytes]]) -> Sequence[bool]:
        """Let one page have each of these unused tokens, named by a hash that only the page can
        make: (token hash, claim). False where the token is used, or another page has it."""
        ...

    async def burn(self, token_hashes: Sequence[bytes]) -> None:
        """Mark tokens as used and forget who claimed them; burning twice is harmless."""
        ...

    async def forget_order(self) -> None:
        """Let nothing in the files tell in which order tokens were used."""
        ...

    async def add_voucher(self, session: str, voucher_hash: bytes) -> None:
        """Keep the hash of a completion voucher, without a seat or time; twice is harmless."""
        ...

    async def vouchers(self, session: str, voucher_hashes: Sequence[bytes]) -> set[bytes]:
        """Which of these hashes are of vouchers given in this session."""
        ...
