"""Films are asked for, made one after the other, cancelled, and kept for their view alone."""

import asyncio
from dataclasses import replace

import pytest
from tests.conftest import settle
from tests.unit.release.showings import CELLS, a_showing

from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.media.overlay_folder import FolderOverlays
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.make_overlay import FilmPlanning, Overlays
from pulsemeter.service.overlay_ports import OverlayName
from pulsemeter.service.plan_overlay import OverlayChoice

FILE = (Stimulus("talk", "A talk", 20_000, "talk.mp4", "talk.vtt"),)
NORTH, SOUTH = View(frozenset({"region:north"})), View(frozenset({"region:south"}))
JUDGED = {"s1": ((60, 5, 80), "resonates")}
CHOICE = OverlayChoice()


class Films:
    """A maker without ffmpeg: what was asked for, as text; held up while a test wants it."""

    def __init__(self):
        self.asked, self.refuses, self.has = [], "", True
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()
        self.goes_on.set()

    def has_source(self, study, file):
        return self.has and bool(file)

    async def captions(self, study, file):
        return ""

    async def make(self, order, target, tell):
        self.asked.append(order)
        tell(0.5)
        self.begun.set()
        await self.goes_on.wait()
        if self.refuses:
            raise OverlayRefused(self.refuses)
        target.write_bytes(b"film")
        tell(1.0)


class Desk:
    """A session that is over, with final figures, and the films of one server."""

    def __init__(self, world, code, folder):
        self.world, self.code, self.folder = world, code, folder
        self.films, self.shelf = Films(), FolderOverlays(folder)
        stores = world.stores
        comparing = Comparing(stores.studies, stores.releases, world.keeper.statements)
        planning = FilmPlanning(comparing, stores.recordings.newest, self.films)
        self.audit = AuditTrail(stores.audit, world.clock)
        self.jobs = Jobs(stores.jobs, world.clock, world.chance)
        self.overlays = Overlays(
            stores.studies, planning, self.films, self.shelf, self.audit, self.jobs
        )

    @property
    def session(self):
        return self.world.conduct.place(self.code).session

    def state(self, view=EVERYTHING):
        return self.overlays.progress(self.session, view).state

    async def ask(self, view=EVERYTHING, choice=CHOICE):
        await self.overlays.ask(self.session, view, choice, "Olga")

    async def ended(self, view=EVERYTHING):
        for _ in range(3_000):
            progress = self.overlays.progress(self.session, view)
            if progress.state not in ("waiting", "making"):
                return progress
            await asyncio.sleep(0.001)  # a thread still cuts the showing
        raise AssertionError("the films are never made")


@pytest.fixture
def desk(world, make_study, spoken, tmp_path):
    """Run a story with films being made."""

    def run(story, stimuli=FILE, is_over=True):
        async def whole():
            async with world.running():
                study = make_study(stimuli=stimuli)
                code = await world.session(study, statements=spoken)
                await world.stores.releases.write_plan(code, CELLS)
                cells = tuple(cell.id for cell in CELLS)
                told = a_showing(code, [(40, 10, 80)] * 4, JUDGED, cells=cells)
                await world.stores.releases.write(code, told.releases)
                await world.go(code, SessionState.RUNNING)
                if is_over:
                    await world.go(code, SessionState.CLOSED)
                made = Desk(world, code, tmp_path / "overlays")
                work = asyncio.create_task(made.jobs.run())
                try:
                    await story(made)
                finally:
                    work.cancel()
                    await asyncio.gather(work, return_exceptions=True)

        asyncio.run(asyncio.wait_for(whole(), 60))

    return run


def test_films_are_made_and_kept(desk):
    async def story(desk):
        assert desk.state() == "none"
        await desk.ask(choice=OverlayChoice(clips=True))
        ended = await desk.ended()
        assert ended.state == "ready"
        names = [film.name for film in ended.kept]
        assert names == ["overlay.mp4", "clip-best.mp4", "clips.txt"]
        path = desk.overlays.path(desk.session, EVERYTHING, "overlay.mp4")
        assert path.read_bytes() == b"film"
        assert desk.overlays.path(desk.session, EVERYTHING, "other.mp4") is None
        (deed,) = [e.deed for e in await desk.world.stores.audit.entries(0, 100)
                   if e.deed.act.startswith("overlay")]  # fmt: skip
        assert (deed.actor, deed.subject) == ("Olga", desk.code)

    desk(story)


def test_how_far_it_is_counts_all_films(desk):
    async def story(desk):
        desk.films.goes_on.clear()
        await desk.ask(choice=OverlayChoice(clips=True))
        await desk.films.begun.wait()
        progress = desk.overlays.progress(desk.session, EVERYTHING)
        assert progress.state == "making"
        lengths = [20_000, 15_000]  # the whole, and one clip
        assert progress.share == pytest.approx(0.5 * lengths[0] / sum(lengths))
        desk.films.goes_on.set()
        await desk.ended()

    desk(story)


def test_cancelled_nothing_is_left_and_earlier_films_stay(desk):
    async def story(desk):
        await desk.ask()
        await desk.ended()
        desk.films.goes_on.clear()
        desk.films.begun.clear()
        await desk.ask()
        await desk.films.begun.wait()
        await desk.overlays.cancel(desk.session, EVERYTHING)
        ended = await desk.ended()
        assert (ended.state, len(ended.kept)) == ("cancelled", 1)
        assert [p.name[0] for p in (desk.folder / desk.session.study).iterdir()] != ["."]
        assert not list(desk.folder.rglob("*.making"))
        desk.films.goes_on.set()
        await desk.ask()  # and the next one is made
        assert (await desk.ended()).state == "ready"

    desk(story)


