"""Imports over a shelf in memory, server after server."""

import asyncio
import contextlib
import io
from contextlib import asynccontextmanager

from tests.conftest import settle
from tests.unit.service.test_import_session import ORIGIN, PRESSES

from pulsemeter.domain.staff import Membership, Role, StaffMember
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.import_job_ports import ImportPreview, ReadFiles
from pulsemeter.service.import_jobs import RESERVE_BYTES, Imports
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.ports import FolderHeld, StoreError
from pulsemeter.service.take_import_in import ImportTaking

SHOWN = ImportPreview((), (), (), (), 0, (), ())
WORDS = "00:01 Ann: We choose to go.\n00:05 Ann: To the moon.\n"


class Shelf:
    """An ImportWorkshop in memory, which outlives its server: every mapping but "no" gives a
    preview. Reading waits for `go`."""

    def __init__(self):
        self.files, self.notes, self.made, self.said = {}, {}, {}, {}
        self.free, self.is_full, self.go = 100 * RESERVE_BYTES, False, asyncio.Event()
        self.readings = 0
        self.go.set()

    def waiting(self):
        return [*self.notes.values()]

    def sweep(self, known):
        for job in {*self.files} - {*known}:
            self.drop(job)

    def put(self, waiting):
        self.notes[waiting.id] = waiting

    def free_bytes(self):
        return self.free

    def size_bytes(self, job):
        return sum(map(len, self.files.get(job, {}).values()))

    async def keep(self, job, name, file):
        if self.is_full:
            raise StoreError("full")
        self.files.setdefault(job, {})[name] = file.read()

    def take_away(self, job, name):
        self.files[job].pop(name, None)

    def put_words(self, job, text):
        self.said[job] = text

    def words(self, job):
        return self.said[job]

    def unread(self, job):
        self.made.pop(job, None)

    def found(self, job):
        return self.made.get(job)

    async def read(self, job, study, files, mapping, hear):
        assert set(files) == self.files[job].keys()
        self.readings += 1
        hear(0.5, "reading")
        await self.go.wait()
        found = ReadFiles(mapping or "guessed", preview=SHOWN)
        if mapping == "no":
            found = ReadFiles(mapping, refused="it is wrong")
        self.made[job] = found
        return found

    async def panel(self, job):
        await self.go.wait()
        return PRESSES, ORIGIN

    def empty(self, job):
        for held in (self.files, self.made, self.said):
            held.pop(job, None)

    def drop(self, job):
        self.empty(job)
        self.notes.pop(job, None)


@contextlib.contextmanager
def held():
    raise FolderHeld("another import is under way")
    yield


class Desk:
    """The imports of one server after the other, over the same stores and shelf."""

    def __init__(self, world, study, hold=contextlib.nullcontext, shelf=None):
        self.world, self.study, self.hold = world, study, hold
        self.shelf = shelf or Shelf()
        self.jobs = Jobs(world.stores.jobs, world.clock, world.chance)
        trail = AuditTrail(world.stores.audit, world.clock)
        taking = ImportTaking(
            world.stores, world.conduct, trail, self.shelf, hold, world.clock, world.chance
        )
        self.imports = Imports(
            world.stores.studies, self.shelf, taking, world.clock, world.chance, self.jobs
        )

    def anew(self):
        """Another server after this one."""
        return Desk(self.world, self.study, self.hold, self.shelf)

    @asynccontextmanager
    async def open(self):
        work = asyncio.create_task(self.jobs.run())
        await settle()
        try:
            yield self.imports
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    def mine(self):
        (found,) = self.imports.of("ann", "talk")
        return found

    async def begin(self, owner="ann", **more):
        return await self.imports.begin(owner, self.study, files("a.csv"), 10, **more)


async def desk(make_world, make_study, hold=contextlib.nullcontext, **changes):
    world, study = make_world(), make_study(**changes)
    await world.stores.studies.add_study(study, "", ())
    await world.stores.staff.add(StaffMember("ann", "Ann"), Membership("talk", Role.OWNER))
    return Desk(world, study, hold)


def files(*names):
    return [(name, io.BytesIO(b"x")) for name in names]


async def imported(world):
    return [each for each in await world.stores.studies.sessions() if each.origin == ORIGIN]


async def deeds(world):
    return [entry.deed.act for entry in await world.stores.audit.entries()]
