"""What happens to a session between its opening and its last release, tick by tick.

At the start of a live session the roster is settled; late-comers enter in groups large
enough for every cell; on demand, completed persons enter the same way. Then the log is
followed and what is due is released. One keeper serves every session of a server.
"""

import asyncio
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.assignment import (
    segment_categories,
)
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import OVER, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.timeline import interval_of
from pulsemeter.release.activity import Activity
from pulsemeter.release.plan import large_enough, settle_plan
from pulsemeter.service.apart import AT_ONCE, Reckoning
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.erasure_ports import ROSTERS
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_words_live import WordsLive
from pulsemeter.service.ports import Channel, Clock, Stores
from pulsemeter.service.release_figures import Releaser
from pulsemeter.service.room import Room
from pulsemeter.service.roster_member import Member, member_of
from pulsemeter.service.session_wordings import SessionWordings
from pulsemeter.service.tell_activity import tell_activity
from pulsemeter.service.tell_trouble import storing_trouble

_COMPLETED = (SeatStep.CLOSING, SeatStep.AFTER, SeatStep.WHY, SeatStep.THANKS)
TIMED_EVERY_MS = 5_000
FIRST_BATCH_FACTOR = 5
"""On demand, cells settle on this many times the smallest roster, or earlier when none is small."""


