import asyncio

import pytest
from tests.conftest import settle

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import (
    Boot,
    SessionKind,
    SessionState,
    SessionStateError,
)
from pulsemeter.service.conduct_session import Conduct, UnknownSession, UnknownStudy


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


class SlowBook:
    """A book that has read sessions and not yet answered, or has been asked to write one and
    hasn't (`what`), until `goes_on`."""

    def __init__(self, book, what):
        self._book, self._what = book, what
        self.asked, self.goes_on = asyncio.Event(), asyncio.Event()

    def __getattr__(self, name):
        return getattr(self._book, name)

    async def sessions(self):
        found = await self._book.sessions()
        await self._wait("sessions")
        return found

    async def put_session(self, session, frozen=None):
        await self._wait("put_session")
        await self._book.put_session(session, frozen)

    async def _wait(self, what):
        if what == self._what:
            self.asked.set()
            await self.goes_on.wait()


async def slowly(world, what, first, second):
    """Two things done at once, over a book that is slow in this; what each comes to."""
    slow = SlowBook(world.stores.studies, what)
    conduct = Conduct(slow, world.clock, world.chance)
    slow.goes_on.set()
    await conduct.refresh()
    for event in (slow.goes_on, slow.asked):
        event.clear()
    begun = asyncio.create_task(first(conduct))
    await slow.asked.wait()
    following = asyncio.create_task(second(conduct))
    await settle()
    slow.goes_on.set()
    return conduct, await asyncio.gather(begun, following, return_exceptions=True)


def test_a_session_that_is_closed_stays_closed_whoever_asks_something_meanwhile(world, make_study):
    async def story():
        code = await world.session(make_study())
        await world.go(code, SessionState.RUNNING)
        conduct, (closed, refused) = await slowly(
            world, "put_session",
            lambda conduct: conduct.step(code, SessionState.CLOSED),
            lambda conduct: conduct.ask_question(code, "Well?", ("yes", "no"), ""),
        )  # fmt: skip
        assert closed.state is SessionState.CLOSED
        assert isinstance(refused, SessionStateError)
        assert conduct.session(code).state is SessionState.CLOSED
        assert (await world.stores.studies.session(code)).state is SessionState.CLOSED

    run(story)


def test_what_was_read_before_a_step_does_not_undo_it(world, make_study):
    async def story():
        code = await world.session(make_study())
        conduct, _ = await slowly(
            world, "sessions",
            lambda conduct: conduct.refresh(),
            lambda conduct: conduct.step(code, SessionState.RUNNING),
        )  # fmt: skip
        assert conduct.session(code).state is SessionState.RUNNING

    run(story)


def test_what_another_process_closed_is_not_opened_again_before_it_is_noticed(world, make_study):
    async def story():
        code = await world.session(make_study())
        await world.go(code, SessionState.RUNNING)
        other = world.restart()
        await other.conduct.refresh()
        await other.conduct.step(code, SessionState.CLOSED)
        with pytest.raises(SessionStateError):
            await world.conduct.ask_question(code, "Well?", ("yes", "no"), "")
        assert (await world.stores.studies.session(code)).state is SessionState.CLOSED

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


@pytest.mark.parametrize("leap_ms", [-3_600_000, 3_600_000])
def test_a_wall_clock_set_anew_moves_no_session_over_a_restart(world, make_study, leap_ms):
    """The next process reads another wall time, and knows that the machine ran on."""

    async def story():
        world.clock.run_of_machine = Boot("a", world.clock.wall_ms() - 60_000)
        code = await world.session(make_study())
        await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += 5_000
        world.clock.now_ms += leap_ms  # as the next process reads the wall clock
        began_ms = world.clock.run_of_machine.began_wall_ms + leap_ms
        world.clock.run_of_machine = Boot("a", began_ms)
        again, told = world.restart(), []
        again.conduct.on_change(told.append)
        await again.conduct.refresh()
        await again.conduct.refresh()
        assert len(told) == 1
        assert again.conduct.place(code).session_ms == 5_000
        await again.go(code, SessionState.PAUSED)
        again.clock.now_ms += 9_000
        await again.go(code, SessionState.RUNNING)
        again.clock.now_ms += 2_000
        assert again.conduct.place(code).session_ms == 7_000

    run(story)


def test_after_a_start_of_the_machine_a_session_never_goes_back_behind_its_log(world, make_study):
    """Its wall clock may have been set back, and nobody knows how long it was off: what pages
    pressed meanwhile is not taken for the future."""

    async def story():
        world.clock.run_of_machine = Boot("a", 0)
        code = await world.session(make_study())
        async with world.running():
            seat = await world.sit(code, region="north")
            await world.go(code, SessionState.RUNNING)
            world.clock.now_ms += 8_000
            await world.press(seat, 7_000)
            received_ms = world.conduct.place(code).session_ms
            world.clock.now_ms -= 8_000
        world.clock.run_of_machine = Boot("b", 0)
        again = world.restart()
        async with again.running():
            place = again.conduct.place(code)
            assert place.session.carried_over
            assert place.session_ms >= 8_000
            assert place.session_ms <= received_ms + 1_000
            await again.press(seat, 19_000)
            frames = await again.stores.log.read(code)
            kinds = [int(kind) for _, frame in frames for kind in frame.records["kind"]]
            assert kinds == [RecordKind.PRESS, RecordKind.PRESS]
        world.clock.run_of_machine = Boot("b", 5)
        third = again.restart()
        async with third.running():
            assert third.conduct.place(code).session.carried_over

    run(story)


def test_a_start_of_the_machine_anchors_running_clocks_anew(world, make_study):
    """Else a wall clock set afterwards would move them at the next restart."""

    async def story():
        world.clock.run_of_machine = Boot("a", 0)
        code = await world.session(make_study())
        async with world.running():
            await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += 10_000
        world.clock.run_of_machine = Boot("b", 0)
        async with world.restart().running() as again:
            session = again.conduct.place(code).session
            assert session.clock.boot == Boot("b", 0)
            assert await again.stores.studies.session(code) == session
            shown_ms = again.conduct.place(code).session_ms
        world.clock.now_ms -= 7_000
        world.clock.run_of_machine = Boot("b", -7_000)
        async with again.restart().running() as third:
            assert third.conduct.place(code).session_ms == shown_ms

    run(story)


def test_of_several_machines_one_keeps_the_clock(world, make_study):
    """Each with a wall clock of its own: every hello at one of them would set the session's clock
    anew by it, and what they set would run away."""

    async def story():
        world.clock.run_of_machine = Boot("a", 0)
        code = await world.session(make_study())
        async with world.running():
            seat = await world.sit(code, region="north")
            await world.go(code, SessionState.RUNNING)
            written = await world.stores.studies.session(code)
            await world.hello(seat, 1)
            world.clock.run_of_machine = Boot("b", 0)
            other = world.restart()
            other.ingest.keeps_clock = False
            other.enrolment.is_shared = True
            async with other.running():
                await other.hello(seat, 2)
                assert await world.stores.studies.session(code) == written
            world.clock.run_of_machine = Boot("a", 0)
            world.enrolment.is_shared = True
            world.clock.now_ms -= 1_000  # what the other machine's clock is ahead by
            await world.hello(seat, 3)
            assert await world.stores.studies.session(code) == written

    run(story)
