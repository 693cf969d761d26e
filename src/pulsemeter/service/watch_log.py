"""Whether the log would take reactions, asked now and again: with nobody who presses, nothing else
would tell, until a session opens and it is too late.

For logs that lie elsewhere. A disk of one's own is asked nothing: only writing would tell, and what
writes to it tells at once. Whoever asks how the server is, is told what was found last, and never
waits for the log.
"""

import logging
from collections.abc import Awaitable, Callable

from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.ports import Clock, StoreError

LOOK_MS = 5_000
"""Between an answer and the next question."""

_diagnostics = logging.getLogger(__name__)


class LogWatch:
    """Asks one log, and notes with who writes to it what keeps it from taking anything. `check`
    ends with StoreError where it takes nothing, and has a time-out of its own."""

    def __init__(self, check: Callable[[], Awaitable[None]], ingest: Ingest, clock: Clock) -> None:
        self._check = check
        self._ingest = ingest
        self._clock = clock

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await self._clock.pause(LOOK_MS)

    async def look(self) -> None:
        """Ask once."""
        before, trouble = self._ingest.log_trouble, ""
        try:
            await self._check()
        except StoreError as error:
            trouble = str(error)
        if trouble and not before:
            _diagnostics.error("nothing could be stored now: %s", trouble)
        elif before and not trouble:
            _diagnostics.warning("the log takes reactions again")
        self._ingest.log_trouble = trouble
