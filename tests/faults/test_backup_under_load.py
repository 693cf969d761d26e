"""A backup made while pages press is the log up to one position, with all that was acknowledged
before it began; restored, it is whole, serves, and has nobody in it who withdrew since."""

import asyncio
import random
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.pressing_pages import Log, PressingPages, seat_panel
from tests.faults.served_again import ServedAgain
from tests.faults.test_kills import free_port

from pulsemeter.rehearsal.http_lane import HttpLane
from pulsemeter.settings import Settings

PAGES = 30
WAIT_S = 300.0


async def command(*words: str) -> str:
    """Run a command of the program; what it says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "pulsemeter", *words, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def press_while(pages: PressingPages, work: asyncio.Task[str]) -> str:
    while not work.done():
        pages.press()
        await asyncio.sleep(0.01)
    return await work


async def press_on(pages: PressingPages, acknowledgements: int) -> None:
    wanted = pages.acknowledged + acknowledgements
    async with asyncio.timeout(WAIT_S):
        while pages.acknowledged < wanted:
            pages.press()
            await asyncio.sleep(0.01)


async def withdraw(url: str, key: str) -> None:
    lane = HttpLane(url)
    headers = {
        "Origin": url,
        "Cookie": f"pm_seat={key}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    status, _ = await lane.post("/p/withdraw", headers, urlencode({"sure": "yes"}).encode())
    lane.close()
    assert status == 303


def frames(folder: Path) -> Sequence[tuple[int, bytes]]:
    with closing(sqlite3.connect(folder / "reactions.sqlite")) as file:
        return file.execute("SELECT position, frame FROM frames ORDER BY position").fetchall()


def is_whole(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as file:
        return bool(file.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def test_a_backup_made_while_pages_press(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", port=free_port())
    data, backup, restored = (str(tmp_path / name) for name in ("data", "backup", "restored"))

    async def story() -> tuple[PressingPages, set[tuple[int, int]], set[tuple[int, int]]]:
        _, keys = await seat_panel(settings, PAGES)
        pages = PressingPages(settings.url, keys, random.Random(1))
        with ServedAgain(settings.data, settings.port) as server:
            await asyncio.to_thread(server.start)
            async with pages.connected():
                await press_on(pages, 200)
                promised = set(pages.promised())
                before = pages.acknowledged
                making = asyncio.create_task(command("backup", backup, "--data", data))
                await press_while(pages, making)
                assert pages.acknowledged > before, "nobody was held up"
                made = pages.made()
                await withdraw(settings.url, keys[0])
                await press_on(pages, 100)
                await pages.settle()
        said = await command("restore", backup, "--live", data, "--data", restored)
        assert "Erased again: 1 withdrawn seat," in said
        with ServedAgain(tmp_path / "restored", settings.port) as server:
            await asyncio.to_thread(server.start)
        return pages, promised, made

    pages, promised, made = asyncio.run(story())
    gone = pages.journals[0].loads[0].writer
    there = frames(tmp_path / "restored")
    assert there == frames(tmp_path / "data")[: len(there)], "the log up to one position"
    log = Log(tmp_path / "restored" / "reactions.sqlite")
    log.read()
    assert not log.doubled
    assert {one for one in promised if one[0] != gone} <= log.stored <= made
    assert gone not in {writer for writer, _ in log.stored}
    assert any(writer == gone for writer, _ in promised), "who withdrew had pressed"
    files = sorted(Path(restored).glob("*.sqlite"))
    assert len(files) >= 4
    assert all(is_whole(path) for path in files)
