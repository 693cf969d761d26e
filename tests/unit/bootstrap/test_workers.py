"""A whole server with two workers: nothing that was acknowledged is lost, or stored twice."""

import asyncio
import os
import random
import select
import signal
import socket
import subprocess
import sys
from collections import Counter

import msgspec
import pytest
import uvloop
import websockets
from tests.unit.web.workers.carried_echo import PATIENCE_S, kill, worker_pids

from pulsemeter.bootstrap import opened, serving
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.settings import Settings
from pulsemeter.tally.frame import joined
from pulsemeter.web.participant_socket import COMES_BACK_MS
from pulsemeter.wire.participant import Ack, Hello, Records, ToPage, Welcome, WireRecord

PHONES = 30
STORM_PHONES = 200
HURRY = 20
"""How much sooner phones of a storm come back here than the server asks."""
read = msgspec.json.Decoder(ToPage).decode


class Phone:
    """A page: presses, keeps what isn't acknowledged, and comes back."""

    def __init__(self, url, number):
        self.url, self.number = url, number
        self.key = f"page-key-of-phone-{number:04}"
        self.pressed = self.acknowledged = self.spread_ms = 0
        self.line = None

    async def arrive(self):
        """Connect and say hello, as often as it takes."""
        while True:
            try:
                self.line = await websockets.connect(
                    self.url, additional_headers={"Cookie": f"pm_seat={self.key}"}, compression=None
                )
                await self.line.send(msgspec.json.encode(Hello(self.number + 1)).decode())
                welcome = read(await self.line.recv())
            except (OSError, websockets.InvalidHandshake, websockets.ConnectionClosed):
                continue
            assert isinstance(welcome, Welcome)
            assert welcome.upto >= self.acknowledged
            self.acknowledged = welcome.upto
            self.spread_ms = welcome.spread_ms
            return

    async def say(self):
        """Send everything that isn't acknowledged."""
        waiting = range(self.acknowledged + 1, self.pressed + 1)
        rows = [WireRecord(number, "press", 0, 100) for number in waiting]
        if rows:
            await self.line.send(msgspec.json.encode(Records(self.number + 1, rows)).decode())

    async def press(self):
        """One press, to its acknowledgement."""
        self.pressed += 1
        while self.acknowledged < self.pressed:
            try:
                await self.say()
                await self.hear()
            except websockets.ConnectionClosed:
                await self.arrive()

    async def hear(self):
        """One message."""
        message = read(await self.line.recv())
        if isinstance(message, Ack):
            assert not message.refused
            self.acknowledged = max(self.acknowledged, message.upto)

    async def hear_out(self):
        """Everything until the line ends."""
        try:
            while True:
                await self.hear()
        except websockets.ConnectionClosed:
            return


async def panel(server, make_study, phones=PHONES):
    """A running session with a seat for every phone."""
    await server.stores.studies.add_study(make_study(), "", ())
    services = server.services
    code = (await services.conduct.plan("talk", SessionKind.LIVE, simulated=True)).code
    await services.conduct.step(code, SessionState.OPEN)
    url = server.settings.url.replace("http", "ws") + "/p/socket"
    phones = [Phone(url, number) for number in range(phones)]
    for phone in phones:
        seat = (await services.enrolment.redeem(code, "", phone.key)).seat
        seat = await services.enrolment.consent(seat)
        seat = await services.enrolment.answer_profile(seat, {"region": "north"})
        await services.enrolment.practised(seat)
    await services.conduct.step(code, SessionState.RUNNING)
    await asyncio.gather(*(phone.arrive() for phone in phones))
    return code, phones


async def stored_in(data, code):
    """How often each (writer, sequence) stands in the log."""
    async with opened(data) as stores:
        frames = await stores.stores.log.read(code, limit=100_000)
    rows = joined([frame.records for _, frame in frames])
    return Counter(zip(rows["writer"].tolist(), rows["sequence"].tolist(), strict=True))


async def until_offered(commits):
    """Until something waits to be written."""
    offered, offer = asyncio.Event(), commits.offer

    def noticed(*offering):
        offer(*offering)
        offered.set()

    commits.offer = noticed
    await offered.wait()


