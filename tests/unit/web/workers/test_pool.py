import asyncio
import logging
import os
import resource
import signal
import sys

import pytest
import websockets
from tests.unit.web.workers.carried_echo import Echo, connect, echo_server, kill, run, worker_pids

from pulsemeter.outside import SystemClock
from pulsemeter.web.socket import CLOSE_FAULT, CLOSE_POLICY
from pulsemeter.web.workers.pool import LOOK_MS, RESTART_MS
from pulsemeter.web.workers.worker import SILENT_LOOKS, NoWorkers


async def reconnected(url):
    """A phone that comes back as often as it must."""
    while True:
        try:
            return await connect(url)
        except (OSError, websockets.InvalidHandshake):
            continue


def test_a_worker_that_dies_takes_its_phones_along_and_is_replaced():
    handler = Echo()

    async def story():
        async with echo_server(handler, workers=2) as (url, sockets):
            phones = [await connect(url) for _ in range(4)]
            for phone in phones:
                await phone.send("hello")
                await phone.recv()
            before = worker_pids()
            kill(before[0])
            gone = [await handler.closed_sockets.get() for _ in range(2)]
            assert not any(socket.is_open for socket in gone)
            gone[0].send(b"to nobody")
            assert len(sockets) == 2
            kill(before[1])
            for phone in phones:
                await phone.wait_closed()
            back = [await reconnected(url) for _ in range(4)]
            for phone in back:
                await phone.send("again")
                assert await phone.recv() == "again"
            assert not set(before) & set(worker_pids())
            for phone in back:
                await phone.close()

    run(story)


async def answered(phones):
    """Those of these phones, two of four, whose worker answers."""
    waiting = {asyncio.create_task(echoes(phone)): phone for phone in phones}
    while len([one for one in waiting if one.done()]) < 2:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    heard = [phone for one, phone in waiting.items() if one.done()]
    for one in waiting:
        one.cancel()
    return heard


def test_a_worker_that_hangs_is_ended_and_replaced_as_one_that_died(clock, caplog, monkeypatch):
    handler, words = Echo(), asyncio.Queue()
    caplog.set_level(logging.ERROR, "pulsemeter.workers")
    monkeypatch.setattr(caplog.handler, "emit", lambda one: words.put_nowait(one.getMessage()))

    async def story():
        async with echo_server(handler, workers=2, clock=clock) as (url, _):
            phones = [await connect(url) for _ in range(4)]
            before = worker_pids()
            os.kill(before[0], signal.SIGSTOP)
            heard = await answered(phones)
            for look in range(SILENT_LOOKS + 1):
                assert handler.closed_sockets.empty()
                await clock.advance(LOOK_MS)
                for phone in heard:  # behind the answer of its worker
                    assert await echoes(phone)
                if look == 2:  # who comes now isn't handed to the one that says nothing
                    late = await connect(url)
                    assert await echoes(late)
            assert "a worker hangs" in await words.get()
            assert "a worker ended (-9)" in await words.get()
            gone = [await handler.closed_sockets.get() for _ in range(2)]
            assert not any(socket.is_open for socket in gone)
            await clock.advance(RESTART_MS)
            while len(worker_pids()) < 2:
                await SystemClock().pause(10)
            assert set(before) & set(worker_pids()) == {before[1]}
            for phone in set(phones) - set(heard):
                await phone.wait_closed()
            back = [await reconnected(url) for _ in range(2)]
            for phone in (*back, *heard, late):
                assert await echoes(phone)
                await phone.close()
            assert words.empty()

    run(story)


def test_a_worker_that_has_no_room_to_begin_is_tried_again_while_the_others_go_on(
    caplog, monkeypatch
):
    handler, words = Echo(), asyncio.Queue()
    caplog.set_level(logging.ERROR, "pulsemeter.workers")
    monkeypatch.setattr(caplog.handler, "emit", lambda one: words.put_nowait(one.getMessage()))

    async def story():
        async with echo_server(handler, workers=2) as (url, _):
            phones = [await connect(url) for _ in range(2)]
            before, limits = worker_pids(), resource.getrlimit(resource.RLIMIT_NOFILE)
            lowest_free = os.dup(0)
            os.close(lowest_free)
            resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, limits[1]))
            try:
                os.kill(before[0], signal.SIGKILL)
                assert "a worker ended (-9)" in await words.get()
                # Its own ends of line and door are closed by now, so two descriptors are free.
                held = [os.dup(0) for _ in range(free_descriptors())]
                assert "no worker can be started (Too many open files)" in await words.get()
                goes_on = [phone for phone in phones if await echoes(phone)]
                for one in held:
                    os.close(one)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            assert len(goes_on) == 1
            while len(worker_pids()) < 2:
                await SystemClock().pause(10)
            assert words.empty()
            for phone in goes_on:
                await phone.close()

    run(story)


def free_descriptors():
    """How many descriptors this process may still have."""
    held = []
    try:
        while True:
            held.append(os.dup(0))
    except OSError:
        for one in held:
            os.close(one)
    return len(held)


async def echoes(phone):
    """Whether this phone's line is open."""
    try:
        await phone.send("hello")
        return await phone.recv() == "hello"
    except websockets.ConnectionClosed:
        return False


def test_a_worker_that_ends_as_it_begins_is_told(monkeypatch):
    async def story():
        monkeypatch.setattr(sys, "executable", "/bin/false")
        with pytest.raises(NoWorkers, match="ended as it began"):
            async with echo_server(Echo(), workers=2):
                pass
        monkeypatch.setattr(sys, "executable", "/bin/nothing-of-this-name")
        with pytest.raises(NoWorkers, match="no worker can be started"):
            async with echo_server(Echo(), workers=2):
                pass

    run(story)


def test_the_application_says_goodbye_through_the_line():
    handler = Echo()

    async def story():
        async with echo_server(handler, workers=2) as (url, _):
            for said, code in (("goodbye", CLOSE_POLICY), ("fail", CLOSE_FAULT)):
                async with connect(url) as phone:
                    await phone.send(said)
                    await phone.send("more")
                    with pytest.raises(websockets.ConnectionClosed):
                        await phone.recv()
                    assert phone.close_code == code
                gone = await handler.closed_sockets.get()
                assert not gone.is_open

    run(story)
