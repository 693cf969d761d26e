import asyncio
import logging

import pytest
from tests.conftest import ManualClock

from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.ports import StoreError
from pulsemeter.service.watch_load import (
    LOOK_MS,
    LOOKS_TO_RECOVER,
    LOOKS_TO_SHED,
    NOBODY_JOINS_MS,
    SCREENS_GO_MS,
    Burden,
    LoadWatch,
)


async def write_nothing(items):
    return [None] * len(items)


@pytest.fixture
def watch():
    clock = ManualClock()
    return LoadWatch(GroupCommit(write_nothing, clock), clock)


def looks(watch, behind_ms, count):
    """The burden after each of so many looks."""
    found = []
    for _ in range(count):
        watch.look(behind_ms)
        found.append(watch.burden)
    return found


def test_screens_go_first_and_joining_next(watch, caplog):
    assert not watch.sheds_screens
    light, shed = [Burden.LIGHT] * (LOOKS_TO_SHED - 1), [Burden.NO_SCREENS]
    assert looks(watch, SCREENS_GO_MS, LOOKS_TO_SHED) == light + shed
    assert watch.sheds_screens
    assert not watch.sheds_joining
    more = looks(watch, NOBODY_JOINS_MS, LOOKS_TO_SHED)
    assert more == shed * (LOOKS_TO_SHED - 1) + [Burden.NO_JOINING]
    assert watch.sheds_screens
    assert watch.sheds_joining
    told = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert told == [
        (logging.ERROR, "the server is behind by 1000 ms: live screens are let go, presses go on"),
        (logging.ERROR, "the server is behind by 2500 ms: nobody joins for now, presses go on"),
    ]


def test_who_is_far_behind_sheds_both_at_once(watch):
    assert looks(watch, NOBODY_JOINS_MS, LOOKS_TO_SHED)[-1] is Burden.NO_JOINING


def test_one_late_moment_sheds_nobody(watch):
    for _ in range(50):
        looks(watch, 10 * NOBODY_JOINS_MS, LOOKS_TO_SHED - 1)
        assert looks(watch, SCREENS_GO_MS - 1, 1) == [Burden.LIGHT]


def test_it_recovers_one_step_at_a_time_when_a_while_went_well(watch, caplog):
    looks(watch, NOBODY_JOINS_MS, LOOKS_TO_SHED)
    assert set(looks(watch, NOBODY_JOINS_MS // 2, 100)) == {Burden.NO_JOINING}
    assert looks(watch, 0, LOOKS_TO_RECOVER)[-2:] == [Burden.NO_JOINING, Burden.NO_SCREENS]
    assert looks(watch, 0, LOOKS_TO_RECOVER)[-2:] == [Burden.NO_SCREENS, Burden.LIGHT]
    assert caplog.messages[-1] == "the server keeps up again: screens and joining go on"


class LateClock(ManualClock):
    """A machine that comes back late to whoever waits."""

    late_ms = 0

    async def pause(self, wait_ms):
        await super().pause(wait_ms)
        self.now_ms += self.late_ms


def watched(clock, write, story):
    """A watch that looks, and commits that are written, while the story goes on."""

    async def whole():
        commits = GroupCommit(write, clock, window_ms=0)
        watch = LoadWatch(commits, clock)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(watch.run()), tasks.create_task(commits.run())]
            await story(watch, commits)
            for task in running:
                task.cancel()

    asyncio.run(whole())


def test_a_late_event_loop_is_noticed():
    clock = LateClock()

    async def story(watch, commits):
        await clock.advance(10 * LOOK_MS)
        assert watch.burden is Burden.LIGHT
        clock.late_ms = SCREENS_GO_MS
        await clock.advance(2 * LOOKS_TO_SHED * (LOOK_MS + SCREENS_GO_MS))
        assert watch.burden is Burden.NO_SCREENS

    watched(clock, write_nothing, story)


def test_a_log_that_takes_nothing_is_noticed_and_idleness_is_not():
    clock = ManualClock()
    answered = asyncio.Event()

    async def write(items):
        await answered.wait()
        return [None] * len(items)

    async def story(watch, commits):
        await clock.advance(10 * NOBODY_JOINS_MS)
        assert watch.burden is Burden.LIGHT, "nothing waits"
        commits.offer("a press", lambda _: None)
        await clock.advance(SCREENS_GO_MS)
        assert watch.burden is Burden.LIGHT
        await clock.advance(LOOKS_TO_SHED * LOOK_MS)
        assert watch.burden is Burden.NO_SCREENS
        await clock.advance(NOBODY_JOINS_MS)
        assert watch.burden is Burden.NO_JOINING
        answered.set()
        await clock.advance(2 * LOOKS_TO_RECOVER * LOOK_MS)
        assert watch.burden is Burden.LIGHT

    watched(clock, write, story)


def test_a_full_disk_is_told_on_screens_and_sheds_none():
    clock = ManualClock()

    async def write(items):
        raise StoreError("the disk is full")

    async def story(watch, commits):
        commits.offer("a press", lambda _: None)
        await clock.advance(10 * NOBODY_JOINS_MS)
        assert commits.trouble
        assert watch.burden is Burden.LIGHT

    watched(clock, write, story)
