import asyncio
import os
import signal
import socket
from itertools import count

import pytest
from tests.unit.web.workers.carried_echo import Echo, run, worker_pids

from pulsemeter.outside import SystemClock
from pulsemeter.web.socket import OpenSockets
from pulsemeter.web.workers.worker import SILENT_LOOKS, START_LOOKS, Worker


def test_a_server_that_ends_while_a_worker_begins_leaves_nothing_open():
    async def story():
        before = os.listdir("/proc/self/fd")
        worker = Worker(Echo(), OpenSockets(), count(1))
        starting = asyncio.create_task(worker.start())
        await asyncio.sleep(0)
        assert len(os.listdir("/proc/self/fd")) > len(before)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError) as held:
            await starting
        assert len(os.listdir("/proc/self/fd")) == len(before), held
        assert not worker_pids()

    run(story)


def test_a_phone_that_could_not_be_handed_over_counts_for_nothing():
    async def story():
        worker = Worker(Echo(), OpenSockets(), count(1))
        await worker.start()
        os.kill(worker.pid, signal.SIGKILL)
        worker._door.setblocking(True)
        assert worker._door.recv(1) == b""  # now it is gone, and the loop hasn't heard of it
        worker._door.setblocking(False)
        with socket.socket() as phone:
            worker.take_over(b"GET / HTTP/1.1\r\n\r\n", "seat", os.dup(phone.fileno()))
        assert worker.load == 0
        await worker.stop()

    run(story)


def test_a_worker_that_answers_is_asked_for_ever():
    async def story():
        worker = Worker(Echo(), OpenSockets(), count(1))
        await worker.start()
        await worker.ready()
        for _ in range(3 * SILENT_LOOKS):
            worker.look()
            while worker.unheard:
                await SystemClock().pause(1)
        assert worker_pids() == [worker.pid]
        await worker.stop()
        worker.look()  # it is gone, and nobody misses its answer
        assert worker.unheard == 0

    run(story)


def test_a_worker_that_hangs_while_it_begins_has_more_time_and_is_ended_too(caplog):
    async def story():
        worker = Worker(Echo(), OpenSockets(), count(1))
        await worker.start()
        os.kill(worker.pid, signal.SIGSTOP)
        ending = asyncio.create_task(worker.ended())
        for _ in range(START_LOOKS):
            worker.look()
        assert not caplog.messages
        worker.look()
        assert caplog.messages == ["a worker hangs: it is ended"]
        assert await ending == -signal.SIGKILL
        await worker.stop()

    run(story)
