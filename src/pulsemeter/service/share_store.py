"""One of several servers over the same store: what it looks for, and what it tells the others.

Seats and sessions are looked for in the store, writers' sequences in the log. Who is there just
now stands nowhere, so servers tell each other; what gets lost is said again a second later.
"""

import asyncio
import logging
from collections.abc import Sequence

from pulsemeter.domain.participant import Seat
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.heard_elsewhere import (
    LAGS_TOLD,
    SEATS_TOLD_MAX,
    Heard,
    HeardElsewhere,
    Hearing,
)
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, ReactionLog, StoreError

_diagnostics = logging.getLogger(__name__)
LOOK_MS = 1_000
"""How old what is known of other servers may be."""


class SharedStore:
    """Keeps one server up to date with the others; `tick` is to be called often."""

    def __init__(
        self,
        enrolment: Enrolment,
        ingest: Ingest,
        keeper: RoomKeeper,
        log: ReactionLog,
        hearing: Hearing,
        clock: Clock,
        *,
        takes_reactions: bool = True,
    ) -> None:
        self._enrolment = enrolment
        self._ingest = ingest
        self._keeper = keeper
        self._log = log
        self._hearing = hearing
        self._clock = clock
        self._looked_ms = clock.elapsed_ms()
        self._elsewhere = ingest.elsewhere = enrolment.elsewhere = HeardElsewhere()
        self._takes_reactions = takes_reactions
        self._withdrawn: set[tuple[str, int]] = set()
        self._is_looking = False
        enrolment.is_shared = True
        enrolment.on_withdrawal(self._withdrawn_elsewhere)
        enrolment.on_erasure(self._erased_elsewhere)

    async def tick(self) -> None:
        """Hear the others at once; look into the store and tell them once a second."""
        for heard in self._hearing.heard_elsewhere():
            self._elsewhere.take_in(heard, self._clock.elapsed_ms())
        now = self._clock.elapsed_ms()
        if now - self._looked_ms < LOOK_MS:
            return
        self._looked_ms = now
        self._tell(now)
        self._is_looking = True
        try:
            await self._enrolment.refresh()
        finally:
            self._is_looking = False
        for code, seat in [*self._withdrawn]:
            await self._erase_late(code, seat)

    def _withdrawn_elsewhere(self, seat: Seat) -> None:
        if self._is_looking and self._takes_reactions:
            self._withdrawn.add((seat.session, seat.id))

    def _erased_elsewhere(self, code: str, seats: Sequence[int]) -> None:
        self._ingest.forget(code, seats)
        self._keeper.close(code)

    async def _erase_late(self, code: str, seat: int) -> None:
        """What was on its way from here into the log, when somebody withdrew at another server,
        came after that one had looked the log through."""
        try:
            async with asyncio.timeout(LOOK_MS / 1_000):
                await self._ingest.flush(code)
        except TimeoutError:
            return  # the log takes nothing just now; looked after at the next tick
        await self._log.redact(code, seat)
        self._withdrawn.discard((code, seat))

    def _tell(self, now: int) -> None:
        """Who was heard from here; what others told is theirs to tell."""
        since = now - 2 * LOOK_MS  # each is told twice, because messages get lost
        reactions = [seat for seat, ms in self._ingest.heard_ms.items() if ms > since]
        pages = self._enrolment.pages_heard(since)
        lags = {code: held[-LAGS_TOLD:] for code, held in self._ingest.lags_ms.items() if held}
        for start in range(0, max(len(reactions), len(pages), 1), SEATS_TOLD_MAX):
            part = slice(start, start + SEATS_TOLD_MAX)
            heard = Heard(tuple(pages[part]), tuple(reactions[part]), {} if start else lags)
            if heard != Heard():
                self._hearing.tell_heard(heard)


async def follow_store(share: SharedStore) -> None:
    """A tick whose failure is told and tried again."""
    try:
        await share.tick()
    except StoreError as error:
        _diagnostics.error("what other servers wrote waits: %s", error)
