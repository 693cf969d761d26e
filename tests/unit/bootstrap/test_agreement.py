"""What the folders of several machines agree on, where one book in a database is theirs."""

import asyncio
import itertools

import pytest
from tests.nats_servers import log_address, nats_server

from pulsemeter.bootstrap import Role, log_place, opened
from pulsemeter.bootstrap.agreement import agree_on_secret
from pulsemeter.bootstrap.folders import opened_with_bus
from pulsemeter.delivery.brief_service import SECRET
from pulsemeter.service.ports import StoreError

__all__ = ["nats_server"]
_numbers = itertools.count(1)


@pytest.fixture
def book(postgres_server):
    return postgres_server.make()


@pytest.fixture
def log(nats_server):
    return log_address(nats_server, f"agreed{next(_numbers)}", 1)


def test_a_second_machine_signs_with_the_secret_of_the_first(tmp_path, book):
    one, other = tmp_path / "one", tmp_path / "other"

    async def story():
        async with opened(one, book) as stores:
            await agree_on_secret(one, stores, Role.TALLY)
            await agree_on_secret(one, stores, Role.TALLY)
        async with opened(other, book) as stores:
            await agree_on_secret(other, stores, Role.INGEST)  # which signs nothing
            for role in (Role.TALLY, Role.WEB):
                with pytest.raises(StoreError, match="is missing: copy it from the machine"):
                    await agree_on_secret(other, stores, role)
            (other / SECRET).write_bytes(b"x" * 32)
            with pytest.raises(StoreError, match="isn't the secret of the book's other servers"):
                await agree_on_secret(other, stores, Role.WEB)
            (other / SECRET).write_bytes((one / SECRET).read_bytes())
            await agree_on_secret(other, stores, Role.WEB)

    asyncio.run(story())


def test_a_server_alone_begins_anew_where_the_secret_is_lost(tmp_path, book):
    one, other = tmp_path / "one", tmp_path / "other"

    async def story():
        async with opened(one, book) as stores:
            await agree_on_secret(one, stores, Role.ALL)
        async with opened(other, book) as stores:
            await agree_on_secret(other, stores, Role.ALL)
            await agree_on_secret(other, stores, Role.TALLY)
        async with opened(one, book) as stores:
            with pytest.raises(StoreError, match="isn't the secret"):
                await agree_on_secret(one, stores, Role.TALLY)

    asyncio.run(story())


def test_a_folder_of_its_own_has_nothing_to_agree_on(tmp_path):
    async def story():
        async with opened(tmp_path) as stores:
            await agree_on_secret(tmp_path, stores, Role.ALL)
            (tmp_path / SECRET).unlink()
            await agree_on_secret(tmp_path, stores, Role.TALLY)

    asyncio.run(story())


def test_a_second_machine_finds_the_log_of_the_book_without_a_password(tmp_path, book, log):
    one, other = tmp_path / "one", tmp_path / "other"

    async def story():
        async with opened_with_bus(one, book, log.replace("nats://", "nats://me:secret@")):
            pass
        async with opened_with_bus(other, book) as (stores, bus):
            assert bus is not None
            assert await stores.agreed() == (log, "")
        assert log_place(other) == log

    asyncio.run(story())


def test_no_machine_writes_beside_the_log_of_the_others(tmp_path, book, log):
    one, other = tmp_path / "one", tmp_path / "other"

    async def story():
        async with opened_with_bus(one, book, log):
            pass
        elsewhere = log.replace("/agreed", "/elsewhere")
        with pytest.raises(StoreError, match="keeps to its log, and so does a book"):
            async with opened_with_bus(other, book, elsewhere):
                pass
        assert log_place(other) == ""
        moved = log.replace("127.0.0.1", "localhost")
        async with opened_with_bus(other, book, moved) as (stores, _):
            assert await stores.agreed() == (moved, "")

    asyncio.run(story())
