"""Packages lie under the id of their job, whole or not at all, until they are dropped."""

import asyncio
import threading
import zipfile

import pytest
from tests.unit.packing.written_table import long_table, small_package

from pulsemeter.packing.data_shelf import FolderShelf

STEPS = 2_000


def test_a_package_is_made_told_of_and_dropped(tmp_path):
    shelf, told = FolderShelf(tmp_path / "exports"), []
    package = small_package(long_table(3, 10))
    size = asyncio.run(shelf.make("job-1", package, ("dta",), told.append))
    assert sum(told) == shelf.rows(package, ("dta",)) == 60
    assert size == shelf.path("job-1").stat().st_size
    with zipfile.ZipFile(shelf.path("job-1")) as packed:
        assert "talk-CODE-released/long.dta" in packed.namelist()
    shelf.drop("job-1")
    assert not any((tmp_path / "exports").iterdir())
    shelf.drop("job-1")


def test_one_that_nobody_waits_for_ends_and_leaves_nothing(tmp_path):
    shelf, begun = FolderShelf(tmp_path / "exports"), threading.Event()
    done = []

    def tell(rows):
        done.append(rows)
        begun.set()

    async def story():
        package = small_package(long_table(STEPS, 100))
        task = asyncio.create_task(shelf.make("job-1", package, (), tell))
        await asyncio.to_thread(begun.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(story())
    assert 0 < len(done) < STEPS
    assert not any((tmp_path / "exports").iterdir())


def test_a_server_that_begins_clears_what_lies_there(tmp_path):
    shelf = FolderShelf(tmp_path / "exports")
    asyncio.run(shelf.make("job-1", small_package(), (), lambda _: None))
    shelf.clear()
    assert not (tmp_path / "exports").exists()
    shelf.clear()


@pytest.mark.parametrize("name", ["", "../up", "a/b", "a.zip"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="no name of a job"):
        FolderShelf(tmp_path).path(name)
