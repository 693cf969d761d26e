"""How the server fares, for whoever keeps it running: what is stored, what waits, what is wrong.

Nothing of a person, and no direction. What has been stored is told in hundreds only, because
whoever looks again and again would otherwise see single presses arrive.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pulsemeter.domain.brief import BriefState
from pulsemeter.domain.session import SessionState
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.jobs import Jobs, JobState
from pulsemeter.service.keep_retention import all_expiries
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, StoreError, Stores
from pulsemeter.service.tally_lag import counting, tally_lag_ms
from pulsemeter.service.watch_load import Burden, LoadWatch

RECORDS_STEP = 100
COMMITS_COUNTED_MAX = 100
"""So many commits behind are counted; beyond that it is told that they are more."""
LOOK_EVERY_MS = 60_000
LOOKS_KEPT = 61
"""An hour of looks, by which the pace is told."""
PACE_AFTER_MS = 10 * 60_000
GROWN_BYTES_MIN = 1 << 20
"""Less growth than this is no pace: the stores' files grow and shrink by so much on their own."""


@dataclass(frozen=True, slots=True)
class FolderLook:
    """A data folder at one moment, in bytes: free on its disk, the disk's whole size, and what its
    own files take without media. `backup_ms` is the wall time of the last backup; None: none is
    known."""

    free_bytes: int
    disk_bytes: int
    kept_bytes: int
    backup_ms: int | None = None


class Folder(Protocol):
    """Where a server keeps its data."""

    async def look(self) -> FolderLook:
        """The folder now. StoreError where it can't be looked at."""
        ...


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """How one server fares. `sessions` without dry runs, `simulated` of them; `records` in whole
    hundreds, below them 0. Times in milliseconds; None where nothing is known. `behind` are commits
    that the tally of the session furthest behind has still to count, `lag_ms` the age of the oldest
    commit of this server that isn't counted (0 if all are), `waiting` offers that aren't durable
    yet. `lasts_ms` is how long the disk lasts at the pace of the last hour."""

    now_ms: int
    up_ms: int
    sessions: Mapping[SessionState, int]
    simulated: int
    dry_runs: int
    records: int
    last_commit_ms: int | None
    waiting: int
    behind: int
    lag_ms: int
    burden: Burden
    workers: int
    disk: FolderLook | None
    lasts_ms: int | None
    due: int
    briefs: Mapping[BriefState, int]
    jobs: Mapping[JobState, int]
    troubles: tuple[str, ...]


@dataclass(slots=True, eq=False)
class StatusReading:
    """Gathers the status of one server. `retention_trouble` says why what is due to be erased
    waits, "" while nothing keeps it."""

    stores: Stores
    ingest: Ingest
    keeper: RoomKeeper
    load: LoadWatch
    jobs: Jobs
    folder: Folder
    clock: Clock
    retention_trouble: Callable[[], str]
    workers: int = 0
    _began_ms: int = field(init=False)
    _sizes: deque[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self._began_ms = self.clock.elapsed_ms()
        self._sizes = deque(maxlen=LOOKS_KEPT)

    async def run(self) -> None:
        """Look at the folder's size once a minute until cancelled."""
        while True:
            await self.note_size()
            await self.clock.pause(LOOK_EVERY_MS)

    async def note_size(self) -> None:
        """Keep the folder's present size, for the pace."""
        try:
            look = await self.folder.look()
        except StoreError:
            return  # the page says so to whoever looks
        self._sizes.append((self.clock.elapsed_ms(), look.kept_bytes))

    async def read(self) -> ServerStatus:
        """The status now."""
        sessions = await self.stores.studies.sessions()
        now_ms, troubles = self.clock.elapsed_ms(), [self.keeper.trouble]
        if late := self.retention_trouble():
            troubles.append(f"What is due to be erased waits: {late}")
        try:
            disk = await self.folder.look()
        except StoreError as error:
            disk = None
            troubles.append(str(error))
        written_ms = self.ingest.commits.written_ms
        briefs = [
            brief.state for each in sessions
            for brief in await self.stores.briefs.of_session(each.code)
        ]  # fmt: skip
        wall_ms = self.clock.wall_ms()
        due = sum(one.is_due(wall_ms) for one in await all_expiries(self.stores, {}))
        return ServerStatus(
            now_ms=wall_ms,
            up_ms=now_ms - self._began_ms,
            sessions=Counter(each.state for each in sessions if not each.dry_run),
            simulated=sum(each.simulated and not each.dry_run for each in sessions),
            dry_runs=sum(each.dry_run for each in sessions),
            records=self.ingest.records_stored // RECORDS_STEP * RECORDS_STEP,
            last_commit_ms=None if written_ms is None else now_ms - written_ms,
            waiting=self.ingest.commits.waiting,
            behind=await self._behind(),
            lag_ms=tally_lag_ms(self.ingest.commit_times, self.keeper.rooms.values()),
            burden=self.load.burden,
            workers=self.workers,
            disk=disk,
            lasts_ms=self._lasts_ms(disk),
            due=due,
            briefs=Counter(briefs),
            jobs=self.jobs.counts(),
            troubles=tuple(trouble for trouble in troubles if trouble),
        )

    async def _behind(self) -> int:
        """How many commits the tally furthest behind has still to count."""
        furthest = 0
        for room in counting(self.keeper.rooms.values()):
            at = room.follower.tally.position
            ahead = await self.stores.log.read(room.code, at, COMMITS_COUNTED_MAX + 1)
            furthest = max(furthest, len(ahead))
        return furthest

    def _lasts_ms(self, disk: FolderLook | None) -> int | None:
        if disk is None or not self._sizes:
            return None
        since_ms, before_bytes = self._sizes[0]
        passed_ms, grown = self.clock.elapsed_ms() - since_ms, disk.kept_bytes - before_bytes
        if passed_ms < PACE_AFTER_MS or grown < GROWN_BYTES_MIN:
            return None
        return disk.free_bytes * passed_ms // grown
