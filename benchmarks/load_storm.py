"""All lines of the load cut at once, and come back as pages do: spread, and with what they kept."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from load_page import Load, LoadPage

FIRST_PAUSE_S = (0.25, 0.5)
"""As the page waits before its first try; each further one waits twice as long."""
STORM_S_MAX = 180.0


async def storm(
    load: Load, reconnect: Callable[[LoadPage], Awaitable[None]], *, spreads: bool
) -> dict[str, object]:
    """Cut every line, let each page press once meanwhile, and wait until all is acknowledged."""
    load.forget_figures()
    began_s = time.monotonic()
    welcomed_s: list[float] = []

    async def come_back(page: LoadPage) -> None:
        spread_s = page.spread_ms / 1000 if spreads else 0.0
        pause_s = random.uniform(*FIRST_PAUSE_S)
        while True:
            await asyncio.sleep(pause_s + random.uniform(0.0, spread_s))
            try:
                await reconnect(page)
            except (TimeoutError, OSError):
                pause_s = min(30.0, 2 * pause_s)
                continue
            await page.welcomed.wait()
            welcomed_s.append(time.monotonic() - began_s)
            return

    for page in load.pages:
        page.cut()
        page.press()
    async with asyncio.timeout(STORM_S_MAX):
        await asyncio.gather(*(come_back(page) for page in load.pages))
        if load.unanswered:
            load.all_answered.clear()
            await load.all_answered.wait()
    seconds = Counter(int(at_s) for at_s in welcomed_s)
    latencies_ms = sorted(value * 1000 for value in load.ways_s)
    return {
        "cut": len(load.pages),
        "back": len(welcomed_s),
        "all_back_s": max(welcomed_s),
        "welcomes_in_the_busiest_second": max(seconds.values()),
        "pressed_while_cut": load.sent,
        "acknowledged": load.acknowledged,
        "refused": load.refused,
        "all_acknowledged_s": time.monotonic() - began_s,
        "hello_to_welcome_p50_ms": latencies_ms[len(latencies_ms) // 2],
        "hello_to_welcome_p99_ms": latencies_ms[int(0.99 * len(latencies_ms))],
    }