def test_what_waits_can_be_cancelled_too(desk):
    async def story(desk):
        desk.films.goes_on.clear()
        await desk.ask()
        await desk.films.begun.wait()
        await desk.ask(NORTH)
        assert desk.state(NORTH) == "waiting"
        await desk.overlays.cancel(desk.session, NORTH)
        assert desk.state(NORTH) == "cancelled"
        await desk.overlays.cancel(desk.session, NORTH)  # nothing there: nothing happens
        assert desk.state() == "making"
        desk.films.goes_on.set()
        await desk.ended()

    desk(story)


def test_films_of_one_view_are_not_those_of_another(desk):
    async def story(desk):
        await desk.ask(NORTH)
        await desk.ended(NORTH)
        assert [c.cell for c in desk.films.asked[0].story.curves] == ["region:north"]
        assert desk.state(SOUTH) == desk.state() == "none"
        assert desk.overlays.path(desk.session, SOUTH, "overlay.mp4") is None
        with pytest.raises(OverlayRefused, match="no segment 'region:south' here"):
            await desk.ask(NORTH, OverlayChoice(segments=("region:south",)))
        # Live or final makes no difference: all of it is final.
        assert desk.state(replace(NORTH, final_only=True)) == "ready"

    desk(story)


def test_one_at_a_time_is_made_for_a_view(desk):
    async def story(desk):
        desk.films.goes_on.clear()
        await desk.ask()
        await desk.films.begun.wait()
        with pytest.raises(OverlayRefused, match="one is being made already"):
            await desk.ask()
        desk.films.goes_on.set()
        await desk.ended()

    desk(story)


def test_what_fails_is_said_and_the_next_is_made(desk):
    async def story(desk):
        desk.films.refuses = "talk.mp4: it is broken."
        await desk.ask()
        ended = await desk.ended()
        assert (ended.state, ended.problem) == ("failed", "talk.mp4: it is broken.")
        desk.films.refuses = ""
        await desk.ask()
        assert (await desk.ended()).state == "ready"

    desk(story)


def test_a_failure_of_ours_is_no_secret_and_ends_nothing(desk, monkeypatch):
    async def story(desk):
        async def broken(order, target, tell):
            raise ZeroDivisionError

        monkeypatch.setattr(desk.films, "make", broken)
        await desk.ask()
        assert "something went wrong on our side" in (await desk.ended()).problem

    desk(story)


def test_before_the_close_there_is_none(desk):
    async def story(desk):
        with pytest.raises(OverlayRefused, match=r"running; .* close it first"):
            await desk.ask(choice=OverlayChoice(segments=("all",)))

    desk(story, is_over=False)


def test_a_file_that_is_gone_is_told(desk):
    async def story(desk):
        desk.films.has = False
        with pytest.raises(OverlayRefused, match="no file of A talk is here"):
            await desk.ask()

    desk(story)


def test_without_a_file_there_is_none_unless_a_recording_is_aligned(desk):
    async def story(desk):
        unaligned = Recording(desk.code, "talk", 1, RecordingStep.FILE, "Olga", 1, "rec.mp4",
                              "rec.mp4", 30_000)  # fmt: skip
        await desk.world.stores.recordings.add(unaligned)
        with pytest.raises(OverlayRefused, match="lies at an address elsewhere"):
            await desk.ask()

    elsewhere = (Stimulus("talk", "A talk", 20_000, address="https://media.example/talk.mp4"),)
    desk(story, stimuli=elsewhere)


def test_the_segments_to_choose_from_are_those_that_are_seen(desk):
    async def story(desk):
        names = [cell.id for cell in await desk.overlays.choices(desk.session, NORTH)]
        assert names == ["region:north"]

    desk(story)


def test_films_lie_under_study_session_and_view(desk):
    async def story(desk):
        await desk.ask()
        await desk.ended()
        (folder,) = (desk.folder / desk.session.study).iterdir()
        code, _, view = folder.name.partition(".")
        assert desk.shelf.held(OverlayName(desk.session.study, code, view))

    desk(story)


def test_films_of_a_server_that_was_stopped_are_made_by_the_next(desk):
    async def story(desk):
        desk.films.goes_on.clear()
        await desk.ask(NORTH, OverlayChoice("talk", "burned", ("region:north",), clips=True))
        await desk.films.begun.wait()
        again = Desk(desk.world, desk.code, desk.folder)  # the first one stays where it was
        work = asyncio.create_task(again.jobs.run())
        await settle()
        ended = await again.ended(NORTH)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        names = [film.name for film in ended.kept]
        assert (ended.state, names[:1], names[-1:]) == ("ready", ["overlay.mp4"], ["clips.txt"])
        assert [order.layout for order in again.films.asked][:1] == ["burned"]
        assert [c.cell for c in again.films.asked[0].story.curves] == ["region:north"]
        deeds = [e.deed.act for e in await desk.world.stores.audit.entries(0, 100)]
        assert deeds.count("overlay: asked for") == 1

    desk(story)
