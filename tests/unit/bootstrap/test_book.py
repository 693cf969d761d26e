"""A data folder whose book lies in a database."""

import asyncio
import socket
import sys
import urllib.request
from dataclasses import replace

import pytest

from pulsemeter.bootstrap import (
    BOOK_VARIABLE,
    book_facts,
    book_place,
    book_shown,
    is_data_folder,
    opened,
    quiet_folder,
    serving,
)
from pulsemeter.bootstrap.book import PLACE
from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.service.ports import FolderHeld, StoreError
from pulsemeter.settings import Settings
from pulsemeter.storage.sqlite import open_stores

STUDY = Study(
    name="moon",
    title="We choose to go to the moon",
    question="Which statements win people over?",
    stimuli=(Stimulus("rice", "Rice University", 180_000),),
    attributes=(),
    consent=Consent("A university", "Itself", "Presses", "At any time"),
)


@pytest.fixture
def book(postgres_server):
    return postgres_server.emptied()


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def in_folder(data, work, *asked):
    async def inside():
        async with opened(data, *asked) as stores:
            return await work(stores.stores)

    return asyncio.run(inside())


async def add(stores):
    await stores.studies.add_study(STUDY, "", ())


async def names(stores):
    return [study.name for study in await stores.studies.studies()]


def test_a_folder_finds_its_book_again(data, book):
    in_folder(data, add, book)
    assert is_data_folder(data)
    assert not (data / "studies.sqlite").exists()
    assert "the PostgreSQL database pulsemeter" in book_shown(data)
    assert in_folder(data, names) == ["moon"]
    assert in_folder(data, names, "") == ["moon"]


def test_the_surroundings_name_the_book_of_commands_and_of_no_rehearsal(
    data, book, tmp_path, monkeypatch
):
    monkeypatch.setenv(BOOK_VARIABLE, book)
    in_folder(data, add)
    assert book_place(data)[1]
    assert in_folder(tmp_path / "rehearsal", names, "") == []
    assert not book_shown(tmp_path / "rehearsal")


def test_no_password_is_written_into_the_folder(data, book):
    with_password = book.replace("pulsemeter@", "pulsemeter:hunter2hunter2@")
    in_folder(data, names, with_password)
    assert "hunter2" not in (data / PLACE).read_text()
    assert in_folder(data, names) == []


def test_a_folder_keeps_to_its_book(data, book, postgres_server):
    in_folder(data, names, book)
    with pytest.raises(StoreError, match="belongs to another book"):
        in_folder(data, names, postgres_server.make())


def test_a_book_that_moved_is_found_at_its_new_address(data, book, postgres_server):
    in_folder(data, add, book)
    moved = postgres_server.copy(book)
    assert in_folder(data, names, moved) == ["moon"]
    assert moved.partition("@/")[2].partition("?")[0] in (data / PLACE).read_text()


def test_a_folder_with_a_book_of_its_own_takes_no_other(data, book):
    async def made():
        await open_stores(data).close()

    asyncio.run(made())
    with pytest.raises(StoreError, match="holds a book of its own"):
        in_folder(data, names, book)


def test_a_marker_that_was_altered_is_said(data, book):
    in_folder(data, names, book)
    (data / PLACE).write_text("what")
    with pytest.raises(StoreError, match="can't be read"):
        in_folder(data, names)


def test_a_marker_that_cannot_be_read_is_said_and_a_file_is_no_folder(data):
    data.write_text("")
    assert book_place(data) == ("", "")
    data.unlink()
    (data / PLACE).mkdir(parents=True)
    with pytest.raises(StoreError, match="can't be read: Is a directory"):
        book_place(data)


def test_without_its_package_it_says_what_to_install(data, book, monkeypatch):
    for name in [name for name in sys.modules if "storage.postgresql" in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"install pulsemeter\[postgresql\]"):
        in_folder(data, names, book)


def test_what_the_server_is_like(book):
    assert book_facts(book).encoding == "UTF8"


def test_two_folders_are_not_served_from_one_book(tmp_path, book):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(tmp_path / "one", port=port, book=book)

    def asked(url):
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status

    async def story():
        async with serving(settings) as server:
            url = f"http://127.0.0.1:{port}/staff/sign-in"
            assert await asyncio.to_thread(asked, url) == 200
            assert await server.services.staff.admission.first_owner_link() is not None
            # Another process, as the command line is.
            async with opened(settings.data) as other:
                await other.stores.studies.add_study(STUDY, "", ())
                with pytest.raises(FolderHeld, match="another Pulsemeter server"):
                    async with serving(replace(settings, data=tmp_path / "two")):
                        pass
                with pytest.raises(FolderHeld):
                    async with quiet_folder(settings.data):
                        pass
            assert (await server.stores.studies.study("moon")) == STUDY
        async with quiet_folder(settings.data) as quiet:
            assert [study.name for study in await quiet.stores.studies.studies()] == ["moon"]

    asyncio.run(story())
