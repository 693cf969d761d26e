import asyncio
import zipfile
from dataclasses import replace

import pytest

from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.media.package_folder import FolderPackages
from pulsemeter.release.figures import Count, StatementFigure, StatementRelease
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service import hand_over
from pulsemeter.service.gather_hand_over import PackageRefused
from pulsemeter.service.hand_over import HandingOver, plain_name, view_key
from pulsemeter.service.hand_over_ports import ClipRefused
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.ports import StoreError

BEN = Author("id-ben", "Ben", Role.EDITOR)
PROPOSED, TAKEN = (
    DecisionEntry(state, BEN, 1) for state in (DecisionState.PROPOSED, DecisionState.TAKEN)
)
NORTH, SOUTH = View(frozenset({"region:north"})), View(frozenset({"region:south"}))
FILE = (Stimulus("talk", "A talk", 11_500, "talk.mp4", "talk.vtt"),)


class Clips:
    """Clips without ffmpeg: what was asked for, as text; held up while a test wants it."""

    def __init__(self):
        self.asked, self.refuses = [], ""
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()
        self.goes_on.set()

    def has_source(self, study, file):
        return bool(file)

    async def captions(self, study, file):
        return "WEBVTT\n\n00:00:00.000 --> 00:00:09.000\nOne.\n" if file else ""

    async def cut(self, stretch, target):
        self.asked.append(stretch)
        self.begun.set()
        await self.goes_on.wait()
        if self.refuses:
            raise ClipRefused(self.refuses)
        target.write_bytes(b"film")


class Team:
    """Decisions to feature in a session that released figures, and the packages of one server."""

    def __init__(self, world, code, folder):
        self.world, self.code, self.folder = world, code, folder
        self.clips, self.shelf = Clips(), FolderPackages(folder)
        self.jobs, self.packages = self.server()
        self.decision = Decision(
            "d1", "talk", code, "s1", 1, "region:north", DecisionKind.FEATURE, (PROPOSED, TAKEN)
        )

    def server(self):
        world = self.world
        jobs = Jobs(world.stores.jobs, world.clock, world.chance)
        return jobs, HandingOver(
            world.stores, world.conduct, world.keeper, self.clips, self.shelf, world.clock, jobs
        )

    async def known(self, name="d1"):
        """A decision that is in the book."""
        decision = replace(self.decision, id=name)
        await self.world.stores.decisions.add(decision)
        return decision

    async def release(self, number, standing="frozen", statement="s1"):
        count = Count(number, "near")
        figures = [
            StatementFigure(f"region:{name}", count, count, count, "resonates", f"So {name}.")
            for name in ("north", "south")
        ]
        release = StatementRelease(number, statement, 1, standing, 90, figures)
        await self.world.stores.releases.write(self.code, [release])

    async def ended(self, decision=None, view=NORTH):
        """How it stands once nothing is under way."""
        for _ in range(3_000):
            progress = self.packages.progress(decision or self.decision, view)
            if progress.state not in ("waiting", "making"):
                return progress
            await asyncio.sleep(0.001)  # a thread is still packing
        raise AssertionError("the package is never made")

    def texts(self, view=NORTH, decision=None):
        kept = self.packages.progress(decision or self.decision, view).kept
        with zipfile.ZipFile(kept.path) as packed:
            return {name.split("/")[1]: packed.read(name) for name in packed.namelist()}


@pytest.fixture
def team(world, make_study, spoken, tmp_path):
    """Run a story with packages being made."""

    def run(story, stimuli=FILE, **changes):
        async def whole():
            async with world.running():
                study = make_study(stimuli=stimuli, **changes)
                code = await world.session(study, statements=spoken)
                await world.sit_all(code, [{"region": r} for r in ("north", "south")] * 6)
                await world.go(code, SessionState.RUNNING)
                await world.keeper.tick()
                team = Team(world, code, tmp_path / "packages")
                await team.known()
                work = asyncio.create_task(team.jobs.run())
                try:
                    await story(team)
                finally:
                    work.cancel()
                    await asyncio.gather(work, return_exceptions=True)

        asyncio.run(whole())

    return run


