"""A data folder as a whole: three files, no shared key, other processes noticed."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.domain.study import Study
from pulsemeter.release.figures import StatementRelease
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.ports import ClosingAnswers, SeatRecord, StoreError
from pulsemeter.service.staff_ports import Invitation
from pulsemeter.storage.sqlite import SqliteStores, open_stores
from pulsemeter.tally.frame import Frame

Tell = Callable[[Callable[[SqliteStores], Awaitable[None]]], None]

WALL_MS = 1_790_000_000_123
SEAT, WRITER = 2**62 + 12_345, 2**52 + 99
TOKEN_HASH = bytes(range(32))


def invitation(link: bytes) -> Invitation:
    """An owner's one-time link of this hash."""
    return Invitation(link.hex(), link, Membership(EVERY_STUDY, Role.OWNER), 9)


def values(file: Path) -> set[object]:
    """Every value in every column of a file, those inside of texts too."""
    connection = sqlite3.connect(file)
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    found = {
        value
        for (table,) in tables
        for row in connection.execute(f"SELECT * FROM {table}")
        for value in row
    }
    connection.close()
    return found


async def fill(opened: SqliteStores, study: Study, frame: Frame) -> None:
    """One participant's whole way through the stores."""
    stores = opened.stores
    session = Session("KENNEDY", "moon", SessionKind.LIVE)
    await stores.studies.add_study(study, "name = 'moon'", ())
    await stores.studies.put_session(replace(session, clock=session.clock.run(WALL_MS)), study)
    await stores.credentials.add([Token(TOKEN_HASH, "KENNEDY")])
    seat = Seat(SEAT, "KENNEDY", SeatStep.PRACTICE, 1, {"region": "north"})
    await stores.seats.add([SeatRecord(seat, b"s" * 32, b"r" * 32)])
    await stores.credentials.burn([TOKEN_HASH])
    await stores.seats.claim([(SEAT, WRITER)])
    await stores.log.append(frame)
    await stores.seats.answer("KENNEDY", SEAT, ClosingAnswers("good", "Bravo!"), 77)
    await stores.releases.write("KENNEDY", [StatementRelease(1, "s1", 1, "final", 0, [])])


def test_the_three_files_share_nothing_of_a_person(
    tell: Tell, data: Path, study: Study, frame_of: Callable[..., Frame]
) -> None:
    tell(lambda opened: fill(opened, study, frame_of([SEAT])))

    credentials = values(data / "credentials.sqlite")
    reactions = values(data / "reactions.sqlite")
    assert TOKEN_HASH in credentials
    assert SEAT in reactions
    # The session's code, small numbers (a flag, a rank) and nothing at all name nobody.
    assert credentials & reactions <= {"KENNEDY", 0, 1, None}

    secrets = [SEAT.to_bytes(8, "little"), SEAT.to_bytes(8, "big"), str(SEAT).encode()]
    of_person = {
        "credentials.sqlite": [TOKEN_HASH, TOKEN_HASH.hex().encode()],
        "reactions.sqlite": [*secrets, b"s" * 32, b"r" * 32, b"Bravo!"],
    }
    for owner, found in of_person.items():
        for file in data.glob("*.sqlite*"):
            held = [value for value in found if value in file.read_bytes()]
            assert not held or file.name.startswith(owner), f"{held} lie in {file.name}"


def test_no_wall_clock_lies_beside_persons(
    tell: Tell, data: Path, study: Study, frame_of: Callable[..., Frame]
) -> None:
    tell(lambda opened: fill(opened, study, frame_of([SEAT])))

    for kind in ("credentials", "reactions"):
        connection = sqlite3.connect(data / f"{kind}.sqlite")
        columns = connection.execute(
            "SELECT c.name FROM sqlite_schema s, pragma_table_info(s.name) c"
        ).fetchall()
        connection.close()
        assert columns
        assert not [name for (name,) in columns if name.endswith(("_ms", "_at", "time", "date"))]
        # Wall time in milliseconds or seconds would be a number or text of this size.
        near = [v for v in values(data / f"{kind}.sqlite") if isinstance(v, int | float)]
        assert not [v for v in near if 1_600_000_000 <= v <= 2_500_000_000_000]


def test_a_folder_that_cannot_be_opened_whole_is_let_go(data: Path) -> None:
    data.mkdir()
    (data / "reactions.sqlite").write_bytes(b"not a database at all, but long enough" * 40)
    with pytest.raises(StoreError, match=r"reactions\.sqlite"):
        open_stores(data)

    (data / "reactions.sqlite").unlink()
    asyncio.run(open_stores(data).close())


def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Not a directory"):
        open_stores(tmp_path / "file" / "data")


def test_what_another_process_wrote_changes_the_version(tell: Tell, data: Path) -> None:
    async def story(server: SqliteStores) -> None:
        before = await server.version()
        await server.stores.staff.add_invitation(invitation(b"own"))
        assert await server.version() == before
        command_line = open_stores(data)
        assert await server.version() == before
        await command_line.stores.staff.add_invitation(invitation(b"other"))
        seen = await server.version()
        assert seen != before
        await command_line.close()
        assert await server.stores.staff.invitation(b"other") == invitation(b"other")

    tell(story)


def test_closing_twice_is_harmless(tell: Tell) -> None:
    async def story(opened: SqliteStores) -> None:
        await opened.close()
        await opened.close()

    tell(story)


def test_what_was_queued_is_written_before_closing(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        adding = [
            asyncio.ensure_future(opened.stores.staff.add_invitation(invitation(bytes([n]))))
            for n in range(20)
        ]
        await asyncio.sleep(0)
        await opened.close()
        await asyncio.gather(*adding)

    tell(story)
    assert {bytes([n]) for n in range(20)} <= values(data / "studies.sqlite")
