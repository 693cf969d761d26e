"""A log that would take nothing is told also while nobody presses."""

import asyncio
import logging

from tests.conftest import settle

from pulsemeter.service.ports import StoreError
from pulsemeter.service.tell_trouble import storing_trouble
from pulsemeter.service.watch_log import LOOK_MS, LogWatch


def test_what_the_log_says_is_told_until_it_says_otherwise(world, caplog):
    caplog.set_level(logging.WARNING)
    answers = ["", "no majority", "no majority", "", ""]

    async def check():
        if trouble := answers.pop(0):
            raise StoreError(trouble)

    async def story():
        watching = asyncio.create_task(LogWatch(check, world.ingest, world.clock).run())
        told = []
        await settle()
        while answers:
            told.append(storing_trouble(world.ingest, world.enrolment))
            await world.clock.advance(LOOK_MS)
        watching.cancel()
        return told

    assert asyncio.run(story()) == ["", "no majority", "no majority", ""]
    assert caplog.messages == [
        "nothing could be stored now: no majority",
        "the log takes reactions again",
    ]


def test_what_was_known_stands_while_the_log_is_asked(world):
    """Who asks how the server is never waits for the log."""
    answer = asyncio.Event()

    async def check():
        await answer.wait()

    async def story():
        world.ingest.log_trouble = "no majority"
        asking = asyncio.create_task(LogWatch(check, world.ingest, world.clock).look())
        await settle()
        assert storing_trouble(world.ingest, world.enrolment) == "no majority"
        answer.set()
        await asking
        assert storing_trouble(world.ingest, world.enrolment) == ""

    asyncio.run(story())
