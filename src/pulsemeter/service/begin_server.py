"""What a server does before its first page and after its last one."""

import asyncio
import logging

from pulsemeter.domain.session import SessionState
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock
from pulsemeter.tally import engine

_diagnostics = logging.getLogger(__name__)
STORE_WAIT_S = 10.0
ENGINE_EVERY_MS = 1_000


async def bring_to_memory(
    conduct: Conduct, enrolment: Enrolment, keeper: RoomKeeper, *, writes: bool = True
) -> None:
    """Everything in memory before the first page is served. A server that `writes` goes on with
    withdrawals that were cut short."""
    await conduct.refresh()
    if writes:
        await enrolment.finish_withdrawals(is_start=True)
    for place in conduct.places():
        if place.session.state is not SessionState.PLANNED:
            await keeper.room(place.session.code)


async def until_stored(ingest: Ingest, wait_s: float = STORE_WAIT_S) -> None:
    """Until what was taken is stored; a disk that stays full must not keep us from ending."""
    try:
        async with asyncio.timeout(wait_s):
            await ingest.commits.is_idle.wait()
    except TimeoutError:
        _diagnostics.error(
            "ended with records that couldn't be stored (%s); none of them was acknowledged and "
            "the pages keep them",
            ingest.commits.trouble,
        )


async def load_engine(clock: Clock) -> None:
    """Load numba beside the server's work once a session is large enough to be worth it, where
    the extra `fast` brought it."""
    if not engine.is_installed():
        return
    while not engine.is_wanted():
        await clock.pause(ENGINE_EVERY_MS)
    if trouble := await asyncio.to_thread(engine.load):
        _diagnostics.warning("%s; NumPy counts", trouble)
