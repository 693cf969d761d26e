"""What is left in the files of what was coarsened, dropped and erased: nothing."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.ports import ClosingAnswers, SeatRecord
from pulsemeter.storage.sqlite import SqliteStores, open_stores
from pulsemeter.tally.frame import Frame

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def bytes_of(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in data.glob("reactions.sqlite*"))


async def grow(opened: SqliteStores, chance: random.Random, ids: list[int]) -> list[Seat]:
    """Seats whose rows grow in random places, so that pages are split and rows moved about."""
    book = opened.stores.seats
    for seat in ids:
        await book.add([SeatRecord(Seat(seat, "KENNEDY"), chance.randbytes(32), b"r" * 32)])
    seats: list[Seat] = []
    for _ in range(3):
        seats = [
            Seat(
                seat,
                "KENNEDY",
                SeatStep.STIMULUS,
                1,
                {"region": f"region-{n:04d}", "x": "x" * chance.randrange(700)},
                arm=f"arm-{n:04d}",
                order=(n, 777_000 + n),
            )
            for n, seat in enumerate(ids)
        ]
        await book.put(seats)
    return seats


def test_fine_profiles_are_gone_once_they_are_coarse(tell: Tell, data: Path) -> None:
    chance = random.Random(29)
    ids = [chance.getrandbits(62) for _ in range(400)]
    traces = [
        trace
        for n in range(400)
        for trace in (
            f"region-{n:04d}".encode(),
            f"arm-{n:04d}".encode(),
            f"{777_000 + n}".encode(),
        )
    ]

    async def story(opened: SqliteStores) -> None:
        seats = await grow(opened, chance, ids)
        before = bytes_of(data)
        assert all(trace in before for trace in traces)
        coarse = [replace(s, categories={"region": "all"}, arm="", order=()) for s in seats]
        await opened.stores.erasures.coarsen("KENNEDY", coarse, {})
        await opened.stores.erasures.tidy()
        after = bytes_of(data)
        assert [trace for trace in traces if trace in after] == []

    tell(story)


def test_times_are_gone_once_they_are_dropped(
    tell: Tell, data: Path, frame_of: Callable[..., Frame]
) -> None:
    chance = random.Random(30)
    times = [chance.randrange(2**30, 2**31) for _ in range(60)]

    async def story(opened: SqliteStores) -> None:
        for number, received_ms in enumerate(times):
            frame = frame_of([chance.getrandbits(62) for _ in range(1 + number * 3)])
            frame.records["received_ms"] = received_ms
            await opened.stores.log.append(frame)
        traces = [np.array([t], dtype="<i4").tobytes() for t in times]
        before = bytes_of(data)
        assert all(trace in before for trace in traces)
        assert await opened.stores.erasures.drop_times("KENNEDY") == 60
        await opened.stores.erasures.tidy()
        after = bytes_of(data)
        assert [trace for trace in traces if trace in after] == []

    tell(story)


def test_nothing_of_persons_is_left_when_they_are_erased(
    tell: Tell, data: Path, frame_of: Callable[..., Frame]
) -> None:
    chance = random.Random(31)
    ids = [chance.getrandbits(62) for _ in range(200)]

    async def story(opened: SqliteStores) -> None:
        stores = opened.stores
        await grow(opened, chance, ids)
        for n, seat in enumerate(ids):
            await stores.seats.answer(
                "KENNEDY", seat, ClosingAnswers("good", f"said-{n:04d}"), seat
            )
            await stores.answers.put("KENNEDY", seat, "after", {"q": f"answer-{n:04d}"})
            await stores.answers.say("KENNEDY", [(seat, Said("q", f"words-{n:04d}"))])
            await stores.log.append(frame_of([seat]))
        words = ("region", "arm", "said", "answer", "words")
        traces = [f"{word}-{n:04d}".encode() for n in range(200) for word in words]
        before = bytes_of(data)
        assert all(trace in before for trace in traces)
        await stores.erasures.erase_persons("KENNEDY")
        await stores.erasures.tidy()
        after = bytes_of(data)
        assert [trace for trace in traces if trace in after] == []
        assert [s for s in ids if s.to_bytes(8, "little") in after] == []

    tell(story)


def test_files_are_the_same_whoever_came_first_once_arrival_is_forgotten(tmp_path: Path) -> None:
    chance = random.Random(30)
    come = [(chance.randrange(2**62, 2**63), chance.randbytes(32)) for _ in range(200)]

    async def fill(folder: Path, people: list[tuple[int, bytes]]) -> tuple[bytes, bytes]:
        opened = open_stores(folder)
        for seat, secret in people:  # one after the other
            await opened.stores.seats.add([SeatRecord(Seat(seat, "KENNEDY"), secret, secret)])
            await opened.stores.seats.claim([(seat, 7)])
        await opened.stores.erasures.tidy()
        before = (folder / "reactions.sqlite").read_bytes()
        await opened.stores.erasures.forget_arrival()
        await opened.close()
        after = (folder / "reactions.sqlite").read_bytes()
        # The first page counts how often the file was written; nothing of a person lies in it.
        return before[4096:], after[4096:]

    one = asyncio.run(fill(tmp_path / "one", come))
    other = asyncio.run(fill(tmp_path / "other", sorted(come)))
    assert one[0] != other[0]
    assert one[1] == other[1]
