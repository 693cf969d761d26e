"""How one server fares, for whoever keeps it running: `GET /api/v1/status`."""

from typing import Literal

from msgspec import Struct

BurdenName = Literal["light", "no_screens", "no_joining"]


class DiskStatus(Struct, frozen=True):
    """The disk of the data folder, in bytes: free, its size, and what the stores take, videos
    aside. `lasts_ms` is how long that is enough at the pace of the last hour, `backup_ms` the wall
    time of the last backup; null where that isn't known."""

    free_bytes: int
    disk_bytes: int
    kept_bytes: int
    lasts_ms: int | None
    backup_ms: int | None


class ServerStatus(Struct, frozen=True):
    """What the page *Status* says. `sessions`, `jobs` and `briefs` count by state; `simulated` are
    among the sessions, dry runs are not. `records` since the start are in whole hundreds.
    `last_commit_ms` is how long ago something became durable, `waiting` are messages that aren't
    yet, `behind` commits that the tally furthest behind has still to count (101: more than 100).
    `due` are pieces that are to be erased at the next look. `disk` is null where it can't be looked
    at; `troubles` say what is wrong that the server knows of."""

    now_ms: int
    up_ms: int
    troubles: list[str]
    records: int
    last_commit_ms: int | None
    waiting: int
    behind: int
    burden: BurdenName
    workers: int
    sessions: dict[str, int]
    simulated: int
    dry_runs: int
    disk: DiskStatus | None
    due: int
    jobs: dict[str, int]
    briefs: dict[str, int]
