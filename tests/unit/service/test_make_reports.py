"""Reports are made in turn, told as they go, cancelled between parts, apart by view."""

import asyncio

import pytest
from tests.unit.service.test_release_session import LONG, closed

from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.domain.retention import Piece
from pulsemeter.media.report_folder import FolderReports
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service import make_reports
from pulsemeter.service.make_reports import Reporting, ReportRefused
from pulsemeter.service.sort_comments import Comments
from pulsemeter.service.study_analysis import session_of

NORTH = View(frozenset({"region:north"}))


class Desk:
    """Reports of one closed session; what is written waits at each part for `go`."""

    def __init__(self, world, session, folder):
        self.world, self.session = world, session
        self.go, self.seen = asyncio.Semaphore(0), []
        self.reports = Reporting(
            world.stores, world.clock, Comments(world.stores, WordReader(), world.clock),
            FolderReports(folder), self.write,
        )  # fmt: skip
        self.loop = asyncio.get_running_loop()

    def write(self, findings):
        self.seen.append(sorted(findings.analysis.segments["segment"]))
        for form in make_reports.FORMATS:
            asyncio.run_coroutine_threadsafe(self.go.acquire(), self.loop).result()
            yield form, b"%s of it" % form.encode()

    def state(self, view=EVERYTHING):
        return self.reports.progress(self.session, view)

    async def until(self, fits, view=EVERYTHING):
        for _ in range(4_000):
            if fits(self.state(view)):
                return self.state(view)
            await asyncio.sleep(0.005)  # a thread is writing
        raise AssertionError(self.state(view))


def run(make_world, make_study, tmp_path, story):
    async def whole():
        world = make_world()
        async with world.running():
            await closed(world, make_study("standard", stimuli=LONG))
            desk = Desk(world, await session_of(world.stores, "talk"), tmp_path)
            work = asyncio.create_task(desk.reports.run())
            try:
                await story(desk)
            finally:
                for _ in range(20):
                    desk.go.release()
                await asyncio.sleep(0.05)
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)

    asyncio.run(whole())


def test_progress_goes_part_by_part_until_it_lies_ready(make_world, make_study, tmp_path):
    async def story(desk):
        assert desk.state().state == "none"
        assert desk.reports.ask(desk.session, EVERYTHING).state == "waiting"
        await desk.until(lambda told: told.done == 1)
        desk.go.release()
        told = await desk.until(lambda told: told.done == 2)
        assert (told.state, told.parts, told.kept) == ("making", 4, None)
        assert desk.reports.ask(desk.session, EVERYTHING).state == "making"
        for _ in range(2):
            desk.go.release()
        told = await desk.until(lambda told: told.state == "ready")
        assert told.kept.files["pdf"].read_bytes() == b"pdf of it"

    run(make_world, make_study, tmp_path, story)


def test_a_cancelled_report_leaves_the_older_one(make_world, make_study, tmp_path):
    async def story(desk):
        desk.reports.ask(desk.session, EVERYTHING)
        for _ in range(3):
            desk.go.release()
        first = (await desk.until(lambda told: told.state == "ready")).kept
        desk.reports.ask(desk.session, EVERYTHING)
        await desk.until(lambda told: told.done == 1)
        desk.reports.ask(desk.session, NORTH)
        assert desk.reports.cancel(desk.session, NORTH).state == "cancelled"
        desk.reports.cancel(desk.session, EVERYTHING)
        desk.go.release()
        told = await desk.until(lambda told: told.state == "cancelled")
        assert told.kept == first
        assert desk.reports.ask(desk.session, EVERYTHING).state == "waiting"

    run(make_world, make_study, tmp_path, story)


def test_each_view_has_its_own_report(make_world, make_study, tmp_path):
    async def story(desk):
        for _ in range(6):
            desk.go.release()
        desk.reports.ask(desk.session, NORTH)
        await desk.until(lambda told: told.state == "ready", NORTH)
        assert desk.state().kept is None
        desk.reports.ask(desk.session, EVERYTHING)
        await desk.until(lambda told: told.state == "ready")
        assert desk.seen == [["region:north"], ["all", "region:north", "region:south"]]

    run(make_world, make_study, tmp_path, story)


def test_what_cannot_be_made_says_why(make_world, make_study, tmp_path):
    async def story(desk):
        nobody = View(frozenset({"elsewhere"}))
        desk.reports.ask(desk.session, nobody)
        told = await desk.until(lambda told: told.state == "failed", nobody)
        assert "no figures of these audiences" in told.problem
        for n in range(make_reports.WAITING_MAX):
            desk.reports.ask(desk.session, View(frozenset({f"cell{n}"})))
        with pytest.raises(ReportRefused, match="many reports"):
            desk.reports.ask(desk.session, EVERYTHING)

    run(make_world, make_study, tmp_path, story)


def test_reports_go_with_the_persons_they_quote(make_world, make_study, tmp_path):
    async def story(desk):
        for _ in range(6):
            desk.go.release()
        desk.reports.ask(desk.session, EVERYTHING)
        await desk.until(lambda told: told.state == "ready")
        desk.reports.ask(desk.session, NORTH)
        await desk.until(lambda told: told.state == "ready", NORTH)
        await desk.world.stores.erasures.note_step(desk.session.code, Piece.PERSONS)
        await desk.world.clock.advance(make_reports.FORGET_MS)
        assert desk.state().state == desk.state(NORTH).state == "none"
        for _ in range(3):
            desk.go.release()
        desk.reports.ask(desk.session, EVERYTHING)
        await desk.until(lambda told: told.state == "ready")
        await desk.world.clock.advance(make_reports.FORGET_MS)
        assert desk.state().state == "ready"

    run(make_world, make_study, tmp_path, story)


def test_no_report_before_the_close(make_world, make_study, tmp_path):
    async def story():
        world = make_world()
        async with world.running():
            await world.session(make_study("standard", stimuli=LONG))
            session = await session_of(world.stores, "talk")
            reports = Desk(world, session, tmp_path).reports
            with pytest.raises(ReportRefused, match="after the close"):
                reports.ask(session, EVERYTHING)

    asyncio.run(story())
