"""Packages asked for in the browser: one after the other, for whoever asked, for an hour."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.conftest import settle
from tests.recorded_session import recorded, recorded_study

from pulsemeter.domain.retention import Piece
from pulsemeter.domain.staff import Role
from pulsemeter.packing.data_shelf import FolderShelf
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.export_jobs import EACH_MAX, KEPT_MS, ExportJobs
from pulsemeter.service.jobs import Jobs, JobState
from pulsemeter.service.pack_persons import ACT, Asked, ExportRefused
from pulsemeter.service.ports import StoreError

OWNER = Asked("Ada", Role.OWNER, "Re-analysis for the journal", ("csv",))


class Stage:
    """A recorded session, and the jobs over it."""

    def __init__(self, world, folder):
        self.world, self.shelf = world, FolderShelf(folder)
        trail = AuditTrail(world.stores.audit, world.clock)
        self.runner = Jobs(world.stores.jobs, world.clock, world.chance)
        self.jobs = ExportJobs(
            world.stores, trail, self.shelf, world.clock, world.chance, self.runner
        )

    @asynccontextmanager
    async def running(self):
        """The jobs go on until the server is stopped."""
        work = [asyncio.create_task(run()) for run in (self.runner.run, self.jobs.keep_tidy)]
        try:
            yield self
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def ended(self, job):
        """The job once it is ready or failed; threads write meanwhile."""
        for _ in range(3_000):
            if not job.state.is_under_way:
                return job
            await asyncio.sleep(0.01)
        raise AssertionError(f"the job stays {job.state}")


def play(world, study, folder, story):
    async def whole():
        async with world.running():
            code = await recorded(world, study, persons=24)
            async with Stage(world, folder).running() as stage:
                return await story(stage, world.conduct.place(code))

    return asyncio.run(whole())


def test_a_package_lies_there_for_its_owner_alone(world, make_study, tmp_path):
    async def story(stage, place):
        job = await stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        await stage.ended(job)
        told = stage.jobs.progress(job)
        assert (told.state, told.share, told.stage) == (JobState.READY, 1.0, "writing rows")
        assert told.kept == tmp_path / "e" / f"{job.note.id}.zip"
        assert told.kept.stat().st_size > 1_000
        assert stage.jobs.of("ada", place.session.code) == [job]
        assert stage.jobs.one("ada", place.session.code, job.note.id) is job
        assert stage.jobs.of("eve", place.session.code) == []
        assert stage.jobs.one("eve", place.session.code, job.note.id) is None
        assert stage.jobs.one("ada", "OTHER", job.note.id) is None

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_persons_are_noted_and_refused_at_once(world, make_study, tmp_path):
    async def story(stage, place):
        with pytest.raises(ExportRefused, match="owners alone"):
            await stage.jobs.ask_persons("ada", place, replace(OWNER, role=Role.ANALYST))
        assert stage.jobs.of("ada", place.session.code) == []
        job = await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
        assert job.state is JobState.READY
        deeds = [e.deed.act for e in await world.stores.audit.entries(0, 100)]
        assert deeds.count(ACT) == 1
        await world.stores.erasures.note_step(place.session.code, Piece.PERSONS)
        with pytest.raises(ExportRefused, match="are gone"):
            await stage.jobs.ask_persons("ada", place, OWNER)

    play(world, recorded_study(make_study, "standard"), tmp_path / "e", story)


def test_persons_lie_there_until_one_of_them_withdraws(world, make_study, tmp_path):
    async def story(stage, place):
        persons = await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
        released = await stage.ended(
            await stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        )
        assert await stage.jobs.still_there(persons)
        seat = (await world.stores.seats.all(place.session.code))[0].seat
        await world.done(world.enrolment.withdraw(world.enrolment.seat(seat.id)))
        while stage.jobs.of("ada", place.session.code) != [released]:
            assert world.clock.wake_next()
            await asyncio.sleep(0.01)
        assert [path.name for path in (tmp_path / "e").iterdir()] == [f"{released.note.id}.zip"]
        again = await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
        await world.stores.erasures.note_step(place.session.code, Piece.PERSONS)
        assert not await stage.jobs.still_there(again)
        assert await stage.jobs.still_there(released)

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_a_store_that_is_away_is_waited_for(world, make_study, tmp_path, caplog):
    async def story(stage, place):
        persons = await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
        steps, away = world.stores.erasures.steps, [StoreError("the database is away")]

        async def not_at_first(session):
            if away:
                raise away.pop()
            return await steps(session)

        world.stores.erasures.steps = not_at_first
        await steps(place.session.code)
        await world.stores.erasures.note_step(place.session.code, Piece.PERSONS)
        while stage.jobs.of("ada", place.session.code) == [persons]:
            assert world.clock.wake_next()
            await asyncio.sleep(0.01)
        assert "packages that are due to go wait: the database is away" in caplog.text

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_what_cannot_be_made_says_why(world, make_study, tmp_path):
    async def story(stage, place):
        job = await stage.jobs.ask_released("ada", place, View(frozenset()), ("csv",))
        await stage.ended(job)
        assert job.state is JobState.FAILED
        assert "nothing that you may see" in job.problem
        again = await stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        assert (await stage.ended(again)).state is JobState.READY

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_a_job_is_stopped_or_removed(world, make_study, tmp_path):
    async def story(stage, place):
        jobs = [await stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",)) for _ in range(3)]
        await asyncio.sleep(0)
        await stage.jobs.drop(jobs[0])  # under way
        await stage.jobs.drop(jobs[1])  # not begun
        await stage.ended(jobs[2])
        assert stage.jobs.of("ada", place.session.code) == [jobs[2]]
        assert [path.name for path in (tmp_path / "e").iterdir()] == [f"{jobs[2].note.id}.zip"]
        await stage.jobs.drop(jobs[2])
        assert not any((tmp_path / "e").iterdir())

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_nobody_fills_the_disk(world, make_study, tmp_path):
    async def story(stage, place):
        for _ in range(EACH_MAX):
            await stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        with pytest.raises(ExportRefused, match="remove one"):
            await stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        last = await stage.jobs.ask_released("eve", place, EVERYTHING, ("csv",))
        await stage.ended(last)
        world.clock.now_ms += KEPT_MS
        while stage.jobs.of("ada", place.session.code):
            assert world.clock.wake_next()
            await asyncio.sleep(0.01)
        assert not any((tmp_path / "e").iterdir())

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_after_a_stop_figures_are_packed_again_and_persons_are_not(world, make_study, tmp_path):
    async def whole():
        async with world.running():
            code = await recorded(world, recorded_study(make_study), persons=24)
            async with Stage(world, tmp_path / "e").running() as stage:
                place = world.conduct.place(code)
                asked = await stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
                await stage.ended(asked)
                world.clock.now_ms += 1
                await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
            async with Stage(world, tmp_path / "e").running() as stage:
                await settle()
                persons, released = stage.jobs.of("ada", code)
                assert (await stage.ended(released)).state is JobState.READY
                assert persons.problem == (
                    "the server was stopped before this was taken away; persons are never exported "
                    "but by somebody’s act: ask for it anew"
                )
                names = [path.name for path in (tmp_path / "e").iterdir()]
                assert names == [f"{released.note.id}.zip"]
                deeds = [e.deed.act for e in await world.stores.audit.entries(0, 100)]
                assert deeds.count(ACT) == 1
                notes = str(await world.stores.jobs.all())
                assert "journal" not in notes
                assert "Ada" not in notes

    asyncio.run(whole())
