"""Work of a child beside the event loop, which ends with whoever waits for it."""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


async def stoppable(work: Callable[[threading.Event], Made]) -> Made:
    """What the work makes, in a thread of its own. Cancelled, the work is told to stop, and this
    ends when it has: its child is killed and nothing is left."""
    stop = threading.Event()
    task = asyncio.create_task(asyncio.to_thread(work, stop))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()
        raise
