"""Tokens in memory, by their hash."""

from collections.abc import Sequence
from dataclasses import replace

from pulsemeter.service.credential_ports import Token
from pulsemeter.service.ports import StoreError


class MemoryCredentialBook:
    """CredentialBook."""

    def __init__(self) -> None:
        self._tokens: dict[bytes, Token] = {}
        self._claims: dict[bytes, bytes] = {}
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

    async def count(self, session: str) -> tuple[int, int]:
        """How many tokens a session has, and how many of them were used."""
        held = [token.is_used for token in self._tokens.values() if token.session == session]
        return len(held), sum(held)

    async def claim(self, claims: Sequence[tuple[bytes, bytes]]) -> Sequence[bool]:
        """Let one page have each of these unused tokens; whether it has it now."""
        return [self._claim(token_hash, claim) for token_hash, claim in claims]

    def _claim(self, token_hash: bytes, claim: bytes) -> bool:
        token = self._tokens.get(token_hash)
        if token is None or token.is_used:
            return False
        return self._claims.setdefault(token_hash, claim) == claim

    async def burn(self, token_hashes: Sequence[bytes]) -> None:
        """Mark tokens as used; burning twice is harmless."""
        for token_hash in token_hashes:
            if token_hash in self._tokens:
                self._tokens[token_hash] = replace(self._tokens[token_hash], is_used=True)
            self._claims.pop(token_hash, None)

    async def forget_order(self) -> None:
        """Memory keeps no files."""

    async def add_voucher(self, session: str, voucher_hash: bytes) -> None:
        """Keep the hash of a completion voucher; twice is harmless."""
        self._vouchers.setdefault(session, set()).add(voucher_hash)

    async def vouchers(self, session: str, voucher_hashes: Sequence[bytes]) -> set[bytes]:
        """Which of these hashes are of vouchers given in this session."""
        return self._vouchers.get(session, set()) & set(voucher_hashes)
