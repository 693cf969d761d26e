"""A study's analysis is its book of releases, and nothing that isn't in it."""

import asyncio

import pytest

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.study_analysis import released_study

NORTH, SOUTH = {"region": "north"}, {"region": "south"}
SAID = Statement("s01", 1, "talk", 0, 5_000, "We choose to go.")


async def shown(world, study):
    """A session in which everybody pressed once, closed, with all that it released."""
    code = await world.session(study, statements=[SAID])
    seats = await world.sit_all(code, [NORTH] * 20 + [SOUTH] * 20)
    await world.go(code, SessionState.RUNNING)
    for place, seat in enumerate(seats):
        await world.hello(seat, 1)
        choice = 100 if place % 4 else -100
        await world.send(seat, 1, Incoming(1, RecordKind.PRESS, 0, 0, choice, 4_000))
    await world.keeper.tick()
    world.clock.now_ms += 31_000
    await world.keeper.tick()
    await world.go(code, SessionState.CLOSED)
    world.clock.now_ms += 3_000
    await world.keeper.tick()
    return code


def test_every_figure_is_the_newest_that_was_released(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            code = await shown(world, make_study("standard"))
            state = await world.stores.releases.state(code)
            return await released_study(world.stores, "talk"), state.releases

    found, releases = asyncio.run(story())
    newest = {r.interval: r for r in releases if isinstance(r, IntervalRelease)}
    assert newest
    for interval, release in newest.items():
        rows = found.curve.filter(interval=interval)
        told = [(f.cell, f.likes.value, f.likes.coding) for f in release.figures]
        assert sorted(rows.select("segment", "likes", "likes_coding").rows()) == sorted(told)
    verdicts = {
        (r.statement, f.cell): (f.verdict, f.sentence)
        for r in releases
        if isinstance(r, StatementRelease)
        for f in r.figures
    }
    held = found.statements.select("statement", "segment", "verdict", "sentence").rows()
    assert {(row[0], row[1]): (row[2], row[3]) for row in held} == verdicts
    assert found.released == "standard"
    assert found.persons.is_empty()
    assert str(found)


def test_a_study_without_session_or_release_says_so(make_world, make_study):
    async def story():
        world = make_world()
        async with world.running():
            with pytest.raises(UnknownStudy, match="no study nothing"):
                await released_study(world.stores, "nothing")
            await world.session(make_study())
            with pytest.raises(DataError, match="released nothing yet"):
                await released_study(world.stores, "talk")
            with pytest.raises(DataError, match="no session with the code XXXX"):
                await released_study(world.stores, "talk", "XXXX")

    asyncio.run(story())
