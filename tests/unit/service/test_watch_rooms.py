"""A server that only shows, beside one that tallies over the same stores."""

import asyncio
from dataclasses import replace

import pytest
from tests.unit.service.test_keep_room import live, press_all, turn_to

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.domain.session import SessionState
from pulsemeter.service.share_store import LOOK_MS as SHARE_MS
from pulsemeter.service.share_store import SharedStore
from pulsemeter.service.watch_rooms import LOOK_MS, SILENT, SILENT_MS, ToldActivity, WatchedRooms

REGIONS = [{"region": "north"}] * 10 + [{"region": "south"}] * 10


class Quiet:
    """Nobody tells anything of who is there."""

    def tell_heard(self, heard):
        raise AssertionError("a server without phones tells of somebody")

    def heard_elsewhere(self):
        return []


class Screens(LocalChannel):
    """A channel that remembers what it was offered."""

    def __init__(self):
        super().__init__()
        self.plans, self.activities = [], []

    def plan(self, session, cells):
        self.plans.append([(cell.id, cell.roster) for cell in cells])

    def activity(self, session, activity):
        self.activities.append(activity)


class Watching:
    """A server that shows over the stores of another one."""

    def __init__(self, world):
        self.world, self.screens, self.told = world.restart(), Screens(), {}
        w = self.world
        self.keeper = w.keeper = WatchedRooms(
            w.stores, w.conduct, w.enrolment, w.ingest, w.channel, w.clock
        )
        self.keeper.watch(self.told.get, self.screens)
        self.share = SharedStore(
            w.enrolment, w.ingest, w.keeper, w.stores.log, Quiet(), w.clock, takes_reactions=False
        )

    async def look(self):
        """A second goes by."""
        self.world.clock.now_ms += max(LOOK_MS, SHARE_MS)
        await self.world.conduct.refresh()
        await self.keeper.open_rooms()
        await self.world.done(self.share.tick())


def tell(world, story):
    async def whole():
        async with world.running():
            await story(Watching(world))

    asyncio.run(whole())


async def released(world, code, seats, intervals=1):
    for k in range(intervals):
        turn_to(world, code, 5_000 * (k + 1) + 100)
        await press_all(world, seats, 5_000 * k + 1_000, sequence=k + 1)
        await world.keeper.tick()


def test_it_shows_what_the_other_released_and_reads_no_reaction(world, make_study):
    async def story(watching):
        code, seats = await live(world, make_study("standard"), REGIONS)
        await released(world, code, seats)
        await watching.world.conduct.refresh()
        watching.keeper._stores = replace(watching.keeper._stores, log=None)
        room, leading = await watching.keeper.room(code), await world.keeper.room(code)
        assert room.releaser.releases == leading.releaser.releases != []
        assert [*room.releaser.newest] == [*leading.releaser.newest]
        assert room.follower.cells() == leading.follower.cells() != []
        assert not room.releaser.is_final
        await released(world, code, seats, 3)
        assert await watching.keeper.room(code) is room
        assert room.releaser.releases == leading.releaser.releases
        assert len(room.releaser.releases) == 3
        await world.go(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 100_000
        await world.keeper.tick()
        await watching.keeper.room(code)
        assert leading.releaser.is_final
        assert room.releaser.is_final

    tell(world, story)


def test_two_who_ask_at_once_find_each_release_once(world, make_study):
    async def story(watching):
        code, seats = await live(world, make_study("standard"), REGIONS)
        await released(world, code, seats, 2)
        await watching.world.conduct.refresh()
        rooms = await asyncio.gather(*(watching.keeper.room(code) for _ in range(3)))
        assert len(set(rooms)) == 1
        assert [release.number for release in rooms[0].releaser.releases] == [1, 2]

    tell(world, story)


def test_a_planned_session_has_no_room_and_one_that_opens_gets_one_unasked(world, make_study):
    async def story(watching):
        study = make_study()
        await world.stores.studies.add_study(study, "", ())
        code = (await world.conduct.plan(study.name, "live")).code
        await watching.world.conduct.refresh()
        assert await watching.keeper.room(code) is None
        await watching.look()
        assert watching.keeper.rooms == {}
        await world.go(code, SessionState.OPEN)
        seat = await world.sit(code, region="north")
        await watching.look()
        assert [*watching.keeper.rooms] == [code]
        assert watching.world.enrolment.seats(code) == [seat]

    tell(world, story)


def test_screens_that_are_open_are_told_of_new_rosters(world, make_study):
    async def story(watching):
        code, _seats = await live(world, make_study("standard"), REGIONS)
        await watching.look()
        watching.screens.plans.clear()
        mailbox = watching.screens.subscribe(code)
        turn_to(world, code, 6_000)
        await world.sit_all(code, REGIONS)
        await world.keeper.tick()
        for _ in range(2):
            await watching.look()
        assert watching.screens.plans[-1][0] == ("all", 40)
        watching.screens.plans.clear()
        mailbox.leave()
        await watching.look()
        assert watching.screens.plans == []

    tell(world, story)


def test_the_activity_is_what_was_told_and_silence_is_said(world, make_study):
    async def story(watching):
        code, _seats = await live(world, make_study("standard"), REGIONS)
        await watching.look()
        told = world.keeper.activity(await world.keeper.room(code))
        watching.told[code] = ToldActivity(told, world.clock.now_ms)
        watching.screens.subscribe(code)
        world.clock.now_ms += SILENT_MS - LOOK_MS
        room = await watching.keeper.room(code)
        shown = watching.keeper.activity(room)
        assert shown.joined == told.joined == 20
        assert shown.trouble == ""
        assert shown.session_ms == told.session_ms + SILENT_MS - LOOK_MS
        await watching.look()
        assert watching.screens.activities == []
        await watching.look()
        assert [each.trouble for each in watching.screens.activities] == [SILENT]
        await world.go(code, SessionState.CLOSED)
        await watching.look()
        assert watching.keeper.activity(room).trouble == ""

    tell(world, story)


def test_what_is_said_live_is_read_anew(world, make_study):
    async def story(watching):
        code, _seats = await live(world, make_study("standard", lag_ms=0), REGIONS)
        await watching.look()
        assert await watching.keeper.statements(code) == []
        for at_ms, kind in ((1_000, StepKind.DEPART), (6_000, StepKind.END)):
            turn_to(world, code, at_ms)
            await world.keeper.words.step(code, Step(f"{at_ms}", kind, at_ms), "Mo")
        said = await watching.keeper.statements(code)
        assert said == await world.keeper.statements(code)
        assert len(said) == 1

    tell(world, story)


def test_who_withdraws_is_forgotten_and_nothing_is_written_for_it(world, make_study):
    async def story(watching):
        code, seats = await live(world, make_study("standard"), REGIONS)
        await watching.look()
        await world.done(world.enrolment.withdraw(seats[0]))
        redacted = []

        class Log:
            async def redact(self, session, seat):
                redacted.append(seat)

        watching.share._log = Log()
        await watching.look()
        assert watching.world.enrolment.is_gone(seats[0].id)
        assert redacted == []
        assert watching.keeper.activity(await watching.keeper.room(code)).joined == 0

    tell(world, story)


@pytest.mark.parametrize("closes", [True, False])
def test_a_room_whose_persons_were_erased_opens_anew(world, make_study, closes):
    async def story(watching):
        code, _seats = await live(world, make_study("standard"), REGIONS)
        await watching.look()
        before = await watching.keeper.room(code)
        if closes:
            watching.keeper.close(code)
        assert (await watching.keeper.room(code) is before) is not closes

    tell(world, story)
