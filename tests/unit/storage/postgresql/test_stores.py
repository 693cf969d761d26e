"""A book opened, held and closed."""

import asyncio

import pytest

from pulsemeter.domain.audit import Deed
from pulsemeter.service.ports import FolderHeld
from pulsemeter.storage.postgresql import hold_book, open_book


def test_a_book_is_the_same_one_each_time_and_closes_twice(address: str) -> None:
    async def story() -> set[str]:
        ids = set()
        for _ in range(2):
            opened = await open_book(address)
            await opened.stores.studies.studies()
            ids.add(opened.id)
            await opened.close()
            await opened.close()
        return ids

    (book,) = asyncio.run(story())
    assert len(book) == 36


def test_the_version_tells_of_others_and_of_studies_alone(address: str) -> None:
    async def story() -> None:
        one, other = await open_book(address), await open_book(address)
        known = await one.version()
        await other.stores.audit.append(Deed(1, "a", "b", "c", "d"))
        assert await one.version() == known
        await other.stores.releases.write_plan("KENNEDY", ())
        assert await one.version() != known
        await one.close()
        await other.close()

    asyncio.run(story())


def test_a_book_is_held_by_one_server(address: str) -> None:
    refused = pytest.raises(FolderHeld, match="another Pulsemeter server")
    with hold_book(address), refused, hold_book(address):
        pass
    with hold_book(address):
        pass
