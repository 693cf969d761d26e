"""Tokens in memory, by their hash."""

from collections.abc import Sequence
from dataclasses import replace

from pulsemeter.service.ports import StoreError, Token


class MemoryCredentialBook:
    """CredentialBook."""

    def __init__(self) -> None:
        self._tokens: dict[bytes, Token] = {}
        self._vouchers: dict[str, set[bytes]] = {}

    async def add(self, tokens: Sequence[Token]) -> None:
        """Write tokens, all or none. One that exists already: StoreError."""
        added = {token.token_hash: token for token in tokens}
        if len(added) < len(tokens) or added.keys() & self._tokens.keys():
            raise StoreError("one of these tokens exists already; none was added.")
        self._tokens.update(added)

    async def find(self, token_hash: bytes) -> Token | None:
        """The token of this hash."""
        return self._tokens.get(token_hash)

    async def burn(self, token_hash: bytes) -> None:
        """Mark a token as used; burning twice is harmless."""
        if token_hash in self._tokens:
            self._tokens[token_hash] = replace(self._tokens[token_hash], is_used=True)

    async def add_voucher(self, session: str, voucher_hash: bytes) -> None:
        """Keep the hash of a completion voucher; twice is harmless."""
        self._vouchers.setdefault(session, set()).add(voucher_hash)

    async def vouchers(self, session: str, voucher_hashes: Sequence[bytes]) -> set[bytes]:
        """Which of these hashes are of vouchers given in this session."""
        return self._vouchers.get(session, set()) & set(voucher_hashes)
