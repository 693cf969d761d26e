"""Nobody needs to know who came first, and on a copied disk it might tell whose seat is whose.

Files keep rows in the order of writing. They are written anew when a live session's roster has
settled, since most have come then and the log is short, and when its last figures have left.
"""

from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, Stores
from pulsemeter.service.room import Room

AT_START, AT_END = "arrival at the start", "arrival at the end"
RETRY_MS = 5_000
"""Between two tries where another program has the files open."""


class ArrivalForgetting:
    """Lets the files of one server forget the order of coming."""

    def __init__(self, stores: Stores, keeper: RoomKeeper, clock: Clock) -> None:
        self._stores = stores
        self._keeper = keeper
        self._clock = clock
        self._steps: dict[str, set[str]] = {}
        self._tried_ms = -RETRY_MS

    async def tick(self) -> None:
        """Write the files anew where that is due; a StoreError says that it will be tried again."""
        due = [
            (room.code, step)
            for room in list(self._keeper.rooms.values())
            for step in _moments(room)
            if step not in await self._steps_of(room.code)
        ]
        if not due or self._clock.elapsed_ms() - self._tried_ms < RETRY_MS:
            return
        self._tried_ms = self._clock.elapsed_ms()
        await self._stores.credentials.forget_order()
        await self._stores.erasures.forget_arrival()
        for code, step in due:
            await self._stores.erasures.note_step(code, step)
            self._steps[code].add(step)
        self._tried_ms = -RETRY_MS

    async def _steps_of(self, code: str) -> set[str]:
        if code not in self._steps:
            self._steps[code] = await self._stores.erasures.steps(code)
        return self._steps[code]


def _moments(room: Room) -> list[str]:
    """The moments that a session is past, at which its files are to forget."""
    started = [AT_START] if room.place.session.is_live and room.plan is not None else []
    return [*started, AT_END] if room.releaser.is_final else started