def told(phones):
    """What the phones know to be stored."""
    return {
        (phone.number + 1, sequence)
        for phone in phones
        for sequence in range(1, phone.acknowledged + 1)
    }


@pytest.fixture
def settings(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Settings(tmp_path / "data", port=free.getsockname()[1], workers=2)


def run(story):
    """On the loop that the product uses; a story that hangs fails."""

    async def patiently():
        async with asyncio.timeout(PATIENCE_S):
            await story()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(patiently())


def costs_nothing_that_was_pressed(settings, make_study, strike):
    """Phones press on while this befalls one worker, and another takes its place."""

    async def story():
        async with serving(settings) as server:
            code, phones = await panel(server, make_study)
            await asyncio.gather(*(phone.press() for phone in phones))
            struck = worker_pids()[0]
            strike(struck)
            for _ in range(4):
                await asyncio.gather(*(phone.press() for phone in phones))
            while len(worker_pids()) < 2:
                await server.clock.pause(10)
            assert struck not in worker_pids()
            for phone in phones:
                await phone.line.close()
        stored = await stored_in(settings.data, code)
        assert stored == Counter(told(phones))
        assert stored.total() == 5 * PHONES

    run(story)


def test_a_worker_that_is_killed_costs_nothing_that_was_pressed(settings, make_study):
    costs_nothing_that_was_pressed(settings, make_study, kill)


def test_a_worker_that_hangs_costs_nothing_that_was_pressed(settings, make_study, monkeypatch):
    monkeypatch.setattr("pulsemeter.web.workers.pool.LOOK_MS", 500)
    monkeypatch.setattr("pulsemeter.web.workers.worker.START_LOOKS", 100)  # however busy we are
    costs_nothing_that_was_pressed(settings, make_study, lambda pid: os.kill(pid, signal.SIGSTOP))


def test_phones_that_are_all_cut_off_come_back_over_the_time_they_were_told(settings, make_study):
    chance = random.Random(68)

    async def story():
        async with serving(settings) as server:
            code, phones = await panel(server, make_study, STORM_PHONES)
            assert max(phone.spread_ms for phone in phones) == COMES_BACK_MS * STORM_PHONES
            await asyncio.gather(*(phone.press() for phone in phones))
            for pid in worker_pids():
                kill(pid)

            async def come_back(phone):
                await phone.line.wait_closed()
                await asyncio.sleep(chance.uniform(0, phone.spread_ms) / 1_000 / HURRY)
                await phone.arrive()
                await phone.press()

            await asyncio.gather(*(come_back(phone) for phone in phones))
            for phone in phones:
                await phone.line.close()
        stored = await stored_in(settings.data, code)
        assert stored == Counter(told(phones))
        assert stored.total() == 2 * STORM_PHONES

    run(story)


def test_what_was_taken_is_answered_before_the_server_ends(settings, make_study):
    async def story():
        async with serving(settings) as server:
            code, phones = await panel(server, make_study)
            ingest = server.services.ingest
            for phone in phones:
                phone.pressed = 20
                await phone.say()
            await until_offered(ingest.commits)
        await asyncio.gather(*(phone.hear_out() for phone in phones))
        stored = await stored_in(settings.data, code)
        assert stored
        assert stored == Counter(told(phones))

    run(story)


def test_a_server_that_is_killed_takes_its_workers_along(settings):
    server = subprocess.Popen(
        [sys.executable, "-m", "pulsemeter", "serve", "--port", str(settings.port), "--data",
         str(settings.data), "--workers", "2"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert any(line.startswith("Stop with") for line in server.stdout)
        watched = [os.pidfd_open(pid) for pid in worker_pids(server.pid)]
        assert len(watched) == 2
        server.kill()
        for worker in watched:
            ended, _, _ = select.select((worker,), (), (), PATIENCE_S)
            assert ended, "a worker outlived its server"
            os.close(worker)
    finally:
        server.kill()
        server.communicate()
