"""Everything that fell due, let go at once: in a folder that no server holds.

The same rules as in a running server, and the last figures of a session come first here too.
"""

import asyncio

from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import OVER, SessionState
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.erasure_ports import ASKED
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_retention import Retention, all_expiries
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Chance, Channel, Clock, Stores
from pulsemeter.service.register_ports import ContactShelf

_LOOK_EVERY_MS = 500
_LOOKS_MAX = 60
"""The last figures take some seconds to become final; this is ten times that."""


async def catch_up_retention(
    stores: Stores, shelf: ContactShelf | None, clock: Clock, chance: Chance, channel: Channel
) -> None:
    """Finish withdrawals that were cut short, and let go what is due."""
    conduct = Conduct(stores.studies, clock, chance)
    enrolment = Enrolment(stores, conduct, clock, chance)
    ingest = Ingest(stores.log, stores.seats, conduct, enrolment, clock, chance)
    keeper = RoomKeeper(stores, conduct, enrolment, ingest, channel, clock)
    coarsening = Coarsening(stores, enrolment, keeper, clock)
    retention = Retention(stores, conduct, enrolment, ingest, keeper, coarsening, clock)
    await conduct.refresh()
    await enrolment.finish_withdrawals(is_start=True)
    writing = asyncio.ensure_future(enrolment.run())
    try:
        for _ in range(_LOOKS_MAX):
            for place in conduct.places():
                if place.session.state is not SessionState.PLANNED:
                    await keeper.room(place.session.code)
            if any(place.session.state in OVER for place in conduct.places()):
                await keeper.tick()
            await retention.tick(shelf)
            if not await _is_anything_due(stores, shelf, clock):
                return
            await clock.pause(_LOOK_EVERY_MS)
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


async def _is_anything_due(stores: Stores, shelf: ContactShelf | None, clock: Clock) -> bool:
    contacts = await shelf.counts() if shelf is not None else {}
    found = await all_expiries(stores, contacts)
    if any(expiry.is_due(clock.wall_ms()) for expiry in found):
        return True
    kept = {e.subject for e in found if e.piece is Piece.PERSONS and not e.is_done}
    return any([ASKED in await stores.erasures.steps(code) for code in kept])
