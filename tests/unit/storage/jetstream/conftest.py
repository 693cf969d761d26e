"""A log of its own for each test, in a real NATS server that all of them share."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.nats_servers import NatsServer, log_address, nats_server

from pulsemeter.storage.jetstream import LogAddress, connected, open_log, read_address

__all__ = ["nats_server"]

_numbers = itertools.count(1)


@pytest.fixture
def address(nats_server: list[NatsServer]) -> LogAddress:
    """A log that isn't there yet."""
    return read_address(log_address(nats_server, f"unit{next(_numbers)}", 1))


@pytest.fixture
def tell(address: LogAddress) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Runs a story over a connection and the log."""

    def run(story: Callable[..., Awaitable[Any]]) -> Any:
        async def whole() -> Any:
            async with connected(address) as client:
                return await story(client, await open_log(client, address))

        return asyncio.run(whole())

    return run
