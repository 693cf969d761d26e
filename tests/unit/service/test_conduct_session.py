import asyncio

import pytest

from pulsemeter.domain.session import SessionKind, SessionState, SessionStateError
from pulsemeter.service.conduct_session import UnknownSession, UnknownStudy


def run(story):
    asyncio.run(story())


def test_a_session_goes_from_planned_to_closed_on_its_own_clock(world, make_study):
    async def story():
        code = await world.session(make_study())
        place = world.conduct.place(f" {code.lower()} ")
        assert (place.session.state, place.session_ms) == (SessionState.OPEN, 0)
        await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += 7_000
        await world.go(code, SessionState.PAUSED)
        world.clock.now_ms += 50_000
        assert world.conduct.place(code).session_ms == 7_000
        assert world.conduct.session(code) is world.conduct.place(code).session
        await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += 1_000
        await world.go(code, SessionState.CLOSED)
        world.clock.now_ms += 1_000
        assert world.conduct.place(code).session_ms == 8_000
        with pytest.raises(SessionStateError):
            await world.go(code, SessionState.RUNNING)
        stored = await world.stores.studies.session(code)
        assert stored.state is SessionState.CLOSED

    run(story)


def test_what_another_process_wrote_is_taken_over_and_told_once(world, make_study):
    async def story():
        code = await world.session(make_study())
        told = []
        world.conduct.on_change(told.append)
        other = world.restart()
        await other.conduct.refresh()
        await other.conduct.step(code, SessionState.RUNNING)
        planned = await other.conduct.plan("talk", SessionKind.ON_DEMAND)
        assert told == []
        await world.conduct.refresh()
        await world.conduct.refresh()
        assert [(s.code, s.state) for s in told] == [
            (code, SessionState.RUNNING),
            (planned.code, SessionState.PLANNED),
        ]

    run(story)


def test_a_study_freezes_when_its_session_opens(world, make_study):
    async def story():
        code = await world.session(make_study(title="As it was"))
        again = world.restart()
        await again.conduct.refresh()
        assert again.conduct.place(code).study.title == "As it was"
        assert (await world.stores.studies.frozen_study(code)).title == "As it was"

    run(story)


def test_names_that_nobody_has_are_told_with_those_that_exist(world, make_study):
    async def story():
        with pytest.raises(UnknownStudy, match="none yet"):
            await world.conduct.plan("moon", SessionKind.LIVE)
        await world.session(make_study())
        with pytest.raises(UnknownStudy, match="talk"):
            await world.conduct.plan("moon", SessionKind.LIVE)
        with pytest.raises(UnknownSession, match="NOSUCH"):
            world.conduct.place("NOSUCH")

    run(story)


def test_a_code_that_is_taken_is_drawn_anew(world, make_study):
    async def story():
        code = await world.session(make_study())
        drawn = iter([code, code, "FRESH2"])
        world.chance.code = lambda length: next(drawn)
        planned = await world.conduct.plan("talk", SessionKind.LIVE)
        assert planned.code == "FRESH2"
        assert world.conduct.place(code).session.state is SessionState.OPEN

    run(story)