def test_what_is_featured_becomes_a_package(team):
    async def story(team):
        await team.release(900)
        assert team.packages.progress(team.decision, NORTH).state == "none"
        assert (await team.packages.ask(team.decision, NORTH)).state == "waiting"
        ended = await team.ended()
        assert (ended.state, ended.kept.name.release) == ("ready", 900)
        texts = team.texts()
        assert set(texts) == {
            "README.txt", "quote.txt", "text.txt", "figures.csv", "figures.json", "clip.vtt",
            "clip.mp4",
        }  # fmt: skip
        (stretch,) = team.clips.asked
        # Two seconds on either side, but not beyond the film.
        assert (stretch.file, stretch.start_ms, stretch.end_ms) == ("talk.mp4", 0, 11_500)
        assert texts["clip.mp4"] == b"film"
        assert stretch.captions.encode() == texts["clip.vtt"]
        assert b"So north." in texts["text.txt"]
        assert b"2023-11-14" in texts["README.txt"]
        assert not any(b"south" in text for text in texts.values())

    team(story)


def test_each_view_has_a_package_of_its_own(team):
    async def story(team):
        await team.release(900)
        await team.packages.ask(team.decision, NORTH)
        await team.ended()
        assert team.packages.progress(team.decision, SOUTH).kept is None
        assert team.packages.progress(team.decision, EVERYTHING).kept is None
        with pytest.raises(PackageRefused, match="not yours"):
            await team.packages.ask(team.decision, SOUTH)
        await team.packages.ask(team.decision, EVERYTHING)
        await team.ended(view=EVERYTHING)
        assert b"So south." in team.texts(EVERYTHING)["figures.csv"]
        assert b"south" not in team.texts(NORTH)["figures.csv"]

    team(story)


def test_views_share_a_package_only_if_they_show_the_same():
    same = {view_key(View(frozenset(names))) for names in (("a", "b"), ("b", "a"))}
    others = [View(), View(frozenset()), View(frozenset({"a"})), View(None, final_only=True)]
    assert len(same | {view_key(view) for view in others}) == 5


def test_it_is_made_anew_once_newer_figures_left(team):
    async def story(team):
        await team.release(900)
        for _ in range(2):
            await team.packages.ask(team.decision, NORTH)
            await team.ended()
        assert len(team.clips.asked) == 1
        await team.release(901, "final")
        assert team.packages.progress(team.decision, NORTH).state == "ready"
        assert (await team.packages.ask(team.decision, NORTH)).kept.name.release == 900
        assert (await team.ended()).kept.name.release == 901
        assert len(list(team.folder.rglob("*.zip"))) == 1

    team(story)


def test_asked_twice_it_is_made_once_and_others_wait(team):
    async def story(team):
        await team.release(900)
        other = await team.known("d2")
        team.clips.goes_on.clear()
        await team.packages.ask(team.decision, NORTH)
        await team.clips.begun.wait()
        assert (await team.packages.ask(team.decision, NORTH)).state == "making"
        assert (await team.packages.ask(other, NORTH)).state == "waiting"
        assert (await team.packages.ask(other, NORTH)).state == "waiting"
        for number in range(3, hand_over.WAITING_MAX + 1):
            await team.packages.ask(await team.known(f"d{number}"), NORTH)
        with pytest.raises(PackageRefused, match="ask again in a minute"):
            await team.packages.ask(await team.known("dn"), NORTH)
        team.clips.goes_on.set()
        assert (await team.ended(other)).state == "ready"
        assert (await team.ended()).state == "ready"

    team(story)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": DecisionKind.HOLD},
        {"entries": (PROPOSED,)},
        {"entries": (PROPOSED, replace(TAKEN, state=DecisionState.DROPPED))},
    ],
)
def test_only_what_is_taken_to_be_featured_is_handed_over(team, change):
    async def story(team):
        await team.release(900)
        with pytest.raises(PackageRefused, match="taken to be featured"):
            await team.packages.ask(replace(team.decision, **change), NORTH)

    team(story)


def test_before_its_figures_left_there_is_nothing_to_hand_over(team):
    async def story(team):
        await team.release(900, statement="s2")
        with pytest.raises(PackageRefused, match="ask again once they have"):
            await team.packages.ask(team.decision, NORTH)

    team(story)


@pytest.mark.parametrize(
    ("stimulus", "told"),
    [
        (Stimulus("talk", "A talk", 30_000), "no file of the stimulus is here"),
        (
            Stimulus("talk", "A talk", 30_000, address="https://media.example/a.m3u8"),
            "an address elsewhere",
        ),
    ],
)
def test_without_a_source_it_says_so(team, stimulus, told):
    async def story(team):
        await team.release(900)
        await team.packages.ask(team.decision, NORTH)
        assert (await team.ended()).state == "ready"
        texts = team.texts()
        assert told.encode() in texts["README.txt"]
        assert {"clip.mp4", "clip.vtt"}.isdisjoint(texts)
        assert team.clips.asked == []

    team(story, stimuli=(stimulus,))


