"""Packages asked for in the browser: one after the other, for whoever asked, for an hour."""

import asyncio
from dataclasses import replace

import pytest
from tests.recorded_session import recorded, recorded_study

from pulsemeter.domain.retention import Piece
from pulsemeter.domain.staff import Role
from pulsemeter.packing.data_shelf import FolderShelf
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.export_jobs import EACH_MAX, KEPT_MS, ExportJobs, ExportState
from pulsemeter.service.pack_persons import ACT, Asked, ExportRefused

OWNER = Asked("Ada", Role.OWNER, "Re-analysis for the journal", ("csv",))


class Stage:
    """A recorded session, and the jobs over it."""

    def __init__(self, world, folder):
        self.world, self.shelf = world, FolderShelf(folder)
        trail = AuditTrail(world.stores.audit, world.clock)
        self.jobs = ExportJobs(world.stores, trail, self.shelf, world.clock, world.chance)

    async def ended(self, job):
        """The job once it is ready or failed; threads write meanwhile."""
        for _ in range(3_000):
            if not job.is_under_way:
                return job
            await asyncio.sleep(0.01)
        raise AssertionError(f"the job stays {job.state}")


def play(world, study, folder, story):
    async def whole():
        async with world.running():
            code = await recorded(world, study, persons=24)
            stage = Stage(world, folder)
            work = asyncio.create_task(stage.jobs.run())
            try:
                return await story(stage, world.conduct.place(code))
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

    return asyncio.run(whole())


def test_a_package_lies_there_for_its_owner_alone(world, make_study, tmp_path):
    async def story(stage, place):
        job = stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        await stage.ended(job)
        assert (job.state, job.percent) == (ExportState.READY, 100)
        assert job.size_bytes == stage.jobs.path(job).stat().st_size
        assert stage.jobs.of("ada", place.session.code) == [job]
        assert stage.jobs.one("ada", place.session.code, job.id) is job
        assert stage.jobs.of("eve", place.session.code) == []
        assert stage.jobs.one("eve", place.session.code, job.id) is None
        assert stage.jobs.one("ada", "OTHER", job.id) is None

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_persons_are_noted_and_refused_at_once(world, make_study, tmp_path):
    async def story(stage, place):
        with pytest.raises(ExportRefused, match="owners alone"):
            await stage.jobs.ask_persons("ada", place, replace(OWNER, role=Role.ANALYST))
        assert stage.jobs.of("ada", place.session.code) == []
        job = await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
        assert job.state is ExportState.READY
        deeds = [e.deed.act for e in await world.stores.audit.entries(0, 100)]
        assert deeds.count(ACT) == 1
        await world.stores.erasures.note_step(place.session.code, Piece.PERSONS)
        with pytest.raises(ExportRefused, match="are gone"):
            await stage.jobs.ask_persons("ada", place, OWNER)

    play(world, recorded_study(make_study, "standard"), tmp_path / "e", story)


def test_persons_lie_there_until_one_of_them_withdraws(world, make_study, tmp_path):
    async def story(stage, place):
        persons = await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
        released = await stage.ended(stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",)))
        assert await stage.jobs.still_there(persons)
        seat = (await world.stores.seats.all(place.session.code))[0].seat
        await world.done(world.enrolment.withdraw(world.enrolment.seat(seat.id)))
        while stage.jobs.of("ada", place.session.code) != [released]:
            assert world.clock.wake_next()
            await asyncio.sleep(0.01)
        assert [path.name for path in (tmp_path / "e").iterdir()] == [f"{released.id}.zip"]
        again = await stage.ended(await stage.jobs.ask_persons("ada", place, OWNER))
        await world.stores.erasures.note_step(place.session.code, Piece.PERSONS)
        assert not await stage.jobs.still_there(again)
        assert await stage.jobs.still_there(released)

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_what_cannot_be_made_says_why(world, make_study, tmp_path):
    async def story(stage, place):
        job = stage.jobs.ask_released("ada", place, View(frozenset()), ("csv",))
        await stage.ended(job)
        assert job.state is ExportState.FAILED
        assert "nothing that you may see" in job.problem
        again = stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        assert (await stage.ended(again)).state is ExportState.READY

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_a_job_is_stopped_or_removed(world, make_study, tmp_path):
    async def story(stage, place):
        jobs = [stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",)) for _ in range(3)]
        await asyncio.sleep(0)
        stage.jobs.drop(jobs[0])  # under way
        stage.jobs.drop(jobs[1])  # not begun
        await stage.ended(jobs[2])
        assert stage.jobs.of("ada", place.session.code) == [jobs[2]]
        assert [path.name for path in (tmp_path / "e").iterdir()] == [f"{jobs[2].id}.zip"]
        stage.jobs.drop(jobs[2])
        assert not any((tmp_path / "e").iterdir())

    play(world, recorded_study(make_study), tmp_path / "e", story)


def test_nobody_fills_the_disk(world, make_study, tmp_path):
    async def story(stage, place):
        for _ in range(EACH_MAX):
            stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        with pytest.raises(ExportRefused, match="remove one"):
            stage.jobs.ask_released("ada", place, EVERYTHING, ("csv",))
        last = stage.jobs.ask_released("eve", place, EVERYTHING, ("csv",))
        await stage.ended(last)
        world.clock.now_ms += KEPT_MS
        while stage.jobs.of("ada", place.session.code):
            assert world.clock.wake_next()
            await asyncio.sleep(0.01)
        assert not any((tmp_path / "e").iterdir())

    play(world, recorded_study(make_study), tmp_path / "e", story)
