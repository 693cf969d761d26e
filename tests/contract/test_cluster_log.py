"""A log on three servers, of which one loses power while frames are appended."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from tests.nats_servers import NatsServer, log_address, nats_servers

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream import (
    JetStreamReactionLog,
    LogAddress,
    connected,
    open_log,
    read_address,
)
from pulsemeter.storage.jetstream.stream import Stream
from pulsemeter.tally.frame import RECORD, Frame

GATEWAYS, FRAMES, RECORDS = 4, 60, 50


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[NatsServer]]:
    """Three servers that bring each frame to the disk before they acknowledge it."""
    with nats_servers(tmp_path_factory.mktemp("cluster"), 3) as servers:
        yield servers


def frame(gateway: int, number: int) -> Frame:
    records = np.zeros(RECORDS, dtype=RECORD)
    records["seat"] = 1_000_000 * gateway + np.arange(RECORDS)
    records["sequence"] = number
    return Frame("KENNEDY", gateway, number, records)


async def surely(log: JetStreamReactionLog, one: Frame) -> int:
    """As the group commit does: the same frame again until it is acknowledged."""
    while True:
        try:
            return await log.append(one)
        except StoreError:
            continue


async def leader_of(address: LogAddress) -> str:
    async with connected(address) as client:
        return str((await Stream(client, address).info())["cluster"]["leader"])


def test_a_server_that_loses_power_takes_no_frame_along_and_none_is_twice(
    cluster: list[NatsServer],
) -> None:
    address = read_address(log_address(cluster, "power", 3))
    acknowledged: dict[int, tuple[int, int]] = {}
    third, two_thirds = asyncio.Event(), asyncio.Event()

    async def gateway(number: int) -> None:
        """One ingest node: a connection of its own, one frame after the other."""
        async with connected(address) as client:
            log = await open_log(client, address)
            for n in range(1, FRAMES + 1):
                position = await surely(log, frame(number, n))
                acknowledged[position] = (number, n)
                if len(acknowledged) >= GATEWAYS * FRAMES // 3:
                    third.set()
                if len(acknowledged) >= GATEWAYS * FRAMES * 2 // 3:
                    two_thirds.set()

    async def story() -> list[tuple[int, Frame]]:
        async with connected(address) as client:
            await open_log(client, address)
        async with asyncio.timeout(90), asyncio.TaskGroup() as tasks:
            for number in range(1, GATEWAYS + 1):
                tasks.create_task(gateway(number))
            await third.wait()
            leader = await leader_of(address)
            killed = next(server for server in cluster if server.folder.name == leader)
            killed.kill()
            await two_thirds.wait()
            assert await leader_of(address) != leader
            killed.start()
        found, after = [], 0
        async with connected(address) as client:
            log = await open_log(client, address)
            while page := await log.read("KENNEDY", after):
                found += page
                after = page[-1][0]
        await asyncio.to_thread(killed.wait)
        return found

    found = asyncio.run(story())
    stored = {at: (held.gateway, held.gateway_sequence) for at, held in found}
    assert len(acknowledged) == GATEWAYS * FRAMES
    assert stored == acknowledged
    times = Counter(
        (seat, sequence)
        for _, held in found
        for seat, sequence in held.records[["seat", "sequence"]].tolist()
    )
    assert set(times.values()) == {1}
    assert len(times) == GATEWAYS * FRAMES * RECORDS


def test_a_log_that_lost_two_of_three_servers_acknowledges_nothing_and_then_goes_on(
    cluster: list[NatsServer],
) -> None:
    address = read_address(log_address(cluster, "majority", 3))

    async def story() -> list[int]:
        async with connected(address) as client:
            log = await open_log(client, address)
            await log.append(frame(1, 1))
            for server in cluster[:2]:
                server.kill()
            with pytest.raises(StoreError, match="more than half of its servers"):
                await log.append(frame(1, 2))
            for server in cluster[:2]:
                server.start()
            async with asyncio.timeout(60):
                await surely(log, frame(1, 2))
                await surely(log, frame(1, 3))
            return [held.gateway_sequence for _, held in await log.read("KENNEDY")]

    assert asyncio.run(story()) == [1, 2, 3]
