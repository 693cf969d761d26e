"""What every register must do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from pulsemeter.domain.contact import Contact
from pulsemeter.service.ports import StoreError
from pulsemeter.service.register_ports import HeldContact, PassphraseWrong
from pulsemeter.storage.memory.register import MemoryRegisterBook
from pulsemeter.storage.sqlite import open_register

WORDS, OTHER = "a passphrase of words", "another one of words"
ANN = HeldContact(2**62 + 1, "talk", Contact("Ann", ("ann@example.org",), {"region": "north"}))
BOB = HeldContact(7, "talk", Contact("Bob", vendor_id="P-7", invited=("KENNEDY",)))
EVE = HeldContact(9, "moon", Contact("Eve"))

Opening = Callable[[], Any]


@pytest.fixture(params=["memory", "sqlite"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Opens the register, locked, as after a restart."""
    memory = MemoryRegisterBook()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Any]:
        if request.param == "memory":
            memory.lock()
            yield memory
            return
        register = open_register(tmp_path / "data")
        try:
            yield register
        finally:
            await register.close()

    return opened


def test_contacts_are_kept_behind_their_passphrase(opening: Opening) -> None:
    async def story() -> None:
        async with opening() as register:
            assert not await register.is_made()
            await register.make(WORDS)
            await register.put([ANN, BOB, EVE])
        async with opening() as register:
            assert await register.is_made()
            with pytest.raises(StoreError, match="passphrase already"):
                await register.make(OTHER)
            with pytest.raises(StoreError, match="locked"):
                await register.contacts("talk")
            with pytest.raises(PassphraseWrong, match="doesn't open"):
                await register.unlock(OTHER)
            assert await register.counts() == {"moon": 1, "talk": 2}
            await register.unlock(WORDS)
            assert await register.contacts("talk") == [BOB, ANN]
            changed = HeldContact(BOB.id, "talk", Contact("Robert"))
            await register.put([changed])
            assert await register.contacts("talk") == [changed, ANN]

    asyncio.run(story())


def test_contacts_are_forgotten_one_by_one_or_by_study_without_the_passphrase(
    opening: Opening,
) -> None:
    async def story() -> None:
        async with opening() as register:
            await register.make(WORDS)
            await register.put([ANN, BOB, EVE])
            await register.forget([ANN.id, 12345])
            await register.forget([ANN.id])
            assert await register.ids() == [BOB.id, EVE.id]
        async with opening() as register:
            assert await register.forget_study("talk") == 1
            assert await register.forget_study("talk") == 0
            assert await register.forgotten() == [12345, ANN.id]
            assert await register.ids() == [EVE.id]
            await register.unlock(WORDS)
            assert await register.contacts("talk") == []
            assert await register.contacts("moon") == [EVE]

    asyncio.run(story())


def test_another_passphrase_opens_the_same_contacts(opening: Opening) -> None:
    async def story() -> None:
        async with opening() as register:
            await register.make(WORDS)
            await register.put([ANN, EVE])
            await register.change_passphrase(OTHER)
        async with opening() as register:
            with pytest.raises(PassphraseWrong):
                await register.unlock(WORDS)
            await register.unlock(OTHER)
            assert await register.contacts("talk") == [ANN]

    asyncio.run(story())


def test_there_is_no_passphrase_to_try_before_one_was_chosen(opening: Opening) -> None:
    async def story() -> None:
        async with opening() as register:
            with pytest.raises(StoreError, match="no passphrase yet"):
                await register.unlock(WORDS)

    asyncio.run(story())
