"""Of which sessions a server looks now for what other servers wrote of their seats.

Long after a close hardly anybody comes back, and a store holds ever more of such sessions: they
are looked at seldom.
"""

from collections.abc import Iterable

from pulsemeter.domain.session import OVER
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.ports import Clock

SETTLED_AFTER_MS = 600_000
"""So long after its close a session is looked at as often as before."""
SETTLED_EVERY_MS = 60_000


class DueSessions:
    """The sessions of one server, by when they are due."""

    def __init__(self, conduct: Conduct, clock: Clock) -> None:
        self._conduct, self._clock = conduct, clock
        self._over_since_ms: dict[str, int] = {}
        self._all_ms = clock.elapsed_ms()

    def of(self, codes: Iterable[str]) -> list[str]:
        """Those of these sessions that are to be looked at now."""
        now_ms = self._clock.elapsed_ms()
        if now_ms - self._all_ms >= SETTLED_EVERY_MS:
            self._all_ms = now_ms
            return [*codes]
        return [code for code in codes if not self._is_settled(code, now_ms)]

    def _is_settled(self, code: str, now_ms: int) -> bool:
        if self._conduct.session(code).state not in OVER:
            return False
        return now_ms - self._over_since_ms.setdefault(code, now_ms) >= SETTLED_AFTER_MS
