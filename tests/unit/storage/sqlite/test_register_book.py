"""The register's file: nothing of a contact lies open in it, or lies on in it."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from pulsemeter.domain.contact import Contact
from pulsemeter.service.ports import StoreError
from pulsemeter.service.register_ports import HeldContact
from pulsemeter.storage.sqlite import open_register

WORDS = "a passphrase of words"
PEOPLE = [HeldContact(n * 10**15, "talk", Contact(f"Name{n}", (f"n{n}@x.org",))) for n in range(40)]


def bytes_of(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in data.glob("register.sqlite*"))


def boxes(data: Path) -> dict[int, bytes]:
    connection = sqlite3.connect(data / "register.sqlite")
    found = dict(connection.execute("SELECT id, box FROM contacts").fetchall())
    connection.close()
    return found


def test_nothing_of_a_contact_lies_open_and_all_boxes_are_alike(data: Path) -> None:
    async def story() -> None:
        register = open_register(data)
        await register.make(WORDS)
        await register.put([*PEOPLE, HeldContact(5, "talk", Contact("Zoë " * 60))])
        await register.close()

    asyncio.run(story())
    held = bytes_of(data)
    assert not [
        word for word in (b"Name", b"x.org", "Zoë Zoë".encode(), WORDS.encode()) if word in held
    ]
    assert len({len(box) for box in boxes(data).values()}) == 1
    assert (data / "register.sqlite").stat().st_mode & 0o777 == 0o600


def test_boxes_that_were_forgotten_or_sealed_anew_are_gone(data: Path) -> None:
    async def story() -> None:
        register = open_register(data)
        await register.make(WORDS)
        await register.put(PEOPLE)
        before = boxes(data)
        await register.forget([PEOPLE[3].id])
        assert before[PEOPLE[3].id][12:60] not in bytes_of(data)
        assert before[PEOPLE[4].id][12:60] in bytes_of(data)
        await register.change_passphrase("other words, longer ones")
        after = bytes_of(data)
        assert not [box for box in before.values() if box[12:60] in after]
        await register.close()

    asyncio.run(story())


def test_a_box_that_was_moved_or_altered_is_noticed(data: Path) -> None:
    async def story() -> None:
        register = open_register(data)
        await register.make(WORDS)
        await register.put(PEOPLE[:2])
        connection = sqlite3.connect(data / "register.sqlite", isolation_level=None)
        connection.execute("UPDATE contacts SET box = (SELECT max(box) FROM contacts)")
        connection.close()
        with pytest.raises(StoreError, match="altered or damaged"):
            await register.contacts("talk")
        await register.close()

    asyncio.run(story())
