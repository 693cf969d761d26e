"""Jobs are made in turn, told as they go, cancelled, and found after a server that was stopped."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.conftest import ManualClock, SeededChance, settle

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.release.view import View
from pulsemeter.service.job_ports import JobNote
from pulsemeter.service.jobs import TRIES_MAX, Jobs, JobState, Lane
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.memory.jobs import MemoryJobBook

SESSION = Session("KENNEDY", "moon", SessionKind.LIVE)
NORTH = View(frozenset({"region:north"}))


class Refused(Exception):
    """What somebody is told."""


class Shop:
    """A server's jobs of two kinds: films, and lists, which stay listed. Each waits for `go`."""

    def __init__(self, book=None, clock=None, chance=None):
        self.book, self.clock = book or MemoryJobBook(), clock or ManualClock()
        self.chance = chance or SeededChance(7)
        self.jobs = Jobs(self.book, self.clock, self.chance)
        self.begun, self.made, self.given_up, self.go = [], [], [], asyncio.Event()
        self.fails = None
        films = Lane("film", "films", self.make, Refused, (Refused,), waiting_max=3)
        self.jobs.open_lane(films)
        self.jobs.open_lane(
            Lane(
                "list", "lists", self.make, Refused, (Refused,), is_listed=True,
                may_repeat=lambda note: note.word("of") != "persons", anew="ask for it anew",
            )
        )  # fmt: skip

    async def make(self, job):
        self.begun.append(job.note.key)
        job.tell(0.25, "painting")
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.given_up.append(job.note.key)
            raise
        if self.fails is not None:
            raise self.fails
        job.result = f"{job.note.key}.zip"
        self.made.append(job.note.key)

    async def ask(self, key, kind="film", **more):
        return await self.jobs.ask(kind, SESSION, key, **more)

    def state(self, key, kind="film"):
        return self.jobs.progress(kind, key, None).state.value

    async def notes(self):
        return {note.key: note.tries for note in await self.book.all()}

    def anew(self):
        """Another server over the same book."""
        return Shop(self.book, self.clock, self.chance)

    @asynccontextmanager
    async def open(self):
        """The server runs; it is stopped at the end, whatever it is at."""
        work = asyncio.create_task(self.jobs.run())
        await settle()
        try:
            yield self
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


def play(story):
    async def whole():
        shop = Shop()
        async with shop.open():
            await story(shop)

    asyncio.run(asyncio.wait_for(whole(), 60))


def test_one_after_the_other_and_kinds_beside_each_other():
    async def story(shop):
        for key in ("a", "b", "c"):
            await shop.ask(key)
        await shop.ask("a list", "list")
        await settle()
        assert shop.begun == ["a", "a list"]
        assert [shop.jobs.progress("film", key, None).ahead for key in "abc"] == [0, 1, 2]
        assert [shop.state(key) for key in "abcd"] == ["making", "waiting", "waiting", "none"]
        shop.go.set()
        await settle()
        assert shop.made == ["a", "a list", "b", "c"]
        assert shop.jobs.progress("film", "a", "a film").state is JobState.READY
        assert await shop.notes() == {"a list": 0}

    play(story)


def test_asked_twice_it_is_made_once():
    async def story(shop):
        first = await shop.ask("a", view=NORTH)
        assert await shop.ask("a") is first
        await settle()
        assert await shop.ask("a") is first
        shop.go.set()
        await settle()
        assert shop.made == ["a"]
        assert await shop.ask("a") is not first

    play(story)


def test_without_a_key_each_is_something_new():
    async def story(shop):
        first, second = await shop.ask("", "list", owner="ada"), await shop.ask("", "list")
        assert first.note.key != second.note.key
        assert shop.jobs.of_kind("list") == [first, second]
        assert (first.note.owner, first.note.session, first.note.study) == (
            "ada",
            "KENNEDY",
            "moon",
        )

    play(story)


def test_what_is_left_is_told_after_two_seconds():
    async def story(shop):
        await shop.ask("a")
        await settle()
        told = shop.jobs.progress("film", "a", None)
        assert (told.share, told.stage, told.remaining_ms) == (0.25, "painting", None)
        shop.clock.now_ms += 3_000
        assert shop.jobs.progress("film", "a", None).remaining_ms == 9_000
        shop.jobs.one("film", "a").tell(0.75)
        told = shop.jobs.progress("film", "a", None)
        assert (told.remaining_ms, told.stage) == (1_000, "painting")

    play(story)


def test_too_many_are_refused():
    async def story(shop):
        for key in "abc":
            await shop.ask(key)
        with pytest.raises(Refused, match="many films are being made"):
            await shop.ask("d")
        await shop.ask("d", "list")
        assert shop.state("d") == "none"

    play(story)


def test_what_is_made_or_waits_is_cancelled_and_the_next_goes_on():
    async def story(shop):
        for key in "abc":
            await shop.ask(key)
        await settle()
        await shop.jobs.cancel(shop.jobs.one("film", "a"))
        assert shop.given_up == ["a"]
        await shop.jobs.cancel(shop.jobs.one("film", "b"))
        await shop.jobs.cancel(shop.jobs.one("film", "d"))  # nothing there: nothing happens
        await settle()
        assert [shop.state(key) for key in "abc"] == ["cancelled", "cancelled", "making"]
        assert await shop.notes() == {"c": 1}
        shop.go.set()
        await shop.ask("a")
        await settle()
        assert shop.made == ["c", "a"]
        ended = await shop.ask("x", "list")
        await settle()
        await shop.jobs.cancel(ended)
        assert ended.state is JobState.READY

    play(story)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Refused("no picture; upload it"), "no picture; upload it"),
        (ZeroDivisionError(), "something went wrong on our side; ask for it again"),
    ],
)
def test_a_failure_is_told_in_words_and_ends_nothing(error, told):
    async def story(shop):
        shop.fails = error
        shop.go.set()
        await shop.ask("a")
        await settle()
        progress = shop.jobs.progress("film", "a", None)
        assert (progress.state, progress.problem) == (JobState.FAILED, told)
        assert await shop.notes() == {}
        shop.fails = None
        await shop.ask("a")
        await settle()
        assert (shop.made, shop.jobs.one("film", "a")) == (["a"], None)

    play(story)


