"""What lies in PostgreSQL's files after erasing, and what order tells."""

import asyncio
import random
from typing import Any

import psycopg

from pulsemeter.domain.participant import Seat
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.ports import ClosingAnswers, SeatRecord
from pulsemeter.storage.postgresql import open_book

TABLES = ("categories", "writers", "overall_answers", "answers", "comments")


def files_of(address: str) -> bytes:
    """The bytes of the tables that tell of persons, as they lie on the disk."""
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("CHECKPOINT")
        parts = [
            line.execute(
                "SELECT pg_read_binary_file(pg_relation_filepath(%s))",
                (f"pulsemeter_reactions.{table}",),
            ).fetchone()
            for table in TABLES
        ]
    return b"".join(part[0] for part in parts if part)


def records(ids: list[int]) -> list[SeatRecord]:
    chance = random.Random(4)
    return [
        SeatRecord(
            Seat(n, "KENNEDY", categories={"region": f"region-{n}"}, writers=(n + 1,)),
            chance.randbytes(32),
            b"r" * 32,
        )
        for n in ids
    ]


def test_who_withdrew_is_gone_from_the_files_of_the_tables(address: str) -> None:
    chance = random.Random(7)
    ids = [chance.getrandbits(62) | 1 for _ in range(60)]
    gone = ids[::3]

    async def story() -> None:
        opened = await open_book(address)
        book = opened.stores.seats
        await book.add(records(ids))
        for seat in ids:
            await book.answer("KENNEDY", seat, ClosingAnswers(f"overall-{seat}"), seat)
        before = files_of(address)
        assert all(f"region-{seat}".encode() in before for seat in ids)
        for seat in gone:
            await book.erase("KENNEDY", seat)
        await opened.close()

    asyncio.run(story())
    after = files_of(address)
    for seat in ids:
        for trace in (f"region-{seat}".encode(), f"overall-{seat}".encode()):
            assert (trace in after) == (seat not in gone)


def order_of(address: str, table: str, key: str) -> tuple[list[Any], int]:
    """The keys as rows lie on the disk, and of how many transactions the rows are."""
    with psycopg.connect(address) as line:
        rows = line.execute(f"SELECT {key}, xmin::text FROM {table} ORDER BY ctid").fetchall()
    keys = [row[0] for row in rows]
    return keys, len({row[1] for row in rows})


def test_order_tells_who_came_first_until_it_is_forgotten(address: str) -> None:
    """The player of the linkage game reads order off the disk: of rows, and of the transactions
    that wrote them."""
    chance = random.Random(11)
    ids = [chance.getrandbits(62) | 1 for _ in range(40)]
    hashes = [seat.to_bytes(8, "big") for seat in ids]
    seats, tokens = "pulsemeter_reactions.seats", "pulsemeter_credentials.tokens"

    async def story() -> None:
        opened = await open_book(address)
        stores = opened.stores
        await stores.credentials.add([Token(h, "KENNEDY") for h in sorted(hashes)])
        for record, token in zip(records(ids), hashes, strict=True):
            await stores.seats.add([record])
            await stores.credentials.burn([token])
        assert order_of(address, seats, "id") == (ids, len(ids))
        assert order_of(address, tokens, "token_hash")[0] == hashes
        await stores.credentials.forget_order()
        await stores.erasures.forget_arrival()
        assert sorted(r.seat.id for r in await stores.seats.all("KENNEDY")) == sorted(ids)
        await opened.close()

    asyncio.run(story())
    for table, key, held in ((seats, "id", ids), (tokens, "token_hash", hashes)):
        keys, transactions = order_of(address, table, key)
        assert keys == sorted(held)
        assert transactions == 1
    for table in ("categories", "writers"):
        keys, transactions = order_of(address, f"pulsemeter_reactions.{table}", "seat")
        assert (keys, transactions) == (sorted(ids), 1)
