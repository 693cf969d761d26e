"""Staff in a file: a link opens once even across programs, and what stood there before ends."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.staff_ports import Invitation, NewMember, SignIn
from pulsemeter.storage.relational.queries import load_migrations
from pulsemeter.storage.sqlite import SqliteStores, open_stores
from pulsemeter.storage.sqlite.scripts import split_script

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]
OWNS = Membership(EVERY_STUDY, Role.OWNER)


def test_two_programs_cannot_use_one_link_twice(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        second = open_stores(data)
        for number in range(20):
            link = bytes([number])
            await opened.stores.staff.add_invitation(Invitation(str(number), link, OWNS, 9))
            answers = await asyncio.gather(
                *(
                    stores.stores.staff.accept(
                        link,
                        NewMember(StaffMember(f"{who}{number}", f"{who} {number}")),
                        SignIn(who.encode() + link, f"{who}{number}", "link", "", 1, 2),
                    )
                    for stores, who in ((opened, "a"), (second, "b"))
                )
            )
            assert sorted(answers) == [False, True]
        await second.close()
        assert len(await opened.stores.staff.all()) == 20

    tell(story)


def test_links_and_sign_ins_of_before_end_and_nothing_else_does(data: Path) -> None:
    data.mkdir()
    before = sqlite3.connect(data / "studies.sqlite", isolation_level=None)
    for number, script in load_migrations("pulsemeter.storage.sqlite", "studies")[:2]:
        for statement in split_script(script):
            before.execute(statement)
        before.execute(f"PRAGMA user_version = {number}")
    before.execute(f"PRAGMA application_id = {0x504D_5354}")
    before.execute("INSERT INTO links VALUES (x'01', 'owner', 0)")
    before.execute("INSERT INTO sign_ins VALUES (x'02', 'owner')")
    before.execute("INSERT INTO plans VALUES ('KENNEDY', '[]')")
    before.close()

    async def story() -> None:
        opened = open_stores(data)
        stores = opened.stores
        assert await stores.staff.invitation(b"\x01") is None
        assert await stores.sign_ins.sign_in(b"\x02") is None
        assert list(await stores.staff.all()) == []
        assert list((await stores.releases.state("KENNEDY")).cells) == []
        await opened.close()

    asyncio.run(story())
    after = sqlite3.connect(data / "studies.sqlite")
    assert after.execute("SELECT count(*) FROM plans").fetchone() == (1,)
    after.close()
