"""Simulated panels whose servers die: of three NATS servers one, of those that take reactions one,
of those that show one, of those that tally the one that leads."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.cluster import (
    LOOK_MS,
    Balancer,
    Dashboard,
    book_of,
    is_listening,
    program,
    releases_of,
    served,
    until_listening,
    until_session_ms,
)
from tests.nats_servers import NatsServer, free_ports, log_address, nats_servers

from pulsemeter.bootstrap import log_facts, serving
from pulsemeter.delivery.brief_service import SECRET
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.release.figures import IntervalRelease, Release
from pulsemeter.service.staff_sign_ins import SignIns
from pulsemeter.settings import Settings

STUDY = """\
[study]
name = "talk"
title = "A talk"
join = "open"
[[stimulus]]
id = "talk"
title = "A talk"
duration_ms = {duration_ms}
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
    "WEBVTT\n\n00:00.000 --> 00:15.000\nWe choose to go.\n\n00:15.000 --> 00:30.000\nNot easy.\n"
)
CADENCE_MS = 5_000


def make_study(folder: Path, data: Path, duration_ms: int) -> None:
    """A study of a talk, in the book of this data folder."""
    (folder / "talk.vtt").write_text(WORDS, "utf-8")
    (folder / "study.toml").write_text(STUDY.format(duration_ms=duration_ms), "utf-8")
    made = program("study", "create", folder / "study.toml", "--data", data)
    subprocess.run(made, check=True, capture_output=True, timeout=180)


def rehearsing(
    panelists: int, url: str, data: Path, said_aside: Path
) -> "contextlib.AbstractContextManager[subprocess.Popen[bytes]]":
    """A simulated panel at these doors."""
    with said_aside.open("wb") as aside:
        return subprocess.Popen(
            program(
                "rehearse", "talk", "--panelists", panelists, "--speed", 1, "--json",
                "--url", url, "--data", data,
            ),
            stdout=subprocess.PIPE, stderr=aside,
        )  # fmt: skip


def let_die(
    data: Path,
    rehearsal: "subprocess.Popen[bytes]",
    deaths: Sequence[tuple[int, Callable[[], Any]]],
) -> None:
    """Let servers die, each when the session's clock is there."""
    for at_ms, die in deaths:
        asyncio.run(until_session_ms(data, at_ms))
        assert rehearsal.poll() is None
        die()


def check(
    counts: dict[str, Any], releases: Sequence[Release], panelists: int, duration_ms: int
) -> None:
    """Nothing that was acknowledged is lost or stands twice, and an interval has one record."""
    intervals = duration_ms // CADENCE_MS
    assert counts["differences"] == 0, counts
    assert counts["pages"] == panelists
    assert counts["failed"] == 0
    assert counts["lost"] == counts["doubled"] == counts["tally_differs"] == 0
    assert counts["made"] == counts["stored"] > panelists * intervals // 2
    assert [release.number for release in releases] == list(range(1, len(releases) + 1))
    told = Counter(
        (release.interval, release.standing)
        for release in releases
        if isinstance(release, IntervalRelease)
    )
    assert set(told.values()) == {1}
    assert {interval for interval, _ in told} == set(range(intervals))
    assert {interval for interval, standing in told if standing != "final"} == set(range(intervals))


async def signed_in(data: Path) -> dict[str, str]:
    """What the browser of an owner sends."""
    async with book_of(data) as stores:
        member = StaffMember("olga", "Olga")
        await stores.staff.add(member, Membership(EVERY_STUDY, Role.OWNER))
        sign_ins = SignIns(stores.staff, stores.sign_ins, SystemClock(), SystemChance())
        return {"Cookie": f"pm_staff={await sign_ins.begin(member.id, 'password')}"}


def leader_of(servers: Sequence[NatsServer], log: str) -> NatsServer:
    """The server that leads the stream: while another one is elected nothing is acknowledged."""
    state, _ = log_facts(log, [])
    return next(server for server in servers if server.folder.name == state.current[0])