def test_a_recording_gives_the_clip_once_it_is_aligned(team):
    async def story(team):
        await team.release(900)
        await team.packages.ask(team.decision, NORTH)
        assert (await team.ended()).kept.name.recording == 0
        recorded = Recording(
            team.code, "talk", 1, RecordingStep.FILE, "Ada", 1, "r.mp4", "r.mov", 60_000
        )
        assert await team.world.stores.recordings.add(recorded)
        await team.packages.ask(team.decision, NORTH)
        assert team.clips.asked == []
        line = Alignment(AlignmentPoint("", 20_000, 0))
        assert await team.world.stores.recordings.add(recorded.aligned(line, "Ada", 2))
        await team.packages.ask(team.decision, NORTH)
        ended = await team.ended()
        assert (ended.kept.name.release, ended.kept.name.recording) == (900, 2)
        (stretch,) = team.clips.asked
        assert (stretch.file, stretch.start_ms) == ("r.mp4", 18_000)
        texts = team.texts()
        assert texts["clip.mp4"] == b"film"
        assert b"of the recording of A talk" in texts["README.txt"]
        assert b"00:00:02.000 -->" in texts["clip.vtt"]  # its words begin after the margin
        assert len(list(team.folder.rglob("*.zip"))) == 1

    team(story, stimuli=(Stimulus("talk", "A talk", 30_000),))


def test_sound_alone_is_called_so(team):
    async def story(team):
        await team.release(900)
        await team.packages.ask(team.decision, NORTH)
        await team.ended()
        assert team.clips.asked[0].sound_only
        assert {"clip.m4a", "clip.vtt"} <= set(team.texts())

    team(story, stimuli=(replace(FILE[0], sound_only=True),))


def test_a_clip_that_can_not_be_cut_leaves_the_rest(team):
    async def story(team):
        await team.release(900)
        team.clips.refuses = "talk.mp4: breaks off."
        await team.packages.ask(team.decision, NORTH)
        assert (await team.ended()).state == "ready"
        texts = team.texts()
        assert b"Clip: none. talk.mp4: breaks off." in texts["README.txt"]
        assert "clip.vtt" not in texts

    team(story)


def test_a_package_that_fails_says_so_and_may_be_asked_for_again(team, monkeypatch):
    async def story(team):
        await team.release(900)
        keep = team.shelf.keep

        async def fails(*arguments):
            raise StoreError("the disk is full")

        monkeypatch.setattr(team.shelf, "keep", fails)
        await team.packages.ask(team.decision, NORTH)
        failed = await team.ended()
        assert (failed.state, "ask for it again" in failed.problem) == ("failed", True)
        assert list(team.folder.rglob("*.*")) == []
        monkeypatch.setattr(team.shelf, "keep", keep)
        await team.packages.ask(team.decision, NORTH)
        assert (await team.ended()).state == "ready"

    team(story)


def test_another_server_finds_what_was_made(team):
    async def story(team):
        await team.release(900)
        await team.packages.ask(team.decision, NORTH)
        made = await team.ended()
        assert team.server()[1].progress(team.decision, NORTH) == made

    team(story)


def test_names_of_files_are_plain():
    assert plain_name("größe-s1/../“x”-r2") == "größe-s1-----x--r2"


def test_a_package_that_is_given_up_leaves_the_older_one(team):
    async def story(team):
        await team.release(900)
        await team.packages.ask(team.decision, NORTH)
        older = (await team.ended()).kept
        await team.release(901, "final")
        team.clips.goes_on.clear()
        team.clips.begun.clear()
        await team.packages.ask(team.decision, NORTH)
        await team.clips.begun.wait()
        told = team.packages.progress(team.decision, NORTH)
        assert (told.state, told.share, told.stage) == ("making", 0.1, "cutting the clip")
        assert (await team.packages.cancel(team.decision, NORTH)).state == "cancelled"
        assert team.packages.progress(team.decision, NORTH).kept == older
        assert [path.name for path in team.folder.rglob("*.*")] == [older.path.name]

    team(story)


def test_a_decision_that_is_gone_makes_no_package(team):
    async def story(team):
        await team.release(900)
        await team.packages.ask(replace(team.decision, id="gone"), NORTH)
        ended = await team.ended(replace(team.decision, id="gone"))
        assert (ended.state, ended.problem) == ("failed", "its decision isn't here any more")

    team(story)
