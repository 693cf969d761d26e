"""A server's beat: ten times a second the log is followed and what is due is released."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, StoreError

_diagnostics = logging.getLogger(__name__)
TICK_MS = 100
ANNOUNCE_TICKS = 10


async def beat(
    version: Callable[[], Awaitable[int]],
    conduct: Conduct,
    keeper: RoomKeeper,
    clock: Clock,
    duties: Sequence[Callable[[], Awaitable[None]]],
    *,
    leads: bool = True,
) -> None:
    """Follow the log, release what is due, take over what the command line wrote (`version` is
    another number then); afterwards, one after the other, what else is to be done now and then.
    A server that doesn't lead releases nothing; it only has every session at hand."""
    known = await version()
    ticks = 0
    while True:
        ticks += 1
        try:
            newest = await version()
            if newest != known:
                known = newest
                await conduct.refresh()
            if leads:
                await keeper.tick()
            else:
                await keeper.open_rooms()
            for duty in duties:
                await duty()
            keeper.figures_wait = ""
        except StoreError as error:
            if not keeper.figures_wait:  # said once, not ten times a second
                _diagnostics.error("figures wait: %s", error)
            keeper.figures_wait = str(error)
        if leads and ticks % ANNOUNCE_TICKS == 0:  # screens are told why, too
            keeper.announce()
        await clock.pause(TICK_MS)
