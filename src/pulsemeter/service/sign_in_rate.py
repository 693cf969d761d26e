"""How often somebody may fail to sign in: by name, by address, and all together.

A turn is taken before the password is looked at, so that guesses side by side count too, and given
back when it was right. Names and addresses are kept in memory as hashes under a key that this
process drew for itself; a name that nobody has is treated like any other.
"""

import hashlib

from pulsemeter.service.allowance import Allowance
from pulsemeter.service.ports import Clock

TRIES_OF_NAME, NAME_REFILL_S = 5, 60
TRIES_OF_ADDRESS, ADDRESS_REFILL_S = 20, 10
TRIES_OF_ALL, ALL_REFILL_S = 100, 0.2
"""How many at once, and after how many seconds one more."""
KEPT_MAX = 20_000
NOTED_EVERY_MS = 10 * 60_000


class TooManyTries(RuntimeError):
    """One has to wait before trying again."""


class SignInRate:
    """The allowances of names and addresses; an empty one has none of its own."""

    def __init__(self, clock: Clock, key: bytes) -> None:
        self._clock = clock
        self._key = key[:64]
        self._names: dict[bytes, Allowance] = {}
        self._addresses: dict[bytes, Allowance] = {}
        self._all = Allowance(TRIES_OF_ALL, clock.elapsed_ms())
        self._noted: dict[str, int] = {}

    def take(self, name: str, address: str) -> None:
        """Take a turn, or raise TooManyTries where none is left."""
        turns = self._turns(name, address)
        if any(turn.left < 1 for turn in turns):
            raise TooManyTries("too many tries; wait a minute and try again")
        for turn in turns:
            turn.left -= 1

    def give_back(self, name: str, address: str) -> None:
        """It was right: the turn costs nothing."""
        for turn in self._turns(name, address):
            turn.left += 1

    def is_news(self, subject: str) -> bool:
        """Whether a throttle of this subject is worth a note: not again within ten minutes."""
        now_ms = self._clock.elapsed_ms()
        before = self._noted.get(subject)
        if before is not None and now_ms - before < NOTED_EVERY_MS:
            return False
        self._noted[subject] = now_ms
        return True

    def _turns(self, name: str, address: str) -> list[Allowance]:
        now_ms = self._clock.elapsed_ms()
        self._all.refill(now_ms, 1 / ALL_REFILL_S, TRIES_OF_ALL)
        turns = [self._all]
        if name:
            turns.append(self._of(self._names, name, TRIES_OF_NAME, NAME_REFILL_S))
        if address:
            turns.append(self._of(self._addresses, address, TRIES_OF_ADDRESS, ADDRESS_REFILL_S))
        return turns

    def _of(self, kept: dict[bytes, Allowance], text: str, most: int, refill_s: int) -> Allowance:
        hashed = hashlib.blake2b(text.encode(), digest_size=16, key=self._key).digest()
        now_ms = self._clock.elapsed_ms()
        found = kept.pop(hashed, None) or Allowance(most, now_ms)
        found.refill(now_ms, 1 / refill_s, most)
        kept[hashed] = found  # to the end: the longest unseen stand first
        if len(kept) > KEPT_MAX:
            del kept[next(iter(kept))]
        return found
