"""Arriving files on a real disk."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from pulsemeter.media.quarantine import FolderQuarantine
from pulsemeter.service.ports import StoreError
from pulsemeter.service.stimulus_ports import Arrival, ArrivalKind

ARRIVAL = Arrival("id1", "moon", "rice", ArrivalKind.STIMULUS, "", "a ../b.mp4", 10, "m")


class InterruptedSending(Exception):
    """What a broken line looks like from here."""


async def pieces(*contents: bytes) -> AsyncIterator[bytes]:
    for content in contents:
        yield content


async def breaking() -> AsyncIterator[bytes]:
    yield b"abc"
    raise InterruptedSending


def test_bytes_and_notes_survive_a_restart(tmp_path: Path) -> None:
    held = FolderQuarantine(tmp_path / "q")
    assert held.arrivals() == []
    held.put(ARRIVAL)
    assert held.offset(ARRIVAL) == 0
    assert asyncio.run(held.append(ARRIVAL, pieces(b"ab", b"cd"))) == 4
    again = FolderQuarantine(tmp_path / "q")
    assert again.arrivals() == [ARRIVAL]
    assert (again.offset(ARRIVAL), again.path(ARRIVAL).read_bytes()) == (4, b"abcd")
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "q").iterdir()} == {0o600}
    assert again.touched_ms(ARRIVAL) > 0
    again.remove(ARRIVAL)
    assert list((tmp_path / "q").iterdir()) == []


def test_what_came_before_a_line_broke_stays(tmp_path: Path) -> None:
    held = FolderQuarantine(tmp_path)
    held.put(ARRIVAL)
    with pytest.raises(InterruptedSending):
        asyncio.run(held.append(ARRIVAL, breaking()))
    assert held.offset(ARRIVAL) == 3


def test_a_refused_file_keeps_its_reason_and_no_bytes(tmp_path: Path) -> None:
    held = FolderQuarantine(tmp_path)
    held.put(ARRIVAL)
    asyncio.run(held.append(ARRIVAL, pieces(b"abc")))
    refused = replace(ARRIVAL, refused="no video")
    held.put(refused)
    assert held.arrivals() == [refused]
    assert held.offset(refused) == 0


def test_bytes_that_nobody_knows_are_swept(tmp_path: Path) -> None:
    (tmp_path / "old.part").write_bytes(b"x")
    (tmp_path / "broken.json").write_bytes(b"{")
    assert FolderQuarantine(tmp_path).arrivals() == []
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path) -> None:
    held = FolderQuarantine(tmp_path / "q")
    with pytest.raises(StoreError, match="can't be stored"):
        asyncio.run(held.append(ARRIVAL, pieces(b"x")))
    assert held.free_bytes() > 0


@pytest.mark.parametrize("note", [b"\xff", b'{"id":"\xff"}', b'{"x":' + b"[" * 3_000, b"[]"])
def test_a_damaged_note_is_no_arrival(tmp_path: Path, note: bytes) -> None:
    quarantine = FolderQuarantine(tmp_path)
    quarantine.put(ARRIVAL)
    (tmp_path / "other.json").write_bytes(note)
    assert [arrival.id for arrival in quarantine.arrivals()] == ["id1"]
    assert not (tmp_path / "other.json").exists()
