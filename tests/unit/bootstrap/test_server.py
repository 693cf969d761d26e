import asyncio
import socket
import subprocess
import sys
from dataclasses import replace

import httpx
import numpy as np
import pytest

from pulsemeter.bootstrap import (
    forget_folder,
    importing,
    opened,
    serving,
)
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.retention import Retention
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.erasure_list import ListRefused, list_text, withdrawal_entry
from pulsemeter.service.erasure_ports import Withdrawal
from pulsemeter.service.import_ports import ImportedSeat
from pulsemeter.service.ports import StoreError
from pulsemeter.settings import Settings
from pulsemeter.tally.frame import RECORD, Frame
from pulsemeter.web.request_limits import LimitedRequests


@pytest.fixture
def settings(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Settings(tmp_path / "data", port=free.getsockname()[1])


def test_a_server_answers_and_ends(settings):
    settings = replace(settings, metrics_token="t" * 32)

    async def story():
        async with serving(settings) as server:
            async with httpx.AsyncClient() as client:
                page = await client.get(f"{settings.url}/")
            assert page.status_code == 200
            assert "server" not in page.headers
            assert server.services.conduct.places() == []
            async with httpx.AsyncClient() as client:
                ready = await client.get(f"{settings.url}/health/ready")
                metrics = await client.get(
                    f"{settings.url}/metrics", headers={"authorization": f"Bearer {'t' * 32}"}
                )
            assert ready.text == "ready\n"
            assert "pulsemeter_sockets 0\n" in metrics.text
            assert not server.services.health.is_stopping
        assert server.services.health.is_stopping
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", settings.port)) != 0

    asyncio.run(story())


def test_a_server_leaves_who_never_ends_a_request(settings, monkeypatch):
    monkeypatch.setattr(LimitedRequests, "HEAD_WAIT_S", 0.05)

    async def story():
        async with serving(settings):
            reader, writer = await asyncio.open_connection("127.0.0.1", settings.port)
            writer.write(b"GET / HTTP/1.1\r\nhost: pul")
            async with asyncio.timeout(60):
                assert await reader.read() == b""
            writer.close()

    asyncio.run(story())


@pytest.mark.parametrize(("from_where", "is_believed"), [("127.0.0.1", True), ("127.0.0.2", False)])
def test_whom_somebody_asks_for_is_believed_of_a_proxy_on_this_machine_alone(
    settings, monkeypatch, from_where, is_believed
):
    """Guesses are counted by address, and this machine's own have no bound: an address in a header
    counts where it is believed. Every address that begins with 127 leads to this machine."""
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)

    async def story():
        way = httpx.AsyncHTTPTransport(local_address=from_where)
        forged = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}
        async with serving(settings), httpx.AsyncClient(transport=way, headers=forged) as client:
            guess = {"recovery_code": "AAAA-AAAA-AAAA-AAAA"}
            told = [await client.post(f"{settings.url}/takeover", data=guess) for _ in range(60)]
        assert {one.status_code for one in told} == ({404, 429} if is_believed else {404})
        # What counts as TLS is told by the same proxy.
        assert ("strict-transport-security" in told[0].headers) is is_believed

    asyncio.run(story())


def test_one_server_per_data_folder(settings):
    async def story():
        async with serving(settings):
            with pytest.raises(StoreError):
                async with serving(Settings(settings.data, port=settings.port + 1)):
                    pass
            with pytest.raises(StoreError):
                forget_folder(settings.data)
        forget_folder(settings.data)
        assert not settings.data.exists()

    asyncio.run(story())


def test_what_another_process_writes_reaches_a_running_server(settings, make_study):
    async def story():
        async with serving(settings) as server, opened(settings.data) as other:
            await other.stores.studies.add_study(make_study(), "", ())
            conduct = Conduct(other.stores.studies, SystemClock(), SystemChance())
            planned = await conduct.plan("talk", SessionKind.LIVE)
            async with asyncio.timeout(20):
                while not server.services.conduct.places():
                    await server.clock.pause(20)
            assert server.services.conduct.place(planned.code).session == planned

    asyncio.run(story())


async def leave_persons(data):
    """What an import leaves where the power fails between its persons and its session."""
    seat = Seat(7, "STRAY2", SeatStep.THANKS, consent_version=1, writers=(8,))
    records = np.zeros(1, dtype=RECORD)
    records["seat"], records["writer"], records["sequence"] = 7, 8, 1
    async with opened(data) as stores:
        imports = stores.stores.imports
        await imports.keep_persons(
            [ImportedSeat(seat, b"a", b"b")], [Frame("STRAY2", 1, 1, records)]
        )
        assert await imports.codes() == {"STRAY2"}


