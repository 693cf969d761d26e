"""What was read becomes a session once, with its transcript, or leaves nothing."""

import asyncio
from dataclasses import replace

import pytest
from tests.conftest import settle
from tests.unit.service.imports import WORDS, deeds, desk, held, imported

from pulsemeter.service.import_jobs import TAKE_IN
from pulsemeter.service.import_session import ImportRefused
from pulsemeter.service.job_ports import JobNote
from pulsemeter.service.jobs import JobState


def test_a_session_is_taken_in_once_whenever_the_server_stops(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        async with place.open():
            await place.begin()
            await settle()
            place.shelf.go.clear()
            await place.imports.take_in(place.mine())
            await settle()
        assert not await imported(place.world)
        place = place.anew()
        place.shelf.go.set()
        async with place.open():
            await settle()
        (session,) = await imported(place.world)
        # As a server leaves it that dies between the session and its note.
        note = place.shelf.notes[place.mine().id]
        assert note.session == session.code
        await place.world.stores.jobs.put(asked_again(place, note))
        place = place.anew()
        async with place.open():
            await settle()
        assert await imported(place.world) == [session]
        assert place.mine().is_taken_in

    asyncio.run(story())


def asked_again(place, note):
    """The note of a job that was under way; the import as it was then."""

    place.shelf.put(replace(note, is_taken_in=False))
    said = {"step": (TAKE_IN,)}
    return JobNote("again", "import", note.id, "talk", "", 1, owner="ann", said=said, tries=1)


def test_a_cancelled_taking_in_leaves_nothing_but_its_files(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        async with place.open() as imports:
            await place.begin()
            await settle()
            book, begun = place.world.stores.imports, asyncio.Event()

            class Waits:
                """The book of imports on a disk that hangs."""

                codes = book.codes

                async def keep_persons(self, seats, frames):
                    begun.set()
                    await asyncio.Event().wait()

            object.__setattr__(place.world.stores, "imports", Waits())
            await imports.take_in(place.mine())
            await begun.wait()
            await imports.cancel(place.mine())
            object.__setattr__(place.world.stores, "imports", book)
            assert not await imported(place.world)
            assert (await deeds(place.world))[-2:] == ["session imported", "session not imported"]
            await imports.take_in(place.mine())
            await settle()
            assert len(await imported(place.world)) == 1

    asyncio.run(story())


def test_a_transcript_becomes_the_studys_with_the_session(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        async with place.open() as imports:
            waits = await place.begin(words=WORDS)
            await settle()
            await imports.take_in(waits)
            await settle()
            wording = await place.world.stores.studies.wording("talk")
            (session,) = await imported(place.world)
            assert "To the moon." in wording.statements[0].words
            plan = await place.world.stores.studies.plan(session.code)
            assert plan.edition == wording.edition > 0
            assert await imports.draft(waits) is None  # also for who asked before it went
            assert not place.mine().has_words
            for text, told in (("none", "the transcript: "), ("1:00:00 Ann: Late.", "the end of")):
                with pytest.raises(ImportRefused, match=told):
                    await place.begin(words=text)
            other = await place.begin()
            await settle()
            other = await imports.set_words(other, WORDS + "a line without a time\n")
            assert (await imports.draft(other)).statements
            other = await imports.set_words(other, "")
            assert await imports.draft(other) is None

    asyncio.run(story())


def test_while_another_import_goes_on_files_wait(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study, held)
        async with place.open() as imports:
            await place.begin()
            await settle()
            await imports.take_in(place.mine())
            await settle()
            told = imports.progress(place.mine())
            assert (told.state, told.problem) == (JobState.FAILED, "another import is under way")
            assert place.shelf.files
            assert not await imported(place.world)

    asyncio.run(story())


def test_who_is_no_member_any_more_takes_nothing_in(make_world, make_study):
    async def story():
        place = await desk(make_world, make_study)
        async with place.open() as imports:
            waits = await place.begin("gone")
            await settle()
            await imports.take_in(waits)
            await settle()
            assert "isn't here any more" in imports.progress(waits).problem
            assert not await imported(place.world)

    asyncio.run(story())
