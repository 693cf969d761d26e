import asyncio
import socket

import pytest

from pulsemeter.bootstrap import serving
from pulsemeter.cli.demo import _forget
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.settings import Settings
from pulsemeter.storage.sqlite import lock_folder


def test_starting_afresh_removes_a_data_folder(command):
    command.session()
    _forget(command.data)
    assert not command.data.exists()


def test_starting_afresh_removes_all_that_a_server_leaves(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings = Settings(tmp_path / "data", port=free.getsockname()[1])

    async def served():
        async with serving(settings):
            pass

    asyncio.run(served())
    for folder in ("media", "quarantine", "packages", "reports", "overlays", "exports"):
        (settings.data / folder).mkdir(exist_ok=True)
    assert (settings.data / "webhook.secret").exists()
    _forget(settings.data)
    assert not settings.data.exists()


def test_starting_afresh_removes_nothing_that_is_not_ours(command):
    command.session()
    (command.data / "thesis.odt").write_text("years of work", "utf-8")
    said = command.refused("demo", "--fresh")
    assert "thesis.odt" in said
    assert (command.data / "thesis.odt").exists()
    assert (command.data / "studies.sqlite").exists()


def test_starting_afresh_leaves_a_running_server_its_folder(command):
    command.session()
    with lock_folder(command.data):
        command.refused("demo", "--fresh")
    assert (command.data / "studies.sqlite").exists()


def test_a_folder_that_cannot_be_removed_is_told(command, monkeypatch):
    command.session()

    def no(path):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pulsemeter.bootstrap.folders.shutil.rmtree", no)
    with pytest.raises(Stop, match="can't be removed"):
        _forget(command.data)