def test_machines_with_folders_of_their_own_lose_one_of_each_kind_and_no_press(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_server: Any
) -> None:
    """300 participants over three NATS servers and PostgreSQL; two screens watch all the while."""
    panelists, duration_ms = 300, 30_000
    desk, book = tmp_path / "desk", postgres_server.make()
    roles = ("ingest", "ingest", "tally", "tally", "web", "web")
    ports = free_ports(len(roles))
    doors, tallies, webs = ports[:2], ports[2:4], ports[4:]
    with contextlib.ExitStack() as stack:
        servers = stack.enter_context(nats_servers(tmp_path / "nats", 3))
        monkeypatch.setenv("PULSEMETER_BOOK", book)
        make_study(tmp_path, desk, duration_ms)
        log = log_address(servers, "panel", 3)
        running = {}
        for role, port in zip(roles, ports, strict=True):
            data = tmp_path / f"{role}-{port}"
            data.mkdir(mode=0o700)
            (data / SECRET).write_bytes(b"a secret of 32 bytes for all six")
            said = tmp_path / f"{role}-{port}.log"
            running[port] = stack.enter_context(served(data, role, port, said, "--log", log))
        for port in (*doors, *webs):
            asyncio.run(until_listening(port))
        leading = asyncio.run(until_listening(*tallies))
        assert not asyncio.run(is_listening(sum(tallies) - leading)), "it stands by"
        front = stack.enter_context(Balancer(doors))
        rehearsal = stack.enter_context(
            rehearsing(panelists, front.url, desk, tmp_path / "rehearsal.log")
        )
        member, code = asyncio.run(signed_in(desk)), asyncio.run(until_session_ms(desk, 0))
        screens = []
        for sides in (webs, tallies):
            before = stack.enter_context(Balancer(sides, spreads=False))
            url = f"{before.url}/api/v1/sessions/{code}/stream"
            screens.append(stack.enter_context(Dashboard(url, member)))
        let_die(desk, rehearsal, (
            (5_000, lambda: leader_of(servers, log).kill()),
            (11_000, running[doors[0]].kill),
            (15_000, running[webs[0]].kill),
            (18_000, running[leading].kill),
        ))  # fmt: skip
        answer, _ = rehearsal.communicate(timeout=400)
        counts = json.loads(answer)
        releases = asyncio.run(releases_of(desk, counts["session"]))
        for screen in screens:
            screen.until(releases[-1].number)
        assert sum(process.poll() is not None for process in running.values()) == 3
    assert rehearsal.returncode == 0, counts["examples"]
    check(counts, releases, panelists, duration_ms)
    for screen in screens:
        assert screen.numbers == [release.number for release in releases]
        assert screen.streams >= 2, "it came back"


@pytest.mark.slow
def test_a_panel_goes_on_while_one_of_each_kind_of_server_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on one machine, over one data folder."""
    data, panelists, duration_ms = tmp_path / "data", 40, 60_000
    ports = free_ports(4)
    with contextlib.ExitStack() as stack:
        servers = stack.enter_context(nats_servers(tmp_path / "nats", 3))
        monkeypatch.setenv("PULSEMETER_LOG", log_address(servers, "panel", 3))
        make_study(tmp_path, data, duration_ms)
        named = zip(("ingest", "ingest", "tally", "tally"), ports, strict=True)
        running = [
            stack.enter_context(served(data, role, port, tmp_path / f"{role}-{port}.log"))
            for role, port in named
        ]
        for port in ports[:2]:
            asyncio.run(until_listening(port))
        front = stack.enter_context(Balancer(ports[:2]))
        rehearsal = stack.enter_context(
            rehearsing(panelists, front.url, data, tmp_path / "rehearsal.log")
        )
        let_die(data, rehearsal, (
            (8_000, servers[0].kill),
            (22_000, running[0].kill),
            (36_000, lambda: os.kill(int((data / "tally.lock").read_text()), signal.SIGKILL)),
        ))  # fmt: skip
        answer, _ = rehearsal.communicate(timeout=400)
        counts = json.loads(answer)
        releases = asyncio.run(releases_of(data, counts["session"]))
        assert sum(process.poll() is not None for process in running) == 2
    assert rehearsal.returncode == 0, counts["examples"]
    check(counts, releases, panelists, duration_ms)


def test_a_server_without_a_session_is_not_ready_while_its_log_has_no_majority(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of three NATS servers die; nobody presses, and all the same it is told."""
    monkeypatch.setattr("pulsemeter.service.watch_log.LOOK_MS", 100)
    (port,) = free_ports(1)

    async def until(answer: tuple[int, str], web: httpx.AsyncClient) -> None:
        async with asyncio.timeout(120):
            told = (0, "")
            while told != answer:
                await SystemClock().pause(LOOK_MS)
                found = await web.get("/health/ready")
                told = found.status_code, found.text

    async def story(servers: list[NatsServer]) -> None:
        ready, waits = (200, "ready\n"), (503, "nothing can be stored at the moment\n")
        settings = Settings(tmp_path / "data", port=port, log=log_address(servers, "panel", 3))
        async with serving(settings) as server, httpx.AsyncClient(base_url=settings.url) as web:
            assert server.services.conduct.places() == []
            await until(ready, web)
            for one in servers[:2]:
                one.kill()
            await until(waits, web)
            assert "more than half" in (await server.services.status.read()).troubles[0]
            servers[0].start()
            await until(ready, web)
            assert (await server.services.status.read()).troubles == ()

    with nats_servers(tmp_path / "nats", 3) as servers:
        asyncio.run(story(servers))
    assert caplog.text.count("nothing could be stored now") == 1
