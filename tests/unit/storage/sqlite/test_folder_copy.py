"""Copies of a data folder: whole, private, and free of what was erased."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.ports import SeatRecord, StoreError
from pulsemeter.storage.sqlite import SqliteStores, open_stores
from pulsemeter.storage.sqlite.connection import APPLICATION_ID
from pulsemeter.storage.sqlite.folder_copy import (
    IN_ORDER,
    copy_files,
    digest_of,
    put_back,
    replace_text,
)

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_every_file_has_a_place_and_tokens_come_before_seats() -> None:
    assert set(IN_ORDER) == set(APPLICATION_ID)
    assert IN_ORDER.index("credentials") < IN_ORDER.index("reactions")
    assert IN_ORDER.index("studies") < IN_ORDER.index("reactions")


def test_a_copy_made_while_somebody_writes_is_whole(tell: Tell, data: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    target.mkdir()

    async def story(opened: SqliteStores) -> list[str]:
        stores, done = opened.stores, asyncio.Event()

        async def write() -> None:
            for n in range(200):
                token = bytes([n]) * 32
                await stores.credentials.add([Token(token, "KENNEDY")])
                await stores.seats.add([SeatRecord(Seat(n + 1, "KENNEDY"), token, token)])
                await stores.credentials.burn([token])
                if n == 20:
                    done.set()

        writing = asyncio.create_task(write())
        await done.wait()
        names = await asyncio.to_thread(copy_files, data, target)
        await writing
        return names

    names = tell(story)
    assert names == ["credentials.sqlite", "studies.sqlite", "audit.sqlite", "reactions.sqlite"]
    assert all((target / name).stat().st_mode & 0o777 == 0o600 for name in names)
    credentials = sqlite3.connect(target / "credentials.sqlite")
    burnt = credentials.execute("SELECT count(*) FROM tokens WHERE is_used").fetchone()[0]
    credentials.close()
    reactions = sqlite3.connect(target / "reactions.sqlite")
    assert reactions.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    seats = reactions.execute("SELECT count(*) FROM seats").fetchone()[0]
    reactions.close()
    assert 20 <= burnt <= seats, "no burnt token without its seat"
    # It opens as a data folder of ours.
    asyncio.run(open_stores(target).close())


def test_what_goes_back_is_what_was_copied(tell: Tell, data: Path, tmp_path: Path) -> None:
    backup, folder = tmp_path / "backup", tmp_path / "again"
    backup.mkdir()
    folder.mkdir()
    seat = Seat(5, "KENNEDY", SeatStep.STIMULUS, 1, {"region": "north"})
    tell(lambda opened: opened.stores.seats.add([SeatRecord(seat, b"s" * 32, b"r" * 32)]))
    names = {name: digest_of(backup / name) for name in copy_files(data, backup)}
    put_back(backup, folder, names)

    async def seats() -> list[Seat]:
        opened = open_stores(folder)
        found = [record.seat for record in await opened.stores.seats.all("KENNEDY")]
        await opened.close()
        return found

    assert asyncio.run(seats()) == [seat]
    whole = (backup / "studies.sqlite").read_bytes()
    (backup / "studies.sqlite").write_bytes(whole[:-1] + b"!")
    with pytest.raises(StoreError, match="backup is damaged"):
        put_back(backup, tmp_path / "third", names)
    (backup / "studies.sqlite").unlink()
    with pytest.raises(StoreError, match="missing"):
        put_back(backup, tmp_path / "third", names)


def test_a_copy_that_cannot_be_made_says_why(tell: Tell, data: Path, tmp_path: Path) -> None:
    async def nothing(_: SqliteStores) -> None:
        return None

    tell(nothing)
    with pytest.raises(StoreError, match="can't be written"):
        copy_files(data, tmp_path / "nowhere")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "studies.sqlite").write_bytes(b"no database at all, but long enough" * 40)
    (tmp_path / "target").mkdir()
    with pytest.raises(StoreError, match="not a Pulsemeter database"):
        copy_files(tmp_path / "odd", tmp_path / "target")


def test_a_text_takes_the_place_of_another_or_says_why_not(tmp_path: Path) -> None:
    path = tmp_path / "list"
    replace_text(path, "one")
    replace_text(path, "two")
    assert path.read_text("utf-8") == "two"
    assert [p.name for p in tmp_path.iterdir()] == ["list"]
    with pytest.raises(StoreError, match="can't be written"):
        replace_text(tmp_path / "nowhere" / "list", "x")
