"""The status tells how the server fares, from its own parts, and nothing of persons."""

import asyncio
from dataclasses import replace

from tests.conftest import SeededChance, settle

from pulsemeter.domain.brief import Brief, BriefState, Try, TryOutcome
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.retention import DAY_MS
from pulsemeter.domain.session import SessionState
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.jobs import Jobs, JobState, Lane
from pulsemeter.service.ports import StoreError
from pulsemeter.service.read_status import (
    COMMITS_COUNTED_MAX,
    GROWN_BYTES_MIN,
    LOOK_EVERY_MS,
    LOOKS_KEPT,
    PACE_AFTER_MS,
    RECORDS_STEP,
    FolderLook,
    StatusReading,
)
from pulsemeter.service.watch_load import LOOKS_TO_SHED, SCREENS_GO_MS, Burden, LoadWatch
from pulsemeter.tally.frame import Frame, records_of

GB = 10**9


class PlayedFolder:
    """A folder of which the test says what it is like."""

    def __init__(self):
        self.now = FolderLook(20 * GB, 100 * GB, 5_000_000)
        self.trouble = ""
        self.looks = 0

    async def look(self):
        self.looks += 1
        if self.trouble:
            raise StoreError(self.trouble)
        return self.now


class Part:
    """The reading, and what it reads."""

    def __init__(self, world):
        self.load = LoadWatch(world.ingest.commits, world.clock)
        self.jobs = Jobs(world.stores.jobs, world.clock, SeededChance(9))
        self.folder = PlayedFolder()
        self.late = ""
        self.reading = StatusReading(
            world.stores, world.ingest, world.keeper, self.load, self.jobs, self.folder,
            world.clock, lambda: self.late, 3,
        )  # fmt: skip


def run(world, story):
    async def whole():
        async with world.running():
            await story(Part(world))

    asyncio.run(whole())


def test_an_empty_server_has_nothing_to_tell(world):
    async def story(part):
        world.clock.now_ms += 90_000
        status = await part.reading.read()
        assert status.up_ms == 90_000
        assert (status.records, status.last_commit_ms, status.waiting, status.behind) == (
            0, None, 0, 0,
        )  # fmt: skip
        assert not status.sessions
        assert not status.jobs
        assert not status.briefs
        assert (status.burden, status.workers, status.due) == (Burden.LIGHT, 3, 0)
        assert status.disk == part.folder.now
        assert status.lasts_ms is None
        assert status.troubles == ()

    run(world, story)


def test_sessions_are_counted_by_state_and_dry_runs_apart(world, make_study):
    async def story(part):
        code = await world.session(make_study())
        other = await world.session(make_study(name="other"))
        await world.go(code, SessionState.RUNNING)
        await world.stores.studies.put_session(
            replace(world.conduct.place(other).session, dry_run=True)
        )
        status = await part.reading.read()
        assert dict(status.sessions) == {SessionState.RUNNING: 1}
        assert (status.dry_runs, status.simulated) == (1, 0)
        await world.stores.studies.put_session(
            replace(world.conduct.place(code).session, simulated=True)
        )
        status = await part.reading.read()
        assert (status.dry_runs, status.simulated) == (1, 1)

    run(world, story)


def test_records_are_told_in_hundreds_and_the_last_commit_by_its_age(world, make_study):
    async def story(part):
        code = await world.session(make_study())
        seat = await world.sit(code, region="north")
        await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += 3_000
        for count in range(1, RECORDS_STEP + 1):
            assert (await part.reading.read()).records == 0, count
            await world.press(seat, 1_000)
        world.clock.now_ms += 7_000
        status = await part.reading.read()
        assert status.records == RECORDS_STEP
        assert status.last_commit_ms == 7_000

    run(world, story)


def test_the_tally_is_behind_by_what_the_log_holds_more(world, make_study):
    async def story(part):
        code = await world.session(make_study())
        await world.keeper.tick()
        none = records_of([])
        for number in range(1, 4):
            await world.stores.log.append(Frame(code, 1, number, none))
        assert (await part.reading.read()).behind == 3
        await world.keeper.tick()
        assert (await part.reading.read()).behind == 0
        for number in range(4, COMMITS_COUNTED_MAX + 20):
            await world.stores.log.append(Frame(code, 1, number, none))
        assert (await part.reading.read()).behind == COMMITS_COUNTED_MAX + 1

    run(world, story)


