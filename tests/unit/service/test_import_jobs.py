"""Imports that wait: whose they are, what is done with them, how long they are kept, restarts."""

import asyncio
import io

import pytest
from tests.conftest import settle
from tests.unit.service.imports import SHOWN, WORDS, desk, files, imported
from tests.unit.service.test_import_session import ORIGIN

from pulsemeter.domain.study import Stimulus
from pulsemeter.service.import_jobs import (
    EACH_MAX,
    FILES_BYTES_MAX,
    KEPT_MS,
    READ,
    RESERVE_BYTES,
    TAKE_IN,
)
from pulsemeter.service.import_session import ImportRefused
from pulsemeter.service.jobs import TRIES_MAX, JobState
from pulsemeter.service.ports import StoreError


def test_files_become_a_session_and_go(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        imports = place.imports
        async with place.open():
            wanted = files("C:\\data\\a.csv")
            waits = await imports.begin("ann", place.study, wanted, 10)
            assert (waits.files, imports.step(waits)) == (("a.csv",), READ)
            await settle()
            assert (imports.step(waits), imports.found(waits).mapping) == ("", "guessed")
            assert imports.of("ann", "talk") == [waits]
            assert imports.of("ben", "talk") == []
            assert imports.one("ben", "talk", waits.id) is None
            assert imports.one("ann", "other", waits.id) is None
            await imports.take_in(waits)
            assert imports.step(waits) == TAKE_IN
            await settle()
        (session,) = await imported(place.world)
        assert place.world.conduct.place(session.code).session.origin == ORIGIN
        taken = place.mine()
        assert (taken.is_taken_in, taken.session) == (True, session.code)
        assert imports.progress(taken).state is JobState.READY
        assert place.shelf.files == {}
        with pytest.raises(ImportRefused, match="already; bring others"):
            await imports.take_in(taken)
        assert await place.world.stores.jobs.all() == []

    asyncio.run(story())


def test_how_far_it_is_and_how_long_it_takes_is_told(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        place.shelf.go.clear()
        async with place.open() as imports:
            waits, other = await place.begin(), await place.begin()
            await settle()
            place.world.clock.now_ms += 10_000
            told = imports.progress(waits)
            assert (told.share, told.stage, told.remaining_ms) == (0.5, "reading", 10_000)
            assert imports.progress(other).ahead == 1
            with pytest.raises(ImportRefused, match="wait for it"):
                await imports.read(waits, None)
            await imports.cancel(waits)
            assert imports.progress(waits).state is JobState.CANCELLED
            assert imports.found(waits).preview is None
            assert waits.id in place.shelf.files

    asyncio.run(story())


def test_what_waits_is_there_after_a_restart_and_a_reading_goes_on(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        async with place.open():
            await place.begin(words=WORDS, mapping="mine")
            await settle()
        place = place.anew()
        waits = place.mine()
        assert place.imports.found(waits).mapping == "mine"
        assert len((await place.imports.draft(waits)).statements) == 1
        place.shelf.go.clear()
        async with place.open() as imports:
            await imports.read(waits, "other")
            await settle()
            assert imports.progress(waits).state is JobState.MAKING
        place = place.anew()  # stopped while it was reading
        assert place.imports.found(place.mine()).preview is None
        place.shelf.go.set()
        async with place.open() as imports:
            await settle()
            assert imports.found(place.mine()).mapping == "other"

    asyncio.run(story())


def test_what_stops_servers_again_and_again_is_left_alone(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        place.shelf.go.clear()
        async with place.open():
            await place.begin()
            await settle()
        for _ in range(TRIES_MAX - 1):
            place = place.anew()
            async with place.open():
                await settle()
        place = place.anew()
        async with place.open() as imports:
            await settle()
            told = imports.progress(place.mine())
            assert (told.state, place.shelf.readings) == (JobState.FAILED, TRIES_MAX)
            assert "look at the files again" in told.problem
            place.shelf.go.set()
            await imports.read(place.mine(), None)
            await settle()
            assert imports.found(place.mine()).preview == SHOWN

    asyncio.run(story())


def test_files_are_brought_one_by_one_and_taken_away(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        async with place.open() as imports:
            waits = await imports.begin("ann", place.study)
            with pytest.raises(ImportRefused, match="no file yet"):
                await imports.read(waits, None)
            for name in ("a.csv", "b.csv", "A.csv"):
                waits = await imports.bring(waits, name, io.BytesIO(b"x"), 1)
            assert waits.files == ("b.csv", "A.csv")
            assert place.shelf.files[waits.id].keys() == {"b.csv", "A.csv"}
            await imports.read(waits, None)
            await settle()
            waits = imports.take_away(place.mine(), "b.csv")
            assert imports.take_away(waits, "other") == waits
            assert imports.found(waits).preview is None
            with pytest.raises(ImportRefused, match="longer than 64 MB"):
                await imports.bring(waits, "c.csv", io.BytesIO(b""), FILES_BYTES_MAX)
            with pytest.raises(ImportRefused, match="no name of a file"):
                await imports.bring(waits, "..", io.BytesIO(b""), 0)
            with pytest.raises(ImportRefused, match="mend the mapping"):
                await imports.take_in(waits)

    asyncio.run(story())


def test_what_has_no_preview_is_not_taken_in(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        async with place.open() as imports:
            waits = await place.begin(mapping="no")
            await settle()
            with pytest.raises(ImportRefused, match="mend the mapping"):
                await imports.take_in(waits)
            await imports.read(waits, "yes")
            await settle()
            await imports.take_in(place.mine())

    asyncio.run(story())


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("a.csv", "x/A.csv"), "same name"),
        (("a.csv",) * 501, "between 1 and"),
        ((".profile",), "no name of a file"),
        (("a/..",), "no name of a file"),
        (("a\x00b",), "no name of a file"),
        (("a" * 121,), "no name of a file"),
    ],
)
def test_names_that_are_none_are_refused(make_world, make_study, names, told):
    async def story():
        place = await desk(make_world, make_study)
        with pytest.raises(ImportRefused, match=told):
            await place.imports.begin("ann", place.study, files(*names), 10)
        assert place.shelf.files == {}

    asyncio.run(story())


def test_room_is_bounded(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        place.shelf.free = RESERVE_BYTES + 19
        with pytest.raises(ImportRefused, match="no room"):
            await place.begin()
        place.shelf.free += 1
        for _ in range(EACH_MAX):
            await place.begin()
        with pytest.raises(ImportRefused, match="imports of yours wait already"):
            await place.begin()
        place.shelf.is_full = True
        with pytest.raises(StoreError):
            await place.begin("ben")
        assert place.imports.of("ben", "talk") == []

    asyncio.run(story())


def test_a_study_of_unknown_length_takes_no_import(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study, stimuli=(Stimulus("talk", "A talk", 0),))
        with pytest.raises(ImportRefused, match="length of stimulus talk"):
            await place.begin()

    asyncio.run(story())


def test_what_nobody_takes_in_goes_after_a_day(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        world, shelf = place.world, place.shelf
        shelf.files["of nobody"] = {}
        async with place.open():
            await place.begin()
            await settle()
        begun_ms = world.clock.wall_ms()
        place = place.anew()  # a day is a day, whichever server keeps the files
        running = asyncio.create_task(place.imports.run())
        await settle()
        assert shelf.files.keys() == {place.mine().id}
        while place.imports.of("ann", "talk"):
            if not world.clock.wake_next():
                raise AssertionError("nobody looks after the files")
            await settle()
        assert world.clock.wall_ms() - begun_ms >= KEPT_MS
        assert (shelf.files, shelf.notes) == ({}, {})
        running.cancel()

    asyncio.run(story())
