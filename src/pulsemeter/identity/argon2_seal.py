"""Passwords sealed with Argon2id, on a thread, because that takes a while on purpose."""

import asyncio
import secrets
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

AT_ONCE = 2
"""Each takes 64 MiB; more at once would make a flood of sign-ins a shortage of memory."""
_SALT_BYTES, _HASH_BYTES = 16, 32


class Argon2Seal:
    """PasswordSeal with the parameters that RFC 9106 recommends where memory is scarce. A sealed
    password names its own, so that others may be chosen later."""

    def __init__(self, passes: int = 3, memory_kib: int = 65_536, lanes: int = 4) -> None:
        self._passes = passes
        self._memory_kib = memory_kib
        self._lanes = lanes
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def seal(self, password: str) -> str:
        """The sealed password."""
        async with self._turn:
            return await asyncio.to_thread(self._sealed, _one_form(password))

    async def opens(self, password: str, sealed: str) -> bool:
        """Whether this is the password that was sealed."""
        async with self._turn:
            return await asyncio.to_thread(_is_that, _one_form(password), sealed)

    def _sealed(self, password: bytes) -> str:
        made = Argon2id(
            salt=secrets.token_bytes(_SALT_BYTES),
            length=_HASH_BYTES,
            iterations=self._passes,
            lanes=self._lanes,
            memory_cost=self._memory_kib,
        )
        return made.derive_phc_encoded(password)


def _is_that(password: bytes, sealed: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(password, sealed)
    except (InvalidKey, ValueError):
        return False
    return True


def _one_form(password: str) -> bytes:
    """The same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
