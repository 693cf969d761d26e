"""A book opened, held and closed."""

import asyncio

import pytest

from pulsemeter.domain.audit import Deed
from pulsemeter.service.ports import LeadLost
from pulsemeter.storage.postgresql import open_book


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


def test_who_led_before_writes_nothing_once_another_leads(address: str) -> None:
    async def story() -> None:
        first, second, door = [await open_book(address) for _ in range(3)]
        await first.lead()
        await first.stores.releases.write_plan("FIRST", ())
        await first.still_lead()
        await second.lead()
        with pytest.raises(LeadLost, match="another server leads"):
            await first.still_lead()
        known = await second.version()
        for work in (
            first.stores.releases.write_plan("LATE", ()),
            first.stores.audit.append(Deed(1, "a", "b", "c", "d")),
            first.stores.seats.enter("KENNEDY", [(1, 1)]),
            first.stores.credentials.burn([b"1"]),
        ):
            with pytest.raises(LeadLost, match="another server leads"):
                await work
        assert await second.version() == known
        await second.stores.releases.write_plan("SECOND", ())
        await door.stores.releases.write_plan("DOOR", ())  # who doesn't lead may write all the same
        assert await second.version() == known + 1
        await first.lead()
        await first.stores.releases.write_plan("AGAIN", ())
        for opened in (first, second, door):
            await opened.close()

    asyncio.run(story())


def test_all_machines_agree_on_the_log_and_on_the_first_secret(address: str) -> None:
    async def story() -> None:
        one, other = await open_book(address), await open_book(address)
        try:
            # Servers of other tests may have agreed on something in this database before.
            await one.agree_on_secret("", in_place_of=(await one.agreed())[1])
            await one.agree_on_log("")
            assert await other.agreed() == ("", "")
            await one.agree_on_log("nats://a/panel")
            await one.agree_on_secret("1", in_place_of="")
            await other.agree_on_secret("2", in_place_of="")
            assert await other.agreed() == ("nats://a/panel", "1")
            await other.agree_on_secret("3", in_place_of="1")
            assert await one.agreed() == ("nats://a/panel", "3")
        finally:
            await one.agree_on_secret("", in_place_of="3")
            await one.agree_on_log("")
            await one.close()
            await other.close()

    asyncio.run(story())
