"""How far behind the server is, and who is let go for it: screens first, joining next.

Presses are never turned away here; what they wait for is what this measures. Two things tell:
how late the event loop comes back to whoever waits, and for how long nothing has become durable
while something waits. Knows no page and no stream: those ask.
"""

import logging
from collections import deque
from enum import IntEnum
from typing import Any

from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.ports import Clock

LOOK_MS = 250
SCREENS_GO_MS = 1_000
"""Behind by so much the figures on screens are older than an acknowledgement may be; a screen can
come back and misses nothing."""
NOBODY_JOINS_MS = 2_500
"""Half of an interval of 5 s: now presses would come too late for their release."""
LOOKS_TO_SHED = 4
LOOKS_TO_RECOVER = 40
"""One late moment sheds nobody, and nobody is let in again before ten seconds went well."""

_diagnostics = logging.getLogger(__name__)


class Burden(IntEnum):
    """What the server still does beside taking presses."""

    LIGHT = 0
    NO_SCREENS = 1
    NO_JOINING = 2


_BEGINS_AT_MS = {Burden.NO_SCREENS: SCREENS_GO_MS, Burden.NO_JOINING: NOBODY_JOINS_MS}
_TOLD = {
    Burden.LIGHT: "the server keeps up again: screens and joining go on",
    Burden.NO_SCREENS: "the server is behind by %d ms: live screens are let go, presses go on",
    Burden.NO_JOINING: "the server is behind by %d ms: nobody joins for now, presses go on",
}


class LoadWatch:
    """Looks four times a second. Its clock must be that of the machine, whatever a rehearsal's
    runs at."""

    def __init__(self, commits: GroupCommit[Any, Any], clock: Clock) -> None:
        self._commits = commits
        self._clock = clock
        self._looks: deque[int] = deque(maxlen=LOOKS_TO_RECOVER)
        self._written = commits.written
        self._written_ms = clock.elapsed_ms()
        self.burden = Burden.LIGHT
        self.behind_ms = 0
        """By how much at the last look."""

    @property
    def sheds_screens(self) -> bool:
        """Whether live screens are let go."""
        return self.burden >= Burden.NO_SCREENS

    @property
    def sheds_joining(self) -> bool:
        """Whether whoever wants to join is asked to come back."""
        return self.burden >= Burden.NO_JOINING

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            before_ms = self._clock.elapsed_ms()
            await self._clock.pause(LOOK_MS)
            late_ms = self._clock.elapsed_ms() - before_ms - LOOK_MS
            self.look(max(late_ms, self._unwritten_ms()))

    def _unwritten_ms(self) -> int:
        """For how long nothing became durable though something waits. A disk that refuses is
        another matter: fewer screens would not mend it, and it is told on them."""
        now_ms, commits = self._clock.elapsed_ms(), self._commits
        if commits.written != self._written or commits.is_idle.is_set() or commits.trouble:
            self._written, self._written_ms = commits.written, now_ms
        return now_ms - self._written_ms

    def look(self, behind_ms: int) -> None:
        """Behind by so much at this moment: go one step up if the last looks all ask for it, down
        if for a while none did."""
        self.behind_ms = behind_ms
        looks = self._looks
        looks.append(behind_ms)
        lately = list(looks)[-LOOKS_TO_SHED:]
        burden = self.burden
        higher = [b for b in Burden if b > burden and min(lately) >= _BEGINS_AT_MS[b]]
        if higher and len(lately) == LOOKS_TO_SHED:
            burden = higher[-1]
        elif burden and len(looks) == LOOKS_TO_RECOVER and max(looks) < _BEGINS_AT_MS[burden] // 2:
            burden = Burden(burden - 1)
        if burden is not self.burden:
            self.burden = burden
            looks.clear()
            _diagnostics.error(*((_TOLD[burden], min(lately)) if burden else (_TOLD[burden],)))