def test_what_cannot_be_written_down_is_not_asked_for():
    class Full(MemoryJobBook):
        async def put(self, note):
            raise StoreError("the disk is full")

    async def story():
        shop = Shop(Full())
        with pytest.raises(StoreError):
            await shop.ask("a")
        assert shop.state("a") == "none"

    asyncio.run(story())


def test_what_is_given_up_while_it_is_written_down_leaves_no_note():
    class Slow(MemoryJobBook):
        async def put(self, note):
            await asyncio.sleep(0)
            await super().put(note)

    async def story():
        shop = Shop(Slow())
        asked = asyncio.create_task(shop.ask("a"))
        await asyncio.sleep(0)
        await shop.jobs.cancel(shop.jobs.one("film", "a"))
        assert (await asked).state is JobState.CANCELLED
        assert await shop.notes() == {}

    asyncio.run(story())


def stopped(story, anew=None):
    """A server is stopped in the middle of a story; another goes on over the same book."""

    async def whole():
        first = Shop()
        async with first.open():
            await story(first)
        second = first.anew()
        async with second.open():
            await anew(second)

    asyncio.run(asyncio.wait_for(whole(), 60))


def test_a_server_begins_again_what_another_left():
    async def story(shop):
        await shop.ask("a", view=NORTH, said={"clips": ("yes",)})
        shop.clock.now_ms += 1
        await shop.ask("b")
        await settle()
        assert shop.begun == ["a"]

    async def anew(shop):
        job = shop.jobs.one("film", "a")
        assert (job.note.view, job.note.word("clips"), job.note.tries) == (NORTH, "yes", 2)
        assert [shop.state(key) for key in "ab"] == ["making", "waiting"]
        shop.go.set()
        await settle()
        assert shop.made == ["a", "b"]
        assert await shop.notes() == {}

    stopped(story, anew)


def test_what_needs_somebodys_act_is_listed_as_stopped():
    async def story(shop):
        said = {"of": ("persons",)}
        shop.go.set()
        await shop.ask("ready", "list", said=said)
        await settle()
        shop.go.clear()
        await shop.ask("made", "list", said=said)
        await shop.ask("waits", "list", said=said)
        await settle()

    async def anew(shop):
        shop.go.set()
        await settle()
        problems = {job.note.key: job.problem for job in shop.jobs.of_kind("list")}
        assert problems == {
            "ready": "the server was stopped before this was taken away; ask for it anew",
            "made": "the server was stopped while this was being made; ask for it anew",
            "waits": "the server was stopped while this waited; ask for it anew",
        }
        assert shop.begun == []
        # It is listed until somebody lets it go, or asks anew.
        assert set(await shop.notes()) == set(problems)
        await shop.jobs.forget(shop.jobs.one("list", "made"))
        await shop.ask("waits", "list", said={"of": ("persons",)})
        await settle()
        assert shop.made == ["waits"]
        assert await shop.notes() == {"ready": 0, "waits": 0}

    stopped(story, anew)


def test_what_lies_listed_is_made_again():
    async def story(shop):
        shop.go.set()
        await shop.ask("a", "list")
        await shop.ask("b", "list")
        await settle()
        assert shop.made == ["a", "b"]
        await shop.jobs.forget(shop.jobs.one("list", "b"))

    async def anew(shop):
        shop.go.set()
        await settle()
        assert (shop.made, shop.state("a", "list")) == (["a"], "ready")
        assert shop.jobs.one("list", "a").result == "a.zip"

    stopped(story, anew)


def test_what_stops_a_server_again_and_again_is_left_alone():
    async def story():
        shop = Shop()
        async with shop.open():
            await shop.ask("a")
            await settle()
        for tries in range(2, TRIES_MAX + 1):
            shop = shop.anew()
            async with shop.open():
                assert await shop.notes() == {"a": tries}
        shop = shop.anew()
        async with shop.open():
            told = shop.jobs.progress("film", "a", None)
            assert told.problem == (
                f"the server was stopped {TRIES_MAX} times while this was being made; begin it anew"
            )
            assert shop.begun == []
            shop.go.set()
            await shop.ask("a")
            await settle()
            assert (shop.made, await shop.notes()) == (["a"], {})

    asyncio.run(story())


def test_notes_that_are_of_no_use_are_taken_away():
    note = JobNote("n1", "statue", "a", "moon", "KENNEDY", 1)

    async def story():
        shop = Shop()
        await shop.book.put(note)
        await shop.book.put(replace(note, id="n2", kind="film"))
        asked = await shop.ask("a")  # before the notes are looked at
        async with shop.open():
            assert shop.jobs.of_kind("film") == [asked]
            assert await shop.notes() == {"a": 1}
            assert [held.id for held in await shop.book.all()] == [asked.note.id]

    asyncio.run(story())
