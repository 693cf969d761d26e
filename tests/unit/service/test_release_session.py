"""A session leaves as a whole once, after its last figures, if it is long enough."""

import asyncio

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.release.answer_figures import SESSION
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.release_answers import released_once
from pulsemeter.service.release_session import SessionSums, release_session
from pulsemeter.service.study_analysis import released_study

NORTH, SOUTH = {"region": "north"}, {"region": "south"}
LONG = (Stimulus("talk", "A talk", 60_000),)


async def closed(world, study):
    """A session in which three of four like it, closed, with its last figures."""
    code = await world.session(study)
    seats = await world.sit_all(code, [NORTH] * 20 + [SOUTH] * 20)
    await world.go(code, SessionState.RUNNING)
    for seat in seats:
        await world.hello(seat, 1)
    for k in range(12):
        for place, seat in enumerate(seats):
            choice = 100 if place % 4 else -100
            at_ms = 5_000 * k + 1_000
            await world.send(seat, 1, Incoming(k + 1, RecordKind.PRESS, 0, 0, choice, at_ms))
        world.clock.now_ms += 5_000
    world.clock.now_ms += 1_000
    await world.keeper.tick()
    await world.go(code, SessionState.CLOSED)
    for _ in range(3):
        world.clock.now_ms += 3_000
        await world.keeper.tick()
    return code


def run(make_world, make_study, story, stimuli=LONG):
    async def whole():
        world = make_world()
        async with world.running():
            code = await closed(world, make_study("standard", stimuli=stimuli))
            await story(world, code)

    asyncio.run(whole())


def test_persons_are_told_once_by_all_their_presses(make_world, make_study):
    async def story(world, code):
        room = await world.keeper.room(code)
        made = await release_session(world.stores, room)
        whole = {f.cell: f for one in made.stimuli for f in one.figures}
        assert set(whole) == {"all", "region:north", "region:south"}
        assert (whole["all"].likers.value, whole["all"].dislikers.value) == (30, 10)
        assert whole["all"].verdict == "resonates"
        assert whole["all"].sentence == ""
        assert await release_session(world.stores, room) == made
        told = (await released_study(world.stores, "talk")).session
        assert told.filter(segment="all")["net"][0] == whole["all"].net / 100

    run(make_world, make_study, story)


def test_the_server_lets_it_out_by_itself_once(make_world, make_study):
    async def story(world, code):
        sums = SessionSums(world.stores, world.keeper)
        assert await released_once(world.stores, code, SESSION) is None
        await sums.tick()
        first = await released_once(world.stores, code, SESSION)
        assert first is not None
        await sums.tick()
        assert await released_once(world.stores, code, SESSION) == first

    run(make_world, make_study, story)


def test_a_few_intervals_are_left_out(make_world, make_study):
    async def story(world, code):
        made = await release_session(world.stores, await world.keeper.room(code))
        assert made.stimuli == []
        assert made.left_out == ["talk: too short to be told as a whole"]
        found = await released_study(world.stores, "talk")
        assert "not told: talk: too short to be told as a whole" in found.notes

    run(make_world, make_study, story, (Stimulus("talk", "A talk", 25_000),))


def test_nothing_leaves_before_the_last_figures(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            code = await world.session(make_study("standard", stimuli=LONG))
            await world.sit_all(code, [NORTH] * 20)
            await world.keeper.tick()
            await SessionSums(world.stores, world.keeper).tick()
            assert await released_once(world.stores, code, SESSION) is None

    asyncio.run(story())
