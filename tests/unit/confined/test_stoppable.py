"""Work ends with whoever waits for it, and not before it has let go of everything."""

import asyncio
import threading

import pytest

from pulsemeter.confined.stoppable import stoppable


def test_what_is_made_and_what_goes_wrong_reach_who_waits():
    def fails(_):
        raise ValueError("no film")

    async def story():
        assert await stoppable(lambda stop: stop.is_set()) is False
        with pytest.raises(ValueError, match="no film"):
            await stoppable(fails)

    asyncio.run(story())


@pytest.mark.parametrize("fails", [False, True])
def test_cancelled_it_ends_when_the_work_has_stopped(fails):
    begun, ended = threading.Event(), []

    def work(stop):
        begun.set()
        stop.wait(30)
        ended.append(stop.is_set())
        if fails:
            raise ValueError("killed")

    async def story():
        waiting = asyncio.ensure_future(stoppable(work))
        await asyncio.to_thread(begun.wait, 30)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert ended == [True]

    asyncio.run(story())
