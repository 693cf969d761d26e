"""Transactions of one schema: whole or not at all, one writer at a time, lines made anew."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.postgresql.connection import Database

SCHEMA = "pulsemeter_studies"


def put(session: str, cells: str = "[]") -> Callable[[Any], None]:
    def work(connection: Any) -> None:
        connection.execute("INSERT INTO plans VALUES (?, ?)", (session, cells))

    return work


def names(connection: Any) -> list[str]:
    return [name for (name,) in connection.execute("SELECT session FROM plans ORDER BY 1")]


def tell(address: str, story: Callable[[Database, Database], Awaitable[None]]) -> None:
    """With two processes' views of the schema."""

    async def run() -> None:
        one, other = Database(address, SCHEMA), Database(address, SCHEMA)
        try:
            await story(one, other)
        finally:
            await one.close()
            await other.close()

    asyncio.run(run())


def test_a_failing_step_takes_its_whole_transaction_back(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        def fails(connection: Any) -> None:
            put("A")(connection)
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            await one.write(fails)
        await one.write(put("B"))
        assert await other.read(names) == ["B"]

    tell(address, story)


def test_a_step_that_swallows_its_failure_is_not_taken_for_written(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        await one.write(put("A"))

        def swallows(connection: Any) -> None:
            put("B")(connection)
            with contextlib.suppress(connection.IntegrityError):
                put("A")(connection)

        with pytest.raises(StoreError, match="took this step back"):
            await one.write(swallows)
        assert await other.read(names) == ["A"]

    tell(address, story)


def test_what_a_writer_read_holds_until_its_end(address: str) -> None:
    """Two processes count and write the next number, many times: none is written twice."""

    def next_one(connection: Any) -> int:
        ((count,),) = connection.execute("SELECT count(*) FROM plans").fetchall()
        put(f"{count:03d}")(connection)
        return int(count)

    async def story(one: Database, other: Database) -> None:
        written = await asyncio.gather(
            *(d.write(next_one) for _ in range(25) for d in (one, other))
        )
        assert sorted(written) == list(range(50))

    tell(address, story)


def test_a_reading_is_of_one_moment(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        loop = asyncio.get_running_loop()

        def twice(connection: Any) -> tuple[list[str], list[str]]:
            before = names(connection)
            asyncio.run_coroutine_threadsafe(other.write(put("A")), loop).result(60)
            return before, names(connection)

        assert await one.read(twice) == ([], [])
        assert await one.read(names) == ["A"]

    tell(address, story)


def test_a_reading_cannot_write(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        with pytest.raises(StoreError, match="only reads"):
            await one.read(put("A"))
        assert await other.read(names) == []

    tell(address, story)


def test_only_others_writes_are_foreign(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        known = await one.foreign_changes()
        await one.write(put("A"))
        assert await one.foreign_changes() == known
        await other.write(put("B"))
        assert await one.foreign_changes() != known

    tell(address, story)


def test_a_line_that_was_cut_is_made_anew_unseen(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        await one.write(put("A"))
        assert await one.read(names) == ["A"]
        with psycopg.connect(address, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'pulsemeter'"
            )
        assert await one.read(names) == ["A"]
        await one.write(put("B"))
        assert await one.foreign_changes() is not None
        assert await other.read(names) == ["A", "B"]

    tell(address, story)


def test_a_line_that_is_cut_in_the_midst_loses_its_step_and_no_other(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        def cut(connection: Any) -> None:
            put("A")(connection)
            ((pid,),) = connection.execute("SELECT pg_backend_pid()").fetchall()
            with psycopg.connect(address, autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s, 30000)", (pid,))
            put("B")(connection)

        with pytest.raises(StoreError, match="is lost"):
            await one.write(cut)
        await one.write(put("C"))
        assert await other.read(names) == ["C"]

    tell(address, story)


def test_a_server_that_is_killed_keeps_what_was_written(address: str, postgres_server: Any) -> None:
    async def story(one: Database, other: Database) -> None:
        await one.write(put("A"))
        postgres_server.halt()
        with pytest.raises(StoreError, match="can't be reached"):
            await one.write(put("B"))
        with pytest.raises(StoreError, match="can't be reached"):
            await other.read(names)
        postgres_server.start()
        assert await other.read(names) == ["A"]
        await one.write(put("C"))
        assert await other.read(names) == ["A", "C"]

    tell(address, story)


def test_a_text_that_no_table_can_hold_is_refused(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        with pytest.raises(StoreError, match="can't hold this text"):
            await one.write(put("A\x00"))
        await one.write(put("B"))
        assert await other.read(names) == ["B"]

    tell(address, story)


def test_a_closed_book_says_so_and_closes_twice(address: str) -> None:
    async def story(one: Database, other: Database) -> None:
        await one.write(put("A"))
        await one.close()
        await one.close()
        with pytest.raises(StoreError, match="is closed"):
            await one.write(put("B"))

    tell(address, story)
