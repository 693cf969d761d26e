"""Imports in the browser: whose they are, how long they wait, what goes with them."""

import asyncio
import contextlib
import io

import pytest
from tests.unit.service.test_import_session import ORIGIN, PRESSES

from pulsemeter.domain.study import Stimulus
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.import_job_ports import ImportPreview, ReadFiles
from pulsemeter.service.import_jobs import EACH_MAX, KEPT_MS, RESERVE_BYTES, Imports
from pulsemeter.service.import_session import ImportRefused
from pulsemeter.service.ports import FolderHeld, StoreError

SHOWN = ImportPreview((), (), (), (), 0, (), ())


class Shelf:
    """An ImportWorkshop in memory: every mapping but "no" gives a preview."""

    def __init__(self):
        self.files, self.free, self.is_full = {}, 100 * RESERVE_BYTES, False

    def free_bytes(self):
        return self.free

    async def keep(self, job, name, file):
        if self.is_full:
            raise StoreError("full")
        self.files.setdefault(job, {})[name] = file.read()

    async def read(self, job, study, files, mapping):
        assert set(files) == self.files[job].keys()
        if mapping == "no":
            return ReadFiles(mapping, refused="it is wrong")
        return ReadFiles(mapping or "guessed", preview=SHOWN)

    async def panel(self, job):
        return PRESSES, ORIGIN

    def drop(self, job):
        self.files.pop(job, None)

    def clear(self):
        self.files.clear()


@contextlib.contextmanager
def held():
    raise FolderHeld("another import is under way")
    yield


async def begun(world, study, hold=contextlib.nullcontext):
    await world.stores.studies.add_study(study, "", ())
    shelf = Shelf()
    trail = AuditTrail(world.stores.audit, world.clock)
    made = Imports(world.stores, world.conduct, trail, shelf, hold, world.clock, world.chance)
    return made, shelf


def files(*names):
    return [(name, io.BytesIO(b"x")) for name in names]


def test_files_become_a_session_and_go(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        imports, shelf = await begun(world, study)
        job = await imports.begin("ann", study, files("C:\\data\\a.csv"), 10)
        assert (job.files, job.found.mapping) == (("a.csv",), "guessed")
        assert imports.of("ann", "talk") == [job]
        assert imports.of("ben", "talk") == []
        assert imports.one("ben", "talk", job.id) is None
        assert imports.one("ann", "other", job.id) is None
        session = await imports.take_in(job, "Ann")
        assert world.conduct.place(session.code).session.origin == ORIGIN
        assert (imports.of("ann", "talk"), shelf.files) == ([], {})

    asyncio.run(story())


def test_what_has_no_preview_is_not_taken_in(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        imports, _ = await begun(world, study)
        job = await imports.begin("ann", study, files("a.csv"), 10, "no")
        with pytest.raises(ImportRefused, match="mend the mapping"):
            await imports.take_in(job, "Ann")
        await imports.read(job, "yes")
        await imports.take_in(job, "Ann")

    asyncio.run(story())


def test_while_another_import_goes_on_files_wait(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        imports, shelf = await begun(world, study, held)
        job = await imports.begin("ann", study, files("a.csv"), 10)
        with pytest.raises(FolderHeld):
            await imports.take_in(job, "Ann")
        assert imports.of("ann", "talk") == [job]
        assert shelf.files
        assert await world.stores.studies.sessions() == []

    asyncio.run(story())


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), "between 1 and"),
        (("a.csv", "x/A.csv"), "same name"),
        ((".profile",), "no name of a file"),
        (("a/..",), "no name of a file"),
        (("a\x00b",), "no name of a file"),
        (("a" * 121,), "no name of a file"),
    ],
)
def test_names_that_are_none_are_refused(make_world, make_study, names, told):
    async def story():
        world, study = make_world(), make_study()
        imports, shelf = await begun(world, study)
        with pytest.raises(ImportRefused, match=told):
            await imports.begin("ann", study, files(*names), 10)
        assert shelf.files == {}

    asyncio.run(story())


def test_room_is_bounded(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        imports, shelf = await begun(world, study)
        shelf.free = RESERVE_BYTES + 19
        with pytest.raises(ImportRefused, match="no room"):
            await imports.begin("ann", study, files("a.csv"), 10)
        shelf.free += 1
        for _ in range(EACH_MAX):
            await imports.begin("ann", study, files("a.csv"), 10)
        with pytest.raises(ImportRefused, match="imports of yours wait already"):
            await imports.begin("ann", study, files("a.csv"), 10)
        shelf.is_full = True
        with pytest.raises(StoreError):
            await imports.begin("ben", study, files("a.csv"), 10)
        assert imports.of("ben", "talk") == []

    asyncio.run(story())


def test_a_study_of_unknown_length_takes_no_import(make_world, make_study):
    async def story():
        world, study = make_world(), make_study(stimuli=(Stimulus("talk", "A talk", 0),))
        imports, _ = await begun(world, study)
        with pytest.raises(ImportRefused, match="length of stimulus talk"):
            await imports.begin("ann", study, files("a.csv"), 10)

    asyncio.run(story())


def test_what_nobody_takes_in_goes_after_a_day(make_world, make_study):
    async def story():
        world, study = make_world(), make_study()
        imports, shelf = await begun(world, study)
        shelf.files["of a server before"] = {}
        running = asyncio.create_task(imports.run())
        await asyncio.sleep(0)
        assert shelf.files == {}
        job = await imports.begin("ann", study, files("a.csv"), 10)
        begun_ms = world.clock.wall_ms()
        while imports.of("ann", "talk"):
            await asyncio.sleep(0)
            if not world.clock.wake_next():
                raise AssertionError("nobody looks after the files")
            await asyncio.sleep(0)
        assert world.clock.wall_ms() - begun_ms >= KEPT_MS
        assert job.id not in shelf.files
        running.cancel()

    asyncio.run(story())
