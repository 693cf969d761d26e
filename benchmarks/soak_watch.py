"""One process and one data folder, looked at again and again."""

import asyncio
import os
import time
from pathlib import Path

from soak_judge import Sample


def _kb(path: Path, *names: str) -> list[int]:
    """Values of a file of /proc whose lines are `Name:   123 kB`."""
    told = dict(line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
    return [int(told[name].split()[0]) for name in names]


def descriptors(pid: int) -> tuple[int, int]:
    """How many sockets a process holds open, and how much else."""
    sockets = others = 0
    for entry in os.scandir(f"/proc/{pid}/fd"):
        try:
            is_socket = os.readlink(entry.path).startswith("socket:")
        except FileNotFoundError:
            continue  # closed meanwhile
        sockets += is_socket
        others += not is_socket
    return sockets, others


def folder_bytes(folder: Path) -> int:
    """What all files below a folder take together."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.stat(Path(place) / name).st_size
            except FileNotFoundError:
                continue  # a store's own file of a moment
    return total


def look(pid: int, folder: Path, at_s: float) -> Sample:
    """The process and its folder now. FileNotFoundError if it has ended."""
    status = Path(f"/proc/{pid}/status")
    rss_kb, file_kb, threads = _kb(status, "VmRSS", "RssFile", "Threads")
    (pss_kb,) = _kb(Path(f"/proc/{pid}/smaps_rollup"), "Pss")
    sockets, files = descriptors(pid)
    return Sample(at_s, rss_kb, pss_kb, file_kb, threads, sockets, files, folder_bytes(folder))


class Watch:
    """Samples of a server, from the start of its session on."""

    def __init__(self, pid: int, folder: Path, every_s: float) -> None:
        self._pid, self._folder, self._every_s = pid, folder, every_s
        self._began_s = time.monotonic()
        self.samples: list[Sample] = []

    async def run(self) -> None:
        """Look until cancelled."""
        self._began_s = time.monotonic()
        while True:
            at_s = time.monotonic() - self._began_s
            self.samples.append(await asyncio.to_thread(look, self._pid, self._folder, at_s))
            looks = len(self.samples)
            await asyncio.sleep(
                max(0.0, looks * self._every_s - (time.monotonic() - self._began_s))
            )

    @property
    def newest(self) -> Sample:
        """The last look."""
        return self.samples[-1]