def test_the_lag_is_as_old_as_the_oldest_commit_that_isnt_counted(world, make_study):
    async def story(part):
        code = await world.session(make_study())
        seat = await world.sit(code, region="north")
        await world.go(code, SessionState.RUNNING)
        await world.keeper.tick()
        world.clock.now_ms += 60_000
        assert (await part.reading.read()).lag_ms == 0, "nothing was made, so nothing is late"
        await world.press(seat, 1_000)
        world.clock.now_ms += 3_000
        await world.press(seat, 2_000)
        world.clock.now_ms += 4_000
        status = await part.reading.read()
        assert (status.behind, status.lag_ms // 1_000) == (2, 7)
        await world.keeper.tick()
        status = await part.reading.read()
        assert (status.behind, status.lag_ms) == (0, 0)

    run(world, story)


def test_what_waits_for_the_disk_is_counted_and_its_trouble_told(world, make_study):
    async def story(part):
        code = await world.session(make_study())
        seat = await world.sit(code, region="north")
        await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += 3_000
        await world.hello(seat, 7)
        stored = world.sent(seat, 7, Incoming(1, RecordKind.PRESS, 0, 0, 100, 1_000))
        assert (await part.reading.read()).waiting == 1
        await world.done(stored)
        assert (await part.reading.read()).waiting == 0
        world.ingest.commits.trouble = "the disk is full; make room"
        part.late = "another program is reading."
        assert (await part.reading.read()).troubles == (
            "the disk is full; make room",
            "What is due to be erased waits: another program is reading.",
        )

    run(world, story)


def test_the_burden_is_that_of_the_load_watch(world):
    async def story(part):
        for _ in range(LOOKS_TO_SHED):
            part.load.look(SCREENS_GO_MS)
        assert (await part.reading.read()).burden is Burden.NO_SCREENS

    run(world, story)


def test_the_disk_lasts_as_long_as_the_pace_says(world):
    async def story(part):
        await part.reading.note_size()
        part.folder.now = FolderLook(10 * GB, 100 * GB, 5_000_000 + 10_000_000)
        world.clock.now_ms += PACE_AFTER_MS - 1
        assert (await part.reading.read()).lasts_ms is None
        world.clock.now_ms += 1
        # 10 MB in ten minutes: a thousand times that is left.
        assert (await part.reading.read()).lasts_ms == 1_000 * PACE_AFTER_MS
        part.folder.now = replace(part.folder.now, kept_bytes=5_000_000 + GROWN_BYTES_MIN - 1)
        assert (await part.reading.read()).lasts_ms is None

    run(world, story)


def test_the_pace_is_that_of_the_last_hour(world):
    async def story(part):
        task = asyncio.create_task(part.reading.run())
        await settle()
        part.folder.now = replace(part.folder.now, kept_bytes=2 * GB)
        for _ in range(LOOKS_KEPT):
            await settle()
            world.clock.wake_next()
        await settle()
        task.cancel()
        assert part.folder.looks > LOOKS_KEPT
        assert world.clock.now_ms == LOOKS_KEPT * LOOK_EVERY_MS
        # It grew before all looks that are kept, and hasn't since.
        assert (await part.reading.read()).lasts_ms is None

    run(world, story)


def test_a_folder_that_cannot_be_looked_at_is_told(world):
    async def story(part):
        part.folder.trouble = "/data can't be looked at: gone."
        await part.reading.note_size()
        status = await part.reading.read()
        assert (status.disk, status.lasts_ms) == (None, None)
        assert status.troubles == ("/data can't be looked at: gone.",)

    run(world, story)


def test_what_is_due_to_be_erased_is_counted(world, make_study):
    async def story(part):
        study = make_study()
        code = await world.session(study)
        await world.go(code, SessionState.RUNNING)
        await world.go(code, SessionState.CLOSED)
        assert (await part.reading.read()).due == 0
        world.clock.now_ms += study.retention.persons_days * DAY_MS + 1
        assert (await part.reading.read()).due == 2  # its profiles and its persons
        await world.stores.erasures.note_step(code, "persons")
        assert (await part.reading.read()).due == 0

    run(world, story)


def test_briefs_are_counted_by_how_far_they_are(world, make_study):
    def brief(number, code, *tries):
        return Brief(
            f"b{number}", "talk", code, "r", "Rita", "rule", f"key{number}", 1, "S", "T",
            tries=tries,
        )  # fmt: skip

    async def story(part):
        code = await world.session(make_study())
        book = world.stores.briefs
        await book.add(brief(1, code))
        await book.add(brief(2, code, Try(1, TryOutcome.GIVEN_UP, "no such address")))
        await book.add(brief(3, code, Try(1, TryOutcome.GIVEN_UP, "no such address")))
        found = (await part.reading.read()).briefs
        assert dict(found) == {BriefState.WAITING: 1, BriefState.GIVEN_UP: 2}

    run(world, story)


def test_jobs_are_counted_over_all_kinds(world, make_study):
    async def fail(job):
        raise ValueError("it can't be made")

    async def story(part):
        code = await world.session(make_study())
        session = world.conduct.place(code).session
        for kind in ("film", "report"):
            part.jobs.open_lane(Lane(kind, kind, fail, ValueError, (ValueError,)))
            await part.jobs.ask(kind, session, "one")
        assert dict((await part.reading.read()).jobs) == {JobState.WAITING: 2}
        task = asyncio.create_task(part.jobs.run())
        await settle()
        await settle()
        assert dict((await part.reading.read()).jobs) == {JobState.FAILED: 2}
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(world, story)
