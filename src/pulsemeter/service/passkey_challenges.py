"""Challenges of passkeys: each is answered once, for what it was drawn, within five minutes.

They lie in memory: a server that starts anew has asked nobody anything.
"""

from pulsemeter.service.ports import Chance, Clock
from pulsemeter.service.staff_ports import PasskeyRefused

GOOD_MS = 5 * 60_000
OPEN_MAX = 10_000


class Challenges:
    """The challenges that wait for an answer."""

    def __init__(self, clock: Clock, chance: Chance) -> None:
        self._clock = clock
        self._chance = chance
        self._open: dict[bytes, tuple[str, int]] = {}

    def draw(self, purpose: str) -> bytes:
        """A new challenge for a purpose; too many open ones push the oldest out."""
        challenge = self._chance.text().encode()
        self._open[challenge] = purpose, self._clock.elapsed_ms() + GOOD_MS
        if len(self._open) > OPEN_MAX:
            del self._open[next(iter(self._open))]
        return challenge

    def take(self, challenge: bytes, purpose: str) -> None:
        """Use a challenge up. PasskeyRefused where it isn't open for this purpose."""
        drawn_for, until_ms = self._open.pop(challenge, ("", 0))
        if drawn_for != purpose or self._clock.elapsed_ms() > until_ms:
            raise PasskeyRefused("this was asked too long ago; try again")
