"""The status is told over a socket in the data folder, to whoever may open it, and only once."""

import asyncio
import socket

import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.web.local_status import SOCKET_NAME, NotTold, _address, ask_locally, told_locally


@pytest.fixture
def folder(tmp_path):
    # Deeper than a socket's name may be long.
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    return deep


def test_whoever_asks_is_told_the_words(visit, folder):
    async def story(site):
        async with told_locally(folder, site.services.status.read):
            assert (folder / SOCKET_NAME).stat().st_mode & 0o777 == 0o600
            for _ in range(2):
                told = await asyncio.to_thread(ask_locally, folder)
                assert told.startswith("As of ")
                assert "\n  Tally                   has counted all that is stored\n" in told
        assert not (folder / SOCKET_NAME).exists()
        with pytest.raises(
            NotTold, match=r"start one: pulsemeter serve --data.*the one that leads"
        ):
            await asyncio.to_thread(ask_locally, folder)

    visit(story)


def test_a_killed_server_leaves_a_socket_that_the_next_takes_over(visit, folder):
    async def story(site):
        with socket.socket(socket.AF_UNIX) as killed, _address(folder) as address:
            killed.bind(address)
        with pytest.raises(NotTold, match="no server tells its status"):
            ask_locally(folder)
        async with told_locally(folder, site.services.status.read):
            assert (await asyncio.to_thread(ask_locally, folder)).startswith("As of ")

    visit(story)


def test_a_store_that_cant_be_read_is_told_as_what_is_wrong(folder):
    async def failing():
        raise StoreError("the disk gave an I/O error. Look at it.")

    async def story():
        async with told_locally(folder, failing):
            told = await asyncio.to_thread(ask_locally, folder)
        assert told == "! the disk gave an I/O error. Look at it.\n"

    asyncio.run(story())


def test_a_server_that_hangs_is_told_of(folder):
    with socket.socket(socket.AF_UNIX) as hanging, _address(folder) as address:
        hanging.bind(address)
        hanging.listen()
        with pytest.raises(NotTold, match=r"says nothing for 0\.05 s: it hangs"):
            ask_locally(folder, 0.05)


def test_a_folder_that_isnt_ours_is_said(folder):
    with pytest.raises(NotTold, match="no server tells its status"):
        ask_locally(folder / "nowhere")
    (folder / SOCKET_NAME).write_text("no socket")
    with pytest.raises(NotTold):
        ask_locally(folder)


def test_whoever_asks_and_goes_disturbs_nobody(visit, folder):
    async def story(site):
        async with told_locally(folder, site.services.status.read):
            for _ in range(20):
                with socket.socket(socket.AF_UNIX) as line, _address(folder) as address:
                    line.connect(address)
            assert (await asyncio.to_thread(ask_locally, folder)).startswith("As of ")

    visit(story)


def test_where_no_socket_can_be_the_server_does_without(folder, caplog):
    held = []

    async def story():
        async with told_locally(folder / "gone", lambda: asyncio.sleep(0)):
            held.append("served")

    caplog.set_level("INFO")
    asyncio.run(story())
    assert held == ["served"]
    assert "the status isn't told in" in caplog.text
