"""The disk is full, read-only or fails while a hundred pages press: nothing more is acknowledged,
the operator is told why, the pages keep what they have, and all goes on by itself afterwards."""

import asyncio
import errno
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import geteuid
from pathlib import Path

import pytest
from tests.faults.failing_disk import FailingDisk
from tests.faults.pressing_pages import PressingPages, reckon, seat_panel
from tests.faults.served_again import ServedAgain
from tests.faults.test_kills import free_port

from pulsemeter.settings import Settings

PAGES = 30
WAIT_S = 300.0


async def until(is_so: Callable[[], bool], press: Callable[[], None] | None = None) -> None:
    async with asyncio.timeout(WAIT_S):
        while not is_so():
            if press is not None:
                press()
            await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Fault:
    """A way of failing: how it begins, how it ends, and what the operator reads meanwhile."""

    begin: Callable[[], None]
    end: Callable[[], None]
    words: str


async def play(settings: Settings, environment: dict[str, str], faults: list[Fault]) -> None:
    """Press, break the disk, see that nothing is acknowledged and that it is told, mend it; with
    one server for all faults."""
    code, keys = await seat_panel(settings, PAGES)
    pages = PressingPages(settings.url, keys, random.Random(1))
    with ServedAgain(settings.data, settings.port, environment) as server:
        await asyncio.to_thread(server.start)
        pid = server.pid
        async with pages.connected():
            for times, fault in enumerate(faults, start=1):
                wanted = pages.acknowledged + 200
                await until(lambda wanted=wanted: pages.acknowledged > wanted, pages.press)
                said = len(server.said())
                fault.begin()
                await until(
                    lambda fault=fault, said=said: fault.words in server.said()[said:], pages.press
                )
                stopped = pages.acknowledged
                kept = len(pages.outboxes())
                pages.press(50)
                assert len(pages.outboxes()) == kept + 50, "a page keeps what isn't acknowledged"
                await asyncio.sleep(1.2)  # the server tries again in the meantime
                assert pages.acknowledged == stopped
                fault.end()
                await pages.settle()
                assert pages.acknowledged >= stopped + 50
                assert server.said().count("it is mended") >= times
        assert server.pid == pid, "nobody started it again"
    found = await reckon(settings.data, code, pages)
    assert found.is_clean, found.as_text()


def test_a_disk_that_fails_stops_acknowledgements_until_it_is_well(tmp_path: Path) -> None:
    disk = FailingDisk(tmp_path)

    def fault(error: int, words: str, *, only_sync: bool = False) -> Fault:
        return Fault(lambda: disk.fail(error, only_sync=only_sync), disk.mend, words)

    faults = [
        fault(errno.ENOSPC, "is full"),
        fault(errno.EROFS, "failed (SQLITE_IOERR_WRITE)"),
        fault(errno.EIO, "failed (SQLITE_IOERR_FSYNC)", only_sync=True),
        fault(errno.EIO, "failed (SQLITE_IOERR_WRITE)"),
    ]
    settings = Settings(data=tmp_path / "data", port=free_port())
    asyncio.run(play(settings, disk.environment, faults))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes in memory."""
    if geteuid() != 0:
        pytest.skip("only root may mount a small disk; the failing disk is tried without rights")
    folder = tmp_path / "small"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=3m", "small", str(folder)]
    mounted = subprocess.run(["mount", *options], check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    filler = small_disk / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as file:
            for size in (65_536, 4_096, 512):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    settings = Settings(data=small_disk / "data", port=free_port())
    asyncio.run(play(settings, {}, [Fault(fill, filler.unlink, "is full")]))