class RoomKeeper:
    """Keeps the rooms of all sessions that are not planned any more."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        enrolment: Enrolment,
        ingest: Ingest,
        channel: Channel,
        clock: Clock,
        reckoning: Reckoning = AT_ONCE,
    ) -> None:
        self._reckoning = reckoning
        self._stores = stores
        self._conduct = conduct
        self._enrolment = enrolment
        self._ingest = ingest
        self._channel = channel
        self._clock = clock
        self.rooms: dict[str, Room] = {}
        audit = AuditTrail(stores.audit, clock)
        self.words = WordsLive(stores, conduct, channel, self._leaving, audit)
        self.wordings = SessionWordings(stores.studies, conduct, self.words)
        self._opening = asyncio.Lock()
        self.figures_wait = ""
        enrolment.on_withdrawal(self._forget)

    def _forget(self, seat: Seat) -> None:
        room = self.rooms.get(seat.session)
        if room is not None:
            room.follower.forget(seat.id)

    async def _leaving(self, code: str) -> set[str]:
        room = await self.room(code)
        return set() if room is None else room.releaser.leaving

    async def room(self, code: str) -> Room | None:
        """The room of a session, opened and brought up to date when first asked for."""
        place = self._conduct.place(code)
        if place.session.state is SessionState.PLANNED:
            return None
        room = self.rooms.get(place.session.code)
        if room is None:
            async with self._opening:  # two who ask at once get the same room
                room = self.rooms.get(place.session.code) or await self._open(place)
        room.place = place
        if place.study.stimuli[0].duration_ms > room.follower.study.stimuli[0].duration_ms:
            room.follower.lengthen(place.study)
        return room

    async def _open(self, place: Place) -> Room:
        code = place.session.code
        await self._enrolment.load(code)
        restored = await self._ingest.restore(code)
        is_delayed = place.session.is_delayed
        follower = TallyFollower(
            code,
            place.study,
            self._stores.log,
            is_delayed=is_delayed,
            arrays=self._reckoning.arrays,
        )
        judged, apart = await self.wordings.judged(code), self._reckoning.apart
        releaser = Releaser(follower, judged, self._stores.releases, self._channel, apart)
        roster = self._enrolment.roster(code)
        steps = await self._stores.erasures.steps(code)
        sizes_stand = ROSTERS in steps
        if roster or sizes_stand:
            held = await self._stores.releases.state(code, after=2**62)
            follower.adopt(tuple(held.cells), self._members(place, roster))
            follower.sizes_stand = sizes_stand
        withdrawn = {s.id for s in self._enrolment.seats(code) if s.step is SeatStep.WITHDRAWN}
        follower.unplaced = len(withdrawn & roster.keys())
        follower.mark_gone(withdrawn)
        await releaser.restore(restored)
        if Piece.PERSONS in steps:
            releaser.last_word.end()  # of nobody there is nothing more to tell
        await follower.catch_up(read=restored)
        await follower.time_anew(place.session.cues)
        for seat in self._enrolment.seats(code):
            if seat.step is SeatStep.WITHDRAWN and seat.id not in withdrawn:
                follower.forget(seat.id)  # while this room was being opened
        room = self.rooms[code] = Room(code, place, follower, releaser)
        return room

    def _members(self, place: Place, roster: Mapping[int, int]) -> dict[int, Member]:
        """Who is on a roster, as the book keeps it (see `_enter`)."""
        return {
            seat: member_of(place.study, self._enrolment.seat(seat), abs(k) - 1, k < 0)
            for seat, k in roster.items()
        }

    def close(self, code: str) -> None:
        """Let a room go, whose persons were erased; it opens anew for whoever asks."""
        room = self.rooms.pop(code, None)
        if room is not None and room.under_way is not None:
            room.under_way.cancel()

    async def stop(self) -> None:
        """Let go of what is being reckoned; it is due again later."""
        steps = [room.under_way for room in self.rooms.values() if room.under_way is not None]
        for step in steps:
            step.cancel()
        await asyncio.gather(*steps, return_exceptions=True)

    async def open_rooms(self) -> None:
        """Have a room of every session, without releasing anything."""
        for place in self._conduct.places():
            await self.room(place.session.code)

    async def tick(self) -> None:
        """Look at every session once: fold what is new, release what is due."""
        self._enrolment.forget_addresses()
        for place in self._conduct.places():
            room = await self.room(place.session.code)
            if room is None or (room.releaser.is_final and place.session.state in OVER):
                continue
            await self._enrolment.settle_reserve(room.code, self._ingest.heard_ms)
            if place.study.stimuli[0].broadcast:
                room.follower.stream_lags_ms = self._ingest.lags(room.code)
            position = await room.follower.catch_up()
            self._ingest.commit_times.counted(room.code, position)
            if room.under_way is None:
                await self._time_anew(room)
                room.under_way = asyncio.get_running_loop().create_task(self._step(room))
            await room.wait(self._reckoning.patience_s)

    async def _step(self, room: Room) -> None:
        """Let in who waits, and release what is due; that may take a while."""
        if room.place.session.is_live:
            await self._tick_live(room)
        else:
            await self._tick_on_demand(room)
        await self._tick_over(room)

    async def _time_anew(self, room: Room) -> None:
        """Let newer taps place what was pressed before them; seldom, because it reads the log
        from its beginning, and once more before the last release."""
        now = self._clock.elapsed_ms()
        is_over = room.place.session.state in OVER
        if is_over or now - room.timed_ms >= TIMED_EVERY_MS:
            room.timed_ms = now
            await room.follower.time_anew(room.place.session.cues)

    async def _enter(self, room: Room, members: dict[int, Member]) -> None:
        """Put members on the roster, durably first. The book keeps first interval + 1, negative
        for those who count in the whole panel only."""
        entries = {
            seat: -(m.enters + 1) if m.whole_only else m.enters + 1 for seat, m in members.items()
        }
        if room.plan is None:
            categories = [m.categories for m in members.values()]
            await self._stores.releases.write_plan(
                room.code, settle_plan(room.place.study, categories).cells
            )
            await self._enrolment.enter(room.code, entries)
            room.follower.settle(members)
        else:
            await self._enrolment.enter(room.code, entries)
            room.follower.extend(members)
            # Reports and packages read sizes there; a restart counts them anew.
            await self._stores.releases.write_plan(room.code, room.follower.exact_cells())
        self._channel.plan(room.code, room.follower.cells())

    def _waiting(self, room: Room) -> list[Seat]:
        """Seats that take part but aren't on the roster; looked for only after a change."""
        code = room.code
        return room.waiting(self._enrolment.changes(code), lambda: self._enrolment.seats(code))

    async def _tick_live(self, room: Room) -> None:
        state = room.place.session.state
        if state not in (SessionState.RUNNING, SessionState.PAUSED, *OVER):
            return
        waiting = self._waiting(room)
        floor = room.place.study.profile.smallest_roster
        # A session that starts before enough people are in settles its cells when they are.
        if (
            state not in OVER
            and len(waiting) >= floor
            and (
                room.plan is None
                or large_enough(
                    room.plan, [segment_categories(room.place.study, s) for s in waiting], floor
                )
            )
        ):
            cadence_ms = room.place.study.instrument.cadence_ms
            begun = interval_of(room.place.session_ms, cadence_ms)
            # During a countdown the clock is below 0; everybody is in from the beginning then.
            enters = 0 if room.plan is None and begun == 0 else max(0, begun + 1)
            await self._enter(room, {s.id: member_of(room.place.study, s, enters) for s in waiting})
        if state in OVER:
            await self.words.end_at_close(room.place)
        # No wait between: nothing may be taken back of what is found to be due.
        room.releaser.know(await self.wordings.judged(room.code))
        await room.releaser.release_live(room.place, self._ingest.active())

    async def _tick_on_demand(self, room: Room) -> None:
        waiting = [s for s in self._waiting(room) if s.step in _COMPLETED]
        floor = room.place.study.profile.smallest_roster
        if len(waiting) < floor:
            return
        persons = [segment_categories(room.place.study, s) for s in waiting]
        plan = room.plan or settle_plan(room.place.study, persons)
        settled_whole = all(p.is_released for p in plan.partitions)
        first = room.plan is None and (settled_whole or len(waiting) >= FIRST_BATCH_FACTOR * floor)
        if first or (room.plan is not None and large_enough(plan, persons, floor)):
            await self._enter(room, {s.id: member_of(room.place.study, s) for s in waiting})
            await room.releaser.release_all("provisional")

    async def _tick_over(self, room: Room) -> None:
        """After the close, once what was under way has arrived: the last release."""
        if room.place.session.state not in OVER:
            return
        now = self._clock.elapsed_ms()
        if room.over_since_ms is None:
            room.over_since_ms = now
        if now - room.over_since_ms < room.follower.grace_ms():
            return
        waiting = self._waiting(room)
        floor = room.place.study.profile.smallest_roster
        if room.plan is None:
            if waiting:
                await self._enter(room, {s.id: member_of(room.place.study, s) for s in waiting})
        elif len(waiting) >= floor:
            whole_only = not large_enough(
                room.plan, [segment_categories(room.place.study, s) for s in waiting], floor
            )
            study = room.place.study
            await self._enter(room, {s.id: member_of(study, s, 0, whole_only) for s in waiting})
        await room.releaser.release_all("final")

    async def statements(self, code: str) -> list[Statement]:
        """The statements that a session shows, in time order."""
        return await self.wordings.statements(code)

    async def resume_ms(self, seat: Seat) -> int:
        """Stimulus time up to which a seat's reactions are stored; a recorded stimulus goes on
        from there after a reload. Where traffic is even that is the end of an interval, so that
        what is fetched of the stimulus doesn't tell a press from its absence."""
        room = await self.room(seat.session)
        return 0 if room is None else await room.resume_ms(seat)

    async def own_codes(self, seat: Seat, stimulus: int) -> npt.NDArray[np.int8] | None:
        """A seat's own cells of one stimulus and the first target, int8 (intervals,), for that
        person's page alone; None where nothing is known."""
        room = await self.room(seat.session)
        return None if room is None else await room.own_codes(seat, stimulus)

    @property
    def trouble(self) -> str:
        """Why nothing is stored or released just now, in words; empty while all goes well."""
        return storing_trouble(self._ingest, self._enrolment) or self.figures_wait

    def activity(self, room: Room) -> Activity:
        """The whole session without direction."""
        there = sum(self._enrolment.takes_part(room.code, seat) for seat in self._ingest.active())
        return tell_activity(
            room.place,
            room.follower,
            newest=room.releaser.newest,
            joined=self._enrolment.counts(room.code),
            there=there,
            lags_ms=self._ingest.lags(room.code),
            frozen_upto=room.releaser.frozen_upto(room.place),
            trouble=self.trouble,
        )

    def announce(self) -> None:
        """Offer the activity of every open room to its screens."""
        for room in self.rooms.values():
            if not (room.releaser.is_final and room.place.session.state in OVER):
                room.place = self._conduct.place(room.code)
                self._channel.activity(room.code, self.activity(room))
