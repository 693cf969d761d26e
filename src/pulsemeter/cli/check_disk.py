"""Does the disk keep what it says it keeps: real commits, timed, beside commits that needn't last.

An acknowledgement to a phone stands on such a commit. What is written is removed again; nothing
of the data folder is touched.
"""

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from pulsemeter.cli.finding import Finding

COMMITS = 20
COMMIT_BYTES = 4096
WAIT_S = 5.0
"""After so long no further commit is tried; the ones timed till then tell enough."""
SLOW_MS = 50
TOO_SLOW_MS = 500
SYNC_RATIO_LEAST = 1.5
"""A commit that is waited for takes several times as long as one that is not, on any real disk."""
FREE_LEAST_MB = 200
FREE_GOOD_MB = 2_000

NETWORK = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs",
    "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "lustre", "afs", "davfs", "fuse.davfs2",
}  # fmt: skip
MEMORY = {"tmpfs", "ramfs"}
MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class CommitTimes:
    """Durations of commits, sorted, in ms: waited for (`synced_ms`) and not (`loose_ms`)."""

    synced_ms: tuple[float, ...]
    loose_ms: tuple[float, ...]

    @property
    def middle_ms(self) -> float:
        """The middle one of those waited for."""
        return self.synced_ms[len(self.synced_ms) // 2]

    @property
    def ratio(self) -> float:
        """How many times longer waiting for the disk takes, by the middle ones."""
        return self.middle_ms / max(1e-6, self.loose_ms[len(self.loose_ms) // 2])


def existing_folder(data: Path) -> Path:
    """The data folder, or the nearest folder above it that is there."""
    path = data.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def time_commits(folder: Path, commits: int = COMMITS, wait_s: float = WAIT_S) -> CommitTimes:
    """Time commits in a database of its own. OSError or sqlite3.Error where none can be made."""
    with tempfile.TemporaryDirectory(prefix=".doctor-", dir=folder) as place:
        synced = _commit(Path(place) / "synced.sqlite", "FULL", commits, wait_s)
        loose = _commit(Path(place) / "loose.sqlite", "OFF", commits, wait_s)
    return CommitTimes(tuple(sorted(synced)), tuple(sorted(loose)))


def _commit(path: Path, synchronous: str, commits: int, wait_s: float) -> list[float]:
    taken_ms: list[float] = []
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(f"PRAGMA synchronous = {synchronous}")
        database.execute("CREATE TABLE frame (body BLOB)")
        started_s = time.monotonic()
        while len(taken_ms) < commits and time.monotonic() - started_s < wait_s:
            began_s = time.perf_counter()
            database.execute("INSERT INTO frame VALUES (?)", (os.urandom(COMMIT_BYTES),))
            taken_ms.append(1000 * (time.perf_counter() - began_s))
    return taken_ms


def check_commits(folder: Path) -> Finding:
    """Whether commits last and are quick: makes some, and judges them."""
    name = "disk sync"
    if not folder.is_dir():
        told = f"{folder} is no folder"
        return Finding(name, "bad", told, "name another data folder with --data")
    try:
        times = time_commits(folder)
    except (OSError, sqlite3.Error) as error:
        remedy = "give this account the right to write there, make room, or choose --data elsewhere"
        return Finding(name, "bad", f"nothing can be stored in {folder} ({error})", remedy)
    return judge_commits(times)


def judge_commits(times: CommitTimes) -> Finding:
    """What the durations of commits say about the disk."""
    name = "disk sync"
    told = (
        f"{len(times.synced_ms)} commits, the middle one {times.middle_ms:.2f} ms, "
        f"the slowest {times.synced_ms[-1]:.2f} ms"
    )
    elsewhere = "put the data folder on a local disk with --data"
    if times.middle_ms > TOO_SLOW_MS:
        return Finding(name, "bad", f"{told}: too slow for a live session", elsewhere)
    if times.ratio < SYNC_RATIO_LEAST:
        told += ", no slower than without waiting for the disk: it may confirm what isn't kept yet"
        remedy = f"{elsewhere}; a power cut could take presses that were acknowledged"
        return Finding(name, "warning", told, remedy)
    if times.middle_ms > SLOW_MS:
        told += ": presses are acknowledged late"
        return Finding(name, "warning", told, f"{elsewhere}, best an SSD")
    return Finding(name, "good", told)


def file_system(folder: Path, mounts: str) -> str:
    """The type of file system that a folder lies on, by the text of mountinfo; "" if unknown."""
    best, found = -1, ""
    parts = folder.parts
    for line in mounts.splitlines():
        left, bar, right = line.partition(" - ")
        fields = left.split()
        if not bar or len(fields) < 5:
            continue
        # mountinfo writes blanks and the like in octal.
        point = Path(fields[4].encode("latin-1", "replace").decode("unicode_escape")).parts
        if parts[: len(point)] == point and len(point) >= best:
            best, found = len(point), right.split()[0]
    return found


def check_file_system(kind: str) -> Finding:
    """Whether a database may lie on this type of file system."""
    name = "file system"
    remedy = "put the data folder on a local disk with --data"
    if kind in NETWORK:
        told = f"{kind}: a network file system, on which the databases can break"
        return Finding(name, "bad", told, remedy)
    if kind in MEMORY:
        return Finding(name, "bad", f"{kind}: memory, empty after the next start", remedy)
    if kind in ("overlay", "aufs"):
        told = f"{kind}: a container's own layer, which goes with the container"
        return Finding(name, "warning", told, "mount a volume for the data folder")
    if not kind:
        return Finding(name, "good", "not told by this system")
    return Finding(name, "good", kind)


def check_space(folder: Path) -> Finding:
    """Whether there is room for a session and its video."""
    return judge_space(shutil.disk_usage(folder).free // 1_000_000)


def judge_space(free_mb: int) -> Finding:
    """What so much room is good for."""
    told = f"{free_mb:,} MB free"
    remedy = "make room, or choose another disk with --data"
    if free_mb < FREE_LEAST_MB:
        return Finding("disk space", "bad", f"{told}: a session could end in the middle", remedy)
    if free_mb < FREE_GOOD_MB:
        return Finding("disk space", "warning", f"{told}: little for videos and reports", remedy)
    return Finding("disk space", "good", told)
