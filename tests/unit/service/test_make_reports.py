"""Reports are made in turn, told as they go, cancelled between parts, apart by view."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from tests.unit.service.test_release_session import LONG, closed

from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.domain.retention import Piece
from pulsemeter.domain.study import Stimulus
from pulsemeter.media.report_folder import FolderReports
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service import make_reports
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.make_reports import Reporting, ReportRefused, report_share
from pulsemeter.service.sort_comments import Comments
from pulsemeter.service.study_analysis import session_of

NORTH = View(frozenset({"region:north"}))


class Desk:
    """Reports of one closed session; what is written waits at each part for `go`."""

    def __init__(self, world, place, folder):
        self.world, self.place, self.folder = world, place, folder
        self.jobs = Jobs(world.stores.jobs, world.clock, world.chance)
        self.go, self.seen, self.told = asyncio.Semaphore(0), [], []
        self.reports = Reporting(
            world.stores, world.clock, Comments(world.stores, WordReader(), world.clock),
            FolderReports(folder), self.write, self.jobs,
        )  # fmt: skip
        self.loop = asyncio.get_running_loop()

    def write(self, findings):
        self.told.append(findings.stimulus)
        self.seen.append(sorted(findings.analysis.segments["segment"]))
        for form in make_reports.FORMATS:
            asyncio.run_coroutine_threadsafe(self.go.acquire(), self.loop).result()
            yield form, b"%s of it" % form.encode()

    @asynccontextmanager
    async def running(self):
        """Reports are made until the server is stopped."""
        work = [asyncio.create_task(run()) for run in (self.jobs.run, self.reports.forget_on)]
        try:
            yield self
        finally:
            for _ in range(20):
                self.go.release()
            await asyncio.sleep(0.05)
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    def state(self, view=EVERYTHING, stimulus=""):
        return self.reports.progress(self.place, view, stimulus)

    async def until(self, fits, view=EVERYTHING, stimulus=""):
        for _ in range(4_000):
            if fits(told := self.state(view, stimulus)):
                return told
            await asyncio.sleep(0.005)  # a thread is writing
        raise AssertionError(self.state(view, stimulus))


def run(make_world, make_study, tmp_path, story, stimuli=LONG):
    async def whole():
        world = make_world()
        async with world.running():
            await closed(world, make_study("standard", stimuli=stimuli))
            place = world.conduct.place((await session_of(world.stores, "talk")).code)
            async with Desk(world, place, tmp_path).running() as desk:
                await story(desk)

    asyncio.run(whole())


def test_progress_goes_part_by_part_until_it_lies_ready(make_world, make_study, tmp_path):
    async def story(desk):
        assert desk.state().state == "none"
        assert (await desk.reports.ask(desk.place, EVERYTHING)).state == "waiting"
        await desk.until(lambda told: told.stage == "page")
        desk.go.release()
        told = await desk.until(lambda told: told.stage == "print")
        assert (told.state, told.share, told.kept) == ("making", 0.25, None)
        assert (await desk.reports.ask(desk.place, EVERYTHING)).state == "making"
        for _ in range(2):
            desk.go.release()
        told = await desk.until(lambda told: told.state == "ready")
        assert told.kept.files["pdf"].read_bytes() == b"pdf of it"

    run(make_world, make_study, tmp_path, story)


def test_a_cancelled_report_leaves_the_older_one(make_world, make_study, tmp_path):
    async def story(desk):
        await desk.reports.ask(desk.place, EVERYTHING)
        for _ in range(3):
            desk.go.release()
        first = (await desk.until(lambda told: told.state == "ready")).kept
        await desk.reports.ask(desk.place, EVERYTHING)
        await desk.until(lambda told: told.stage == "page")
        await desk.reports.ask(desk.place, NORTH)
        assert (await desk.reports.cancel(desk.place, NORTH)).state == "cancelled"
        await desk.reports.cancel(desk.place, EVERYTHING)
        desk.go.release()
        told = await desk.until(lambda told: told.state == "cancelled")
        assert told.kept == first
        assert (await desk.reports.ask(desk.place, EVERYTHING)).state == "waiting"

    run(make_world, make_study, tmp_path, story)


def test_each_view_has_its_own_report(make_world, make_study, tmp_path):
    async def story(desk):
        for _ in range(6):
            desk.go.release()
        await desk.reports.ask(desk.place, NORTH)
        await desk.until(lambda told: told.state == "ready", NORTH)
        assert desk.state().kept is None
        await desk.reports.ask(desk.place, EVERYTHING)
        await desk.until(lambda told: told.state == "ready")
        assert desk.seen == [["region:north"], ["all", "region:north", "region:south"]]

    run(make_world, make_study, tmp_path, story)


def test_what_cannot_be_made_says_why(make_world, make_study, tmp_path):
    async def story(desk):
        nobody = View(frozenset({"elsewhere"}))
        await desk.reports.ask(desk.place, nobody)
        told = await desk.until(lambda told: told.state == "failed", nobody)
        assert "no figures of these audiences" in told.problem
        await desk.reports.ask(desk.place, EVERYTHING)
        await desk.until(lambda told: told.stage == "page")
        for n in range(19):
            await desk.reports.ask(desk.place, View(frozenset({f"cell{n}"})))
        with pytest.raises(ReportRefused, match="many reports"):
            await desk.reports.ask(desk.place, View(frozenset({"one more"})))

    run(make_world, make_study, tmp_path, story)


def test_reports_go_with_the_persons_they_quote(make_world, make_study, tmp_path):
    async def story(desk):
        for _ in range(6):
            desk.go.release()
        await desk.reports.ask(desk.place, EVERYTHING)
        await desk.until(lambda told: told.state == "ready")
        await desk.reports.ask(desk.place, NORTH)
        await desk.until(lambda told: told.state == "ready", NORTH)
        await desk.world.stores.erasures.note_step(desk.place.session.code, Piece.PERSONS)
        await desk.world.clock.advance(make_reports.FORGET_MS)
        assert desk.state().state == desk.state(NORTH).state == "none"
        for _ in range(3):
            desk.go.release()
        await desk.reports.ask(desk.place, EVERYTHING)
        await desk.until(lambda told: told.state == "ready")
        await desk.world.clock.advance(make_reports.FORGET_MS)
        assert desk.state().state == "ready"

    run(make_world, make_study, tmp_path, story)


def test_no_report_before_the_close(make_world, make_study, tmp_path):
    async def story():
        world = make_world()
        async with world.running():
            await world.session(make_study("standard", stimuli=LONG))
            place = world.conduct.place((await session_of(world.stores, "talk")).code)
            reports = Desk(world, place, tmp_path).reports
            with pytest.raises(ReportRefused, match="after the close"):
                await reports.ask(place, EVERYTHING)

    asyncio.run(story())


def test_a_playlist_has_a_report_for_each_of_its_stimuli(make_world, make_study, tmp_path):
    async def story(desk):
        for _ in range(6):
            desk.go.release()
        with pytest.raises(ReportRefused, match="no stimulus 'other' here; there are talk, second"):
            await desk.reports.ask(desk.place, EVERYTHING, "other")
        await desk.reports.ask(desk.place, EVERYTHING, "talk")
        await desk.until(lambda told: told.state == "ready")
        assert desk.reports.progress(desk.place, EVERYTHING, "second").state == "none"
        await desk.reports.ask(desk.place, EVERYTHING, "second")
        told = await desk.until(lambda told: told.state == "ready", stimulus="second")
        assert desk.told == ["A talk", "A second talk"]
        assert told.kept.files.keys() == desk.state().kept.files.keys()
        assert not set(told.kept.files.values()) & set(desk.state().kept.files.values())
        await desk.world.stores.erasures.note_step(desk.place.session.code, Piece.PERSONS)
        await desk.world.clock.advance(make_reports.FORGET_MS)
        assert desk.state().state == desk.state(stimulus="second").state == "none"

    two = (*LONG, Stimulus("second", "A second talk", 30_000))
    run(make_world, make_study, tmp_path, story, stimuli=two)


def test_a_report_that_was_asked_for_outlives_its_server(make_world, make_study, tmp_path):
    async def story(desk):
        await desk.reports.ask(desk.place, NORTH)
        await desk.until(lambda told: told.stage == "page", NORTH)
        again = Desk(desk.world, desk.place, tmp_path)
        async with again.running():
            for _ in range(3):
                again.go.release()
            told = await again.until(lambda told: told.state == "ready", NORTH)
        assert told.kept.files["html"].read_bytes() == b"html of it"
        assert again.seen == [["region:north"]]

    run(make_world, make_study, tmp_path, story)


def test_shares_go_by_what_each_format_takes():
    assert [report_share(done) for done in ([], ["html"], ["html", "pdf"])] == [0.2, 0.25, 0.6]
    assert report_share(make_reports.FORMATS) == report_share(["pdf"], ["pdf"]) == 1.0
