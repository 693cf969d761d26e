import asyncio
import socket

import httpx
import pytest

from pulsemeter import bootstrap
from pulsemeter.bootstrap import (
    forget_folder,
    media_folder,
    opened,
    serving,
)
from pulsemeter.domain.session import SessionKind
from pulsemeter.service.ports import StoreError
from pulsemeter.settings import Settings


@pytest.fixture
def settings(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Settings(tmp_path / "data", port=free.getsockname()[1])


def test_a_server_answers_and_ends(settings):
    async def story():
        async with serving(settings) as server:
            async with httpx.AsyncClient() as client:
                page = await client.get(f"{settings.url}/")
            assert page.status_code == 200
            assert "server" not in page.headers
            assert server.services.conduct.places() == []
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", settings.port)) != 0

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
            conduct = bootstrap.Conduct(
                other.stores.studies, bootstrap.SystemClock(), bootstrap.SystemChance()
            )
            planned = await conduct.plan("talk", SessionKind.LIVE)
            async with asyncio.timeout(20):
                while not server.services.conduct.places():
                    await server.clock.pause(20)
            assert server.services.conduct.place(planned.code).session == planned

    asyncio.run(story())


def test_a_disk_that_stays_full_does_not_keep_the_server_from_ending(monkeypatch, caplog):
    monkeypatch.setattr(bootstrap, "_STORE_WAIT_S", 0.01)

    class Stuck:
        class commits:  # noqa: N801 - stands where ingest has its commits
            is_idle = asyncio.Event()
            trouble = "the disk is full"

    asyncio.run(bootstrap._written(Stuck()))
    assert "the disk is full" in caplog.text
    assert "none of them was acknowledged" in caplog.text


def test_stimuli_lie_in_the_data_folder(tmp_path):
    assert media_folder(tmp_path).parent == tmp_path
