"""Staff in a file: a link opens once even across programs."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pulsemeter.storage.sqlite import SqliteStores, open_stores

Tell = Callable[[Callable[[SqliteStores], Awaitable[Any]]], Any]


def test_two_programs_cannot_use_one_link_twice(tell: Tell, data: Path) -> None:
    async def story(opened: SqliteStores) -> None:
        second = open_stores(data)
        for number in range(20):
            link = bytes([number])
            await opened.stores.staff.add_link(link, "owner")
            answers = await asyncio.gather(
                opened.stores.staff.use_link(link, b"a" + link),
                second.stores.staff.use_link(link, b"b" + link),
            )
            assert sorted(map(str, answers)) == ["None", "owner"]
        await second.close()

    tell(story)
