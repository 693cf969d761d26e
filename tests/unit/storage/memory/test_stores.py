"""The handful of empty books in memory."""

import asyncio

from pulsemeter.service.credential_ports import Token
from pulsemeter.storage.memory import memory_stores


def test_each_handful_is_a_fresh_one() -> None:
    first, second = memory_stores(), memory_stores()
    asyncio.run(first.credentials.add([Token(b"1", "KENNEDY")]))
    assert asyncio.run(second.credentials.find(b"1")) is None
