"""Reports of a server lie in its data folder, each in every format."""

import asyncio

from tests.unit.service.test_release_session import LONG, closed

from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.media.report_service import reports_for
from pulsemeter.release.view import EVERYTHING
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.sort_comments import Comments
from pulsemeter.service.study_analysis import session_of


def test_a_report_is_made_in_every_format(make_world, make_study, tmp_path):
    async def story():
        world = make_world()
        async with world.running():
            await closed(world, make_study("standard", stimuli=LONG))
            place = world.conduct.place((await session_of(world.stores, "talk")).code)
            jobs = Jobs(world.stores.jobs, world.clock, world.chance)
            reports = reports_for(
                tmp_path, world.stores, world.clock,
                Comments(world.stores, WordReader(), world.clock), jobs,
            )  # fmt: skip
            work = asyncio.create_task(jobs.run())
            await reports.ask(place, EVERYTHING)
            for _ in range(12_000):
                if not (told := reports.progress(place, EVERYTHING)).state.is_under_way:
                    break
                await asyncio.sleep(0.005)  # a thread is writing
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            return told

    told = asyncio.run(story())
    assert told.state == "ready", told.problem
    assert sorted(told.kept.files) == ["html", "pdf", "pptx"]
    assert all(tmp_path / "reports" in path.parents for path in told.kept.files.values())
