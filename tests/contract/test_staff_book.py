"""What every book of staff must do."""

import asyncio
from typing import Any

import pytest

from pulsemeter.service.ports import StoreError, Stores

LINK, SECRET = b"\x01" * 32, b"\x02" * 32


def test_a_link_becomes_a_sign_in_of_its_role(engine: Any) -> None:
    engine.tell(lambda stores: stores.staff.add_link(LINK, "moderator"))

    assert engine.tell(lambda stores: stores.staff.role_of(SECRET)) is None
    assert engine.tell(lambda stores: stores.staff.use_link(LINK, SECRET)) == "moderator"
    assert engine.tell(lambda stores: stores.staff.role_of(SECRET)) == "moderator"


def test_a_link_opens_once_even_when_many_try_at_the_same_time(engine: Any) -> None:
    secrets = [bytes([n]) * 32 for n in range(10, 20)]

    async def story(stores: Stores) -> tuple[list[str | None], list[str | None]]:
        await stores.staff.add_link(LINK, "owner")
        answers = await asyncio.gather(*(stores.staff.use_link(LINK, secret) for secret in secrets))
        return answers, [await stores.staff.role_of(secret) for secret in secrets]

    answers, roles = engine.tell(story)
    assert answers.count("owner") == 1
    assert answers.count(None) == 9
    assert roles == answers
    assert engine.tell(lambda stores: stores.staff.use_link(LINK, SECRET)) is None


def test_an_unknown_link_opens_nothing(engine: Any) -> None:
    assert engine.tell(lambda stores: stores.staff.use_link(LINK, SECRET)) is None
    assert engine.tell(lambda stores: stores.staff.role_of(SECRET)) is None


def test_a_used_link_cannot_be_written_again(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.staff.add_link(LINK, "owner")
        await stores.staff.use_link(LINK, SECRET)
        with pytest.raises(StoreError, match="exists already"):
            await stores.staff.add_link(LINK, "owner")

    engine.tell(story)


def test_a_secret_that_is_taken_leaves_the_link_unused(engine: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.staff.add_link(LINK, "owner")
        await stores.staff.add_link(b"\x09" * 32, "viewer")
        await stores.staff.use_link(b"\x09" * 32, SECRET)
        with pytest.raises(StoreError, match="exists already"):
            await stores.staff.use_link(LINK, SECRET)

    engine.tell(story)
    assert engine.tell(lambda stores: stores.staff.role_of(SECRET)) == "viewer"
    assert engine.tell(lambda stores: stores.staff.use_link(LINK, b"\x0a" * 32)) == "owner"
