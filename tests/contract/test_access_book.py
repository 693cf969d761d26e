"""What every book of access tokens must do."""

from dataclasses import replace
from typing import Any

import pytest

from pulsemeter.domain.scope import Scope
from pulsemeter.service.access_ports import AccessToken
from pulsemeter.service.ports import StoreError, Stores

ONE = AccessToken(
    "t1", b"1" * 32, "a", "nightly", (Scope.READ, Scope.EDIT), "moon", "2026-11-26", "2027-01-01"
)
TWO = AccessToken("t2", b"2" * 32, "a", "Łódź", (Scope.AUDIT,), "", "2026-11-25", "")
OTHER = AccessToken("t3", b"3" * 32, "b", "nightly", (Scope.READ,), "", "2026-11-26", "")


@pytest.fixture
def holding(engine: Any) -> Any:
    """An engine that holds two tokens of one member and one of another."""

    async def story(stores: Stores) -> None:
        for token in (ONE, TWO, OTHER):
            await stores.access.add(token)

    engine.tell(story)
    return engine


def test_a_token_is_found_by_its_hash_and_listed_by_its_member(holding: Any) -> None:
    assert holding.tell(lambda stores: stores.access.find(ONE.token_hash)) == ONE
    assert holding.tell(lambda stores: stores.access.find(TWO.token_hash)) == TWO
    assert holding.tell(lambda stores: stores.access.find(b"9" * 32)) is None
    assert list(holding.tell(lambda stores: stores.access.of("a"))) == [TWO, ONE]
    assert list(holding.tell(lambda stores: stores.access.of("nobody"))) == []


def test_neither_hash_nor_id_is_held_twice(holding: Any) -> None:
    async def story(stores: Stores) -> None:
        for again in (replace(OTHER, id="t4"), replace(OTHER, token_hash=b"4" * 32)):
            with pytest.raises(StoreError, match="exists already"):
                await stores.access.add(again)

    holding.tell(story)
    assert list(holding.tell(lambda stores: stores.access.of("b"))) == [OTHER]


def test_the_day_of_the_last_use_is_kept(holding: Any) -> None:
    async def story(stores: Stores) -> None:
        await stores.access.use(ONE.token_hash, "2026-11-26")
        await stores.access.use(ONE.token_hash, "2026-11-27")
        await stores.access.use(b"9" * 32, "2026-11-27")

    holding.tell(story)
    used = replace(ONE, used_day="2026-11-27")
    assert list(holding.tell(lambda stores: stores.access.of("a"))) == [TWO, used]


def test_a_token_is_removed_by_its_own_member_alone(holding: Any) -> None:
    holding.tell(lambda stores: stores.access.drop("b", ONE.id))
    assert holding.tell(lambda stores: stores.access.find(ONE.token_hash)) == ONE
    holding.tell(lambda stores: stores.access.drop("a", ONE.id))
    assert holding.tell(lambda stores: stores.access.find(ONE.token_hash)) is None
    assert list(holding.tell(lambda stores: stores.access.of("a"))) == [TWO]


def test_all_of_a_member_and_all_of_everybody_are_removed(holding: Any) -> None:
    holding.tell(lambda stores: stores.access.drop_all("a"))
    assert list(holding.tell(lambda stores: stores.access.of("a"))) == []
    assert list(holding.tell(lambda stores: stores.access.of("b"))) == [OTHER]
    holding.tell(lambda stores: stores.access.forget())
    assert list(holding.tell(lambda stores: stores.access.of("b"))) == []
