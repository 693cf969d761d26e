"""Rooms of a server that shows what another one released: from the book, and as it is told.

It folds nothing and releases nothing: cells and figures are those that the book holds, the activity
is what the server that tallies told last. So it can show no more than has left.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from pulsemeter.domain.session import OVER, SessionState
from pulsemeter.release.activity import Activity
from pulsemeter.release.plan import PlannedCell
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.erasure_ports import ROSTERS
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.release_figures import Releaser
from pulsemeter.service.room import Room

LOOK_MS = 1_000
"""How often the book is asked for cells of sessions that somebody watches."""
SILENT_MS = 5_000
"""For so long the server that tallies may be silent before screens are told; it tells once a
second."""
SILENT = "nothing is heard from the server that tallies; figures wait until another one leads"
_NOTHING_TOLD = Activity("", 0, 0, 0, 0, 0, 0, 0)


class ToldActivity(NamedTuple):
    """What the server that tallies told last of a session, and when by this server's clock."""

    activity: Activity
    heard_ms: int


class Screens(Protocol):
    """The screens that this server has open itself."""

    def sessions(self) -> Sequence[str]:
        """The sessions that have some."""
        ...

    def plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Offer the cells of the plan."""
        ...

    def activity(self, session: str, activity: Activity) -> None:
        """Offer the session's activity."""
        ...


class WatchedRooms(RoomKeeper):
    """The rooms of a server that only shows; `watch` comes before anything else."""

    def watch(self, told: Callable[[str], ToldActivity | None], screens: Screens) -> None:
        """Hear of activities from here, and tell these screens."""
        self._told, self._screens = told, screens
        self._begun_ms = self._clock.elapsed_ms()
        self._looked_ms = self._begun_ms
        self._sizes: dict[str, tuple[int, int]] = {}
        self.words.is_elsewhere = True

    async def room(self, code: str) -> Room | None:
        """The room of a session, with all that has left by now."""
        place = self._conduct.place(code)
        if place.session.state is SessionState.PLANNED:
            return None
        async with self._opening:  # two who ask at once must not take a release twice
            room = self.rooms.get(place.session.code) or await self._open(place)
            room.place = place
            await self._catch_up(room)
        return room

    async def _open(self, place: Place) -> Room:
        code = place.session.code
        await self._enrolment.load(code)  # so that participants are known, and shown nothing
        follower = TallyFollower(code, place.study, self._stores.log)
        follower.sizes_stand = ROSTERS in await self._stores.erasures.steps(code)
        releaser = Releaser(follower, (), self._stores.releases, self._channel)
        room = self.rooms[code] = Room(code, place, follower, releaser)
        return room

    async def _catch_up(self, room: Room) -> None:
        known = room.releaser.releases
        state = await self._stores.releases.state(room.code, known[-1].number if known else 0)
        for release in sorted(state.releases, key=lambda each: each.number):
            room.releaser.watch(release)
        roster = self._enrolment.roster(room.code)
        sizes = (len(state.cells), len(roster))
        if state.cells and self._sizes.get(room.code) != sizes:
            self._sizes[room.code] = sizes
            room.follower.adopt(tuple(state.cells), self._members(room.place, roster))
            self._screens.plan(room.code, room.follower.cells())

    def close(self, code: str) -> None:
        """Let a room go, whose persons were erased; it opens anew for whoever asks."""
        super().close(code)
        self._sizes.pop(code, None)

    async def open_rooms(self) -> None:
        """Have a room of every session, so that whoever takes part in one is known, and look now
        and again what became of those that somebody watches."""
        for place in self._conduct.places():
            if place.session.code not in self.rooms:
                await self.room(place.session.code)
        now_ms = self._clock.elapsed_ms()
        if now_ms - self._looked_ms < LOOK_MS:
            return
        self._looked_ms = now_ms
        for code in self._screens.sessions():
            room = await self.room(code)
            if room is not None and (activity := self.activity(room)).trouble == SILENT:
                self._screens.activity(code, activity)

    async def tick(self) -> None:
        """Nothing is due here: another server tallies."""

    def activity(self, room: Room) -> Activity:
        """What was told last, with the state and the clock as they are now."""
        place, told = self._conduct.place(room.code), self._told(room.code)
        activity, heard_ms = told or (_NOTHING_TOLD, self._begun_ms)
        session = place.session
        is_silent = self._clock.elapsed_ms() - heard_ms > SILENT_MS and session.state not in OVER
        return replace(
            activity,
            state=session.state.value,
            session_ms=place.session_ms,
            duration_ms=place.study.stimuli[0].duration_ms,
            trouble=SILENT if is_silent else activity.trouble,
        )
