"""What every audit log must do."""

from typing import Any

from pulsemeter.domain.audit import Deed, first_break
from pulsemeter.service.ports import Stores

DEEDS = [Deed(1_000 + n, "Ada", "invite", "moon", f"größer {n}") for n in range(5)]


def test_entries_are_kept_in_order_and_chained(engine: Any) -> None:
    async def write(stores: Stores) -> None:
        for deed in DEEDS[:3]:
            await stores.audit.append(deed)

    engine.tell(write)
    engine.tell(lambda stores: stores.audit.append(DEEDS[3]))
    newest = engine.tell(lambda stores: stores.audit.append(DEEDS[4]))

    entries = engine.tell(lambda stores: stores.audit.entries())
    assert [entry.deed for entry in entries] == DEEDS
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[-1] == newest
    assert first_break(entries) is None


def test_entries_are_read_in_pages(engine: Any) -> None:
    async def story(stores: Stores) -> list[list[int]]:
        for deed in DEEDS:
            await stores.audit.append(deed)
        pages = [(0, 2), (2, 2), (4, 2), (5, 2), (0, 0), (-3, 1)]
        return [[e.number for e in await stores.audit.entries(a, n)] for a, n in pages]

    assert engine.tell(story) == [[1, 2], [3, 4], [5], [], [], [1]]
