"""Figures that take long to reckon: everything else goes on meanwhile."""

import asyncio
import dataclasses

import pytest
from tests.unit.service.shown_releases import Shown

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.service.apart import Reckoning
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import StoreError

NORTH, SOUTH = {"region": "north"}, {"region": "south"}
PATIENCE_S = 0.01


class Held:
    """Reckoning that waits until it may go on, and counts what was asked of it."""

    def __init__(self):
        self.may_go_on = asyncio.Event()
        self.asked = 0

    async def __call__(self, work):
        self.asked += 1
        await self.may_go_on.wait()
        return work()


def run(world, study, story):
    """A session of twenty at whose first freeze fifteen have liked; its reckoning is held."""

    async def whole():
        apart, shown = Held(), Shown()
        async with world.running():
            keeper = RoomKeeper(
                world.stores, world.conduct, world.enrolment, world.ingest, shown, world.clock,
                Reckoning(apart, PATIENCE_S),
            )  # fmt: skip
            code = await world.session(study)
            seats = await world.sit_all(code, [NORTH] * 10 + [SOUTH] * 10)
            await world.go(code, SessionState.RUNNING)
            for seat in seats:
                await world.hello(seat, 1)
            await keeper.tick()
            await press(world, seats[:15])
            world.clock.now_ms += 7_100 - world.conduct.place(code).session_ms
            await keeper.tick()
            assert apart.asked == 1
            await story(keeper, apart, shown, code, seats)
            await keeper.stop()

    asyncio.run(whole())


async def press(world, seats):
    for seat in seats:
        await world.send(seat, 1, Incoming(1, RecordKind.PRESS, 0, 0, 100, 1_000))


async def until_shown(keeper, shown):
    async with asyncio.timeout(30):
        while not shown.releases:
            await keeper.tick()


def likes_told(release):
    return next(figure.likes.value for figure in release.figures if figure.cell == "all")


@pytest.fixture
def study(make_study):
    return make_study("research")


def test_presses_are_folded_while_figures_are_reckoned(world, study):
    async def story(keeper, apart, shown, code, seats):
        follower = keeper.rooms[code].follower
        asked_at = follower.tally.position
        await press(world, seats[15:])
        await keeper.tick()
        assert apart.asked == 1, "one reckoning at a time"
        assert follower.tally.position > asked_at
        assert follower.known_upto_ms(seats[15].id) == 1_000
        assert shown.releases == []
        apart.may_go_on.set()
        await until_shown(keeper, shown)
        first = shown.releases[0]
        assert (first.position, likes_told(first)) == (asked_at, 15), "of the moment asked"

    run(world, study, story)


def test_who_withdraws_while_figures_are_reckoned_is_not_in_them(world, study):
    async def story(keeper, apart, shown, code, seats):
        for seat in seats[:5]:
            await world.enrolment.withdraw(seat)
        apart.may_go_on.set()
        await until_shown(keeper, shown)
        assert apart.asked >= 2
        assert likes_told(shown.releases[0]) == 10

    run(world, study, story)


def test_what_was_let_go_of_is_due_again(world, study):
    async def story(keeper, apart, shown, code, seats):
        await keeper.stop()
        assert keeper.rooms[code].under_way.cancelled()
        keeper.rooms[code].under_way = None
        apart.may_go_on.set()
        await until_shown(keeper, shown)
        assert [release.interval for release in shown.releases] == [0]

    run(world, study, story)


def test_a_room_that_is_closed_tells_nothing_more(world, study):
    async def story(keeper, apart, shown, code, seats):
        step = keeper.rooms[code].under_way
        keeper.close(code)
        apart.may_go_on.set()
        await asyncio.gather(step, return_exceptions=True)
        assert step.cancelled()
        assert shown.releases == []

    run(world, study, story)


def test_a_book_that_fails_is_told_at_a_later_tick(make_world, study):
    world = make_world()
    failing = dataclasses.replace(world.stores, releases=FailingBook(world.stores.releases))
    world.stores = failing

    async def story(keeper, apart, shown, code, seats):
        apart.may_go_on.set()
        with pytest.raises(StoreError, match="no room"):
            await until_shown(keeper, shown)
        failing.releases.fails = False
        await until_shown(keeper, shown)
        assert likes_told(shown.releases[0]) == 15

    run(world, study, story)


class FailingBook:
    """A book in front of another one that writes no releases for a while."""

    def __init__(self, inner):
        self._inner, self.fails = inner, True

    def __getattr__(self, name):
        return getattr(self._inner, name)

    async def write(self, session, releases):
        if self.fails:
            raise StoreError("no room")
        await self._inner.write(session, releases)
