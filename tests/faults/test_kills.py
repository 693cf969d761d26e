"""The server is killed (SIGKILL) again and again while a hundred pages press over real sockets:
every press that was acknowledged stands in the log, once, and every press that was made gets there.

A round is drawn from its seed: what is pressed, how much, and at which moment the server dies.
`FAULT_SEED=17 pytest tests/faults/test_kills.py` plays the round of seed 17 once more.
"""

import asyncio
import os
import random
import socket
from pathlib import Path

import pytest
from tests.faults.pressing_pages import Log, PressingPages, reckon, seat_panel
from tests.faults.served_again import ServedAgain

from pulsemeter.settings import Settings

PAGES = 100
PRESSES_A_TICK = 5
TICK_S = 0.004


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def one_cycle(
    server: ServedAgain, pages: PressingPages, chance: random.Random, acknowledgements: range
) -> None:
    """Press, kill in the middle, press on without a server, and start it again; now and then it
    dies once more while it starts or while all pages come back."""
    wanted = pages.acknowledged + chance.choice(acknowledgements)
    async with asyncio.timeout(300):
        while pages.acknowledged < wanted:
            pages.press(PRESSES_A_TICK)
            await asyncio.sleep(TICK_S)
    await asyncio.sleep(chance.uniform(0, 0.02))
    server.kill()
    pages.press(chance.randrange(2 * PAGES))
    await asyncio.sleep(chance.uniform(0, 0.05))
    fate = chance.random()
    if fate < 0.1:
        server.begin()
        await asyncio.sleep(chance.uniform(0, 0.3))
        server.kill()
    await asyncio.to_thread(server.start)
    if fate > 0.9:
        await asyncio.sleep(chance.uniform(0, 0.3))
        server.kill()
        await asyncio.to_thread(server.start)


async def play_round(folder: Path, seed: int, cycles: int, acknowledgements: range) -> int:
    """So many kills; how many acknowledgements there were."""
    chance = random.Random(seed)
    settings = Settings(data=folder / "data", port=free_port())
    code, keys = await seat_panel(settings, PAGES)
    pages, log = (
        PressingPages(settings.url, keys, chance),
        Log(folder / "data" / "reactions.sqlite"),
    )
    cycle = 0
    try:
        with ServedAgain(settings.data, settings.port) as server:
            await asyncio.to_thread(server.start)
            async with pages.connected():
                while cycle < cycles:
                    cycle += 1
                    await one_cycle(server, pages, chance, acknowledgements)
                    promised = set(pages.promised())
                    await asyncio.to_thread(log.read)
                    assert not promised - log.stored, "acknowledged and not in the log"
                    assert not log.doubled, "in the log twice"
                await pages.settle()
                acknowledged = pages.acknowledged
        found = await reckon(settings.data, code, pages)
        assert found.is_clean, found.as_text()
    except BaseException as error:
        error.add_note(
            f"seed {seed}, cycle {cycle} of {cycles}; the data folder is {settings.data}; "
            f"once more: FAULT_SEED={seed} pytest tests/faults/test_kills.py"
        )
        raise
    assert found.acknowledged == acknowledged >= cycles * acknowledgements.start
    return acknowledged


def seeds(count: int) -> range:
    asked = os.environ.get("FAULT_SEED")
    return range(int(asked), int(asked) + 1) if asked else range(1, count + 1)


def test_fifteen_kills_while_a_hundred_pages_press(tmp_path: Path) -> None:
    (seed,) = seeds(1)
    asyncio.run(play_round(tmp_path, seed, 15, range(20, 200)))


@pytest.mark.slow
def test_a_thousand_kills_and_half_a_million_acknowledgements(tmp_path: Path) -> None:
    acknowledged = [
        asyncio.run(play_round(tmp_path / str(seed), seed, 50, range(500, 700)))
        for seed in seeds(20)
    ]
    assert len(acknowledged) == 1 or sum(acknowledged) >= 500_000
