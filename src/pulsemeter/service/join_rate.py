"""How fast people may join, and how often somebody may be wrong about a code.

Joining is shed before presses are. Addresses are kept in memory for a minute, as hashes under a
key that this process drew for itself; they are never stored or logged.
"""

import hashlib

from pulsemeter.service.allowance import Allowance
from pulsemeter.service.ports import Clock

JOINS_A_SECOND_OF_ADDRESS = 10
JOINS_AT_ONCE_OF_ADDRESS = 60
"""A hall full of phones may share one address, so this is generous."""
MISSES_A_SECOND_OF_ADDRESS = 1 / 6
MISSES_AT_ONCE_OF_ADDRESS = 12
MISSES_A_SECOND = 50
MISSES_AT_ONCE = 200
KEPT_MS = 60_000
ADDRESSES_MAX = 50_000


class JoinRate:
    """The allowances of sessions and addresses. An empty address has none of its own."""

    def __init__(self, clock: Clock, key: bytes) -> None:
        self._clock = clock
        self._key = key[:64]
        self._sessions: dict[str, Allowance] = {}
        self._joins: dict[bytes, Allowance] = {}
        self._misses: dict[bytes, Allowance] = {}
        self._all_misses = Allowance(MISSES_AT_ONCE, clock.elapsed_ms())

    def _hashed(self, address: str) -> bytes:
        return hashlib.blake2b(address.encode(), digest_size=16, key=self._key).digest()

    def _of(
        self, kept: dict[bytes, Allowance], address: str, a_second: float, at_once: float
    ) -> Allowance:
        now_ms, hashed = self._clock.elapsed_ms(), self._hashed(address)
        found = kept.pop(hashed, None) or Allowance(at_once, now_ms)
        found.refill(now_ms, a_second, at_once)
        kept[hashed] = found  # to the end: the longest unseen stand first
        self._forget(kept, now_ms)
        return found

    @staticmethod
    def _forget(kept: dict[bytes, Allowance], now_ms: int) -> None:
        """Drop what wasn't seen for a minute, and the longest unseen of too many."""
        while kept:
            oldest = next(iter(kept))
            if now_ms - kept[oldest].seen_ms <= KEPT_MS and len(kept) <= ADDRESSES_MAX:
                return
            del kept[oldest]

    def forget_old(self) -> None:
        """Drop every address that wasn't seen for a minute."""
        now_ms = self._clock.elapsed_ms()
        self._forget(self._joins, now_ms)
        self._forget(self._misses, now_ms)

    @property
    def addresses(self) -> int:
        """How many addresses are in memory now."""
        return len(self._joins.keys() | self._misses.keys())

    def may_join(self, session: str, joins_a_second: int, address: str) -> bool:
        """Whether one more may join now; takes the turn if so. 0 joins a second: no limit."""
        own = None
        if address:
            own = self._of(
                self._joins, address, JOINS_A_SECOND_OF_ADDRESS, JOINS_AT_ONCE_OF_ADDRESS
            )
            if own.left < 1:
                return False
        if joins_a_second > 0:
            now_ms = self._clock.elapsed_ms()
            whole = self._sessions.setdefault(session, Allowance(joins_a_second, now_ms))
            whole.refill(now_ms, joins_a_second, joins_a_second)
            if whole.left < 1:
                return False
            whole.left -= 1
        if own is not None:
            own.left -= 1
        return True

    def may_guess(self, address: str) -> bool:
        """Whether this address may name another code; who was wrong too often has to wait."""
        self._all_misses.refill(self._clock.elapsed_ms(), MISSES_A_SECOND, MISSES_AT_ONCE)
        if self._all_misses.left < 1:
            return False
        return not address or self._misses_of(address).left >= 1

    def missed(self, address: str) -> None:
        """A code that was named doesn't exist."""
        self._all_misses.left -= 1
        if address:
            self._misses_of(address).left -= 1

    def _misses_of(self, address: str) -> Allowance:
        return self._of(
            self._misses, address, MISSES_A_SECOND_OF_ADDRESS, MISSES_AT_ONCE_OF_ADDRESS
        )
