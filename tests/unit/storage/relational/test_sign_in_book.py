"""Ways in, in a file: no secret stands there as it was given."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.service.ports import StoreError
from pulsemeter.service.staff_ports import Passkey, SignIn
from pulsemeter.storage.sqlite import SqliteStores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_a_way_in_needs_its_member(tell: Tell) -> None:
    async def story(opened: SqliteStores) -> None:
        sign_ins = opened.stores.sign_ins
        with pytest.raises(StoreError):
            await sign_ins.add_passkey(Passkey(b"k", "nobody", b"p", 0, "", ""))
        with pytest.raises(StoreError):
            await sign_ins.add_sign_in(SignIn(b"s", "nobody", "link", "", 1, 2))
        with pytest.raises(StoreError):
            await sign_ins.put_password("nobody", "sealed")

    tell(story)


def test_what_was_ended_is_gone_from_the_file(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        await opened.stores.staff.add(StaffMember("a", "Ada"), Membership(EVERY_STUDY, Role.OWNER))
        await opened.stores.sign_ins.put_password("a", "$sealed-once$")
        await opened.stores.sign_ins.drop_password("a")

    tell(story)
    assert b"$sealed-once$" not in (data / "studies.sqlite").read_bytes()