def test_what_a_dead_import_left_is_found_by_nobody_and_erased_at_the_start(settings):
    async def story():
        await leave_persons(settings.data)
        async with serving(settings) as server:
            assert server.services.conduct.places() == []
            async with httpx.AsyncClient() as client:
                page = await client.get(f"{settings.url}/j/STRAY2")
            assert page.status_code == 404
            async with asyncio.timeout(60):
                while await server.stores.imports.codes():
                    await server.clock.pause(20)

    asyncio.run(story())


def test_persons_of_an_import_under_way_are_left_alone(settings, caplog):
    caplog.set_level("INFO")

    async def story():
        await leave_persons(settings.data)
        with importing(settings.data):
            async with serving(settings) as server, asyncio.timeout(60):
                while "what a dead import left" not in caplog.text:
                    await server.clock.pause(20)
                assert await server.stores.imports.codes() == {"STRAY2"}

    asyncio.run(story())


def test_a_running_server_lets_persons_go_and_keeps_the_list_elsewhere(settings, make_study):
    listed = settings.data.parent / "erasures.txt"
    hurried = replace(settings, speed=100_000.0, erasures=listed)
    of_a_lost_disk = withdrawal_entry(Withdrawal("LOST22", 7))
    listed.write_text(list_text([of_a_lost_disk]), "utf-8")

    async def story():
        async with serving(hurried) as server:
            stores, conduct = server.stores, server.services.conduct
            enrolment = server.services.enrolment
            await stores.studies.add_study(make_study(retention=Retention(persons_days=2)), "", ())
            code = (await conduct.plan("talk", SessionKind.LIVE)).code
            await conduct.step(code, SessionState.OPEN)
            for number in range(3):
                await enrolment.redeem(code, "", f"page-key-{number:020}")
            gone = (await enrolment.redeem(code, "", "page-key-of-who-withdraws")).seat
            await enrolment.withdraw(gone)
            entry = withdrawal_entry(Withdrawal(code, gone.id))
            async with asyncio.timeout(60):
                while entry not in listed.read_text("utf-8"):
                    await server.clock.pause(60_000)
            assert of_a_lost_disk in listed.read_text("utf-8"), "a new folder empties no list"
            await conduct.step(code, SessionState.CLOSED)
            async with asyncio.timeout(60):
                while "persons" not in await stores.erasures.steps(code):
                    await server.clock.pause(60_000)
            assert await stores.seats.all(code) == []
            assert enrolment.seats(code) == []
            async with asyncio.timeout(60):
                while entry in listed.read_text("utf-8"):
                    await server.clock.pause(60_000)
            assert of_a_lost_disk in listed.read_text("utf-8")

    asyncio.run(story())


def test_a_server_writes_over_no_file_that_is_no_list_of_erasures(settings):
    notes = settings.data.parent / "notes.txt"
    notes.write_bytes(b"mine\xff")

    async def story():
        async with serving(replace(settings, erasures=notes)):
            pass

    with pytest.raises(ListRefused, match="is no list of erasures"):
        asyncio.run(story())
    assert notes.read_bytes() == b"mine\xff"


def test_a_start_loads_no_statistics_that_only_an_analysis_asks_for():
    # They took a fifth of the time until the first page; what asks for them loads them then.
    late = ("scipy.stats", "scipy.signal", "scipy.interpolate", "scipy.ndimage", "scipy.cluster")
    told = "import sys, pulsemeter.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "scipy.optimize" in loaded
    assert loaded.isdisjoint(late)


def test_garbage_is_looked_for_again_once_all_is_loaded():
    told = "import gc, pulsemeter.cli; print(gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_a_server_whose_work_fails_does_not_wait_for_a_writer_that_has_gone(settings, monkeypatch):
    fails = asyncio.Event()

    async def work(*_, **__):
        await fails.wait()
        raise StoreError("it is gone")

    monkeypatch.setattr("pulsemeter.bootstrap.server.beat", work)
    monkeypatch.setattr("pulsemeter.bootstrap.server.STORE_WAIT_S", 3_600)

    async def story():
        async with asyncio.timeout(30) as patience:
            with pytest.RaisesGroup(StoreError):
                async with serving(settings) as server:
                    server.services.ingest.commits.offer(None, print)
                    fails.set()
                    await asyncio.Event().wait()
        assert not patience.expired()

    asyncio.run(story())
