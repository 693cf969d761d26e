"""The last figures of a session that is over, in a folder that no server holds.

The same keeper as in a running server lets them out, by the same rules.
"""

from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Chance, Channel, Clock, Stores

_LOOK_EVERY_MS = 250
_LOOKS_MAX = 240
"""The last figures take some seconds to become final; this is ten times that."""


async def release_closed(
    stores: Stores, code: str, clock: Clock, chance: Chance, channel: Channel
) -> bool:
    """Whether the last figures of this closed session have left."""
    conduct = Conduct(stores.studies, clock, chance)
    enrolment = Enrolment(stores, conduct, clock, chance)
    ingest = Ingest(stores.log, stores.seats, conduct, enrolment, clock, chance)
    keeper = RoomKeeper(stores, conduct, enrolment, ingest, channel, clock)
    await conduct.refresh()
    for _ in range(_LOOKS_MAX):
        await keeper.tick()
        room = await keeper.room(code)
        if room is None or room.releaser.is_final:
            return room is not None
        await clock.pause(_LOOK_EVERY_MS)
    return False
