"""A simulated panel whose servers die: of three NATS servers one, of two that take reactions one,
of two that tally the one that leads."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nats_servers import free_ports, log_address, nats_servers

from pulsemeter.bootstrap import opened
from pulsemeter.domain.session import SessionState
from pulsemeter.outside import SystemClock
from pulsemeter.release.figures import IntervalRelease, Release

_CONNECTION = re.compile(rb"connection:", re.IGNORECASE)
_START_S = 180.0
STUDY = """\
[study]
name = "talk"
title = "A talk"
join = "open"
[[stimulus]]
id = "talk"
title = "A talk"
duration_ms = 60000
transcript = "talk.vtt"
[[attribute]]
id = "region"
label = "Region"
[[attribute.category]]
id = "north"
label = "North"
[[attribute.category]]
id = "south"
label = "South"
[consent]
runner = "we"
payer = "we"
kept = "presses"
withdraw = "any time"
"""
WORDS = (
    "WEBVTT\n\n00:00.000 --> 00:30.000\nWe choose to go.\n\n00:30.000 --> 01:00.000\nNot easy.\n"
)


def program(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "pulsemeter", *map(str, arguments)]


class Balancer:
    """What stands in front of the servers: hands each request to one of those that listen, those
    of one browser to the same, as long as that one lives."""

    def __init__(self, ports: list[int]) -> None:
        self._backends = ports
        (self.port,) = free_ports(1)
        self._count = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> "Balancer":
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        held = asyncio.all_tasks() - {asyncio.current_task()}
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1_000)
        )
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError):
            writer.close()
            return
        holder = re.search(rb"pm_seat=([^;\r\n]+)", head)
        self._count += 1
        first = zlib.crc32(holder[1]) if holder else self._count
        if b"\r\nupgrade:" not in head.lower():  # so that the next request is looked at, too
            kept = [line for line in head[:-4].split(b"\r\n") if not _CONNECTION.match(line)]
            head = b"\r\n".join([*kept, b"Connection: close", b"", b""])
        for turn in range(len(self._backends)):
            port = self._backends[(first + turn) % len(self._backends)]
            with contextlib.suppress(OSError):
                there, back = await asyncio.open_connection("127.0.0.1", port)
                back.write(head)
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pipe(reader, back))
                    both.create_task(self._pipe(there, writer))
                return
        writer.close()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError):
                while data := await reader.read(65_536):
                    writer.write(data)
                    await writer.drain()
        finally:
            writer.close()


@contextlib.contextmanager
def served(data: Path, role: str, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One server of a role, in a process of its own."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            program("serve", "--role", role, "--port", port, "--data", data),
            stdout=said, stderr=said,
        )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait(30)


async def until_listening(port: int) -> None:
    async with asyncio.timeout(_START_S):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.1)


async def until_session_ms(data: Path, at_ms: int) -> None:
    """Until the clock of the session that runs is there."""
    async with asyncio.timeout(_START_S), opened(data) as stores:
        while True:
            for session in await stores.stores.studies.sessions():
                is_running = session.state is SessionState.RUNNING
                if is_running and session.clock.session_ms(SystemClock().wall_ms()) >= at_ms:
                    return
            await asyncio.sleep(0.2)


async def releases_of(data: Path, code: str) -> list[Release]:
    """All releases of a session, once the last of them is out."""
    async with asyncio.timeout(_START_S), opened(data) as stores:
        while True:
            found = list((await stores.stores.releases.state(code)).releases)
            if any(release.standing == "final" for release in found):
                return found
            await asyncio.sleep(0.5)


@pytest.mark.slow
def test_a_panel_goes_on_while_one_of_each_kind_of_server_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    (tmp_path / "talk.vtt").write_text(WORDS, "utf-8")
    (tmp_path / "study.toml").write_text(STUDY, "utf-8")
    ports = free_ports(4)
    with contextlib.ExitStack() as stack:
        servers = stack.enter_context(nats_servers(tmp_path / "nats", 3))
        monkeypatch.setenv("PULSEMETER_LOG", log_address(servers, "panel", 3))
        made = program("study", "create", tmp_path / "study.toml", "--data", data)
        subprocess.run(made, check=True, capture_output=True, timeout=180)
        named = zip(("ingest", "ingest", "tally", "tally"), ports, strict=True)
        running = [
            stack.enter_context(served(data, role, port, tmp_path / f"{role}-{port}.log"))
            for role, port in named
        ]
        for port in ports[:2]:
            asyncio.run(until_listening(port))
        front = stack.enter_context(Balancer(ports[:2]))
        said_aside = stack.enter_context((tmp_path / "rehearsal.log").open("wb"))
        rehearsal = stack.enter_context(
            subprocess.Popen(
                program(
                    "rehearse", "talk", "--panelists", 40, "--speed", 1, "--json",
                    "--url", f"http://127.0.0.1:{front.port}", "--data", data,
                ),
                stdout=subprocess.PIPE, stderr=said_aside,
            )
        )  # fmt: skip
        for at_ms, die in (
            (8_000, servers[0].kill),
            (22_000, running[0].kill),
            (36_000, lambda: os.kill(int((data / "tally.lock").read_text()), signal.SIGKILL)),
        ):
            asyncio.run(until_session_ms(data, at_ms))
            assert rehearsal.poll() is None
            die()
        said, _ = rehearsal.communicate(timeout=400)
        counts = json.loads(said)
        releases = asyncio.run(releases_of(data, counts["session"]))
        assert sum(process.poll() is not None for process in running) == 2
    assert rehearsal.returncode == 0, counts
    assert counts["differences"] == 0
    assert counts["made"] == counts["stored"] > 300
    assert [release.number for release in releases] == list(range(1, len(releases) + 1))
    told = Counter(
        (release.interval, release.standing)
        for release in releases
        if isinstance(release, IntervalRelease)
    )
    assert set(told.values()) == {1}
    assert len({interval for interval, _ in told}) == 12
