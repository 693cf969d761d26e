"""Uploaded files lie in a folder, are read by a child, and go."""

import asyncio
import io

import numpy as np
import pytest
from tests.unit.intake.test_import_child import LONG

from pulsemeter.confined.limits import Limits
from pulsemeter.intake.import_workshop import FolderWorkshop
from pulsemeter.service.ports import StoreError


def test_files_are_kept_read_and_removed(tmp_path, make_study):
    workshop = FolderWorkshop(tmp_path / "imports")

    async def story():
        assert workshop.free_bytes() > 0
        await workshop.keep("job", "a.csv", io.BytesIO(LONG.encode()))
        with pytest.raises(StoreError, match=r"a\.csv can't be stored"):
            await workshop.keep("job", "a.csv", io.BytesIO(b"x"))
        with pytest.raises(StoreError, match="bring them again"):
            await workshop.panel("job")
        found = await workshop.read("job", make_study(), ["a.csv"], None)
        assert found.preview.counts[0] == "24 participants"
        panel, origin = await workshop.panel("job")
        assert (len(panel.categories), len(panel.records)) == (24, 96)
        assert origin.system == "another system"
        np.save(tmp_path / "imports" / "job" / "records.npy", np.zeros(3))
        with pytest.raises(StoreError, match="can't be used"):
            await workshop.panel("job")
        workshop.drop("job")
        assert not (tmp_path / "imports" / "job").exists()
        workshop.clear()
        assert not (tmp_path / "imports").exists()

    asyncio.run(story())


def test_whatever_happens_to_the_child_is_told(tmp_path, make_study):
    workshop = FolderWorkshop(tmp_path, Limits(wall_s=0))

    async def story():
        await workshop.keep("job", "a.csv", io.BytesIO(b"a,b\n1,2\n"))
        found = await workshop.read("job", make_study(), ["a.csv"], "x = 1")
        assert found.refused.startswith("Reading the files took longer than 0 s")
        assert found.mapping == "x = 1"

    asyncio.run(story())


@pytest.mark.parametrize("name", ["", "..", "a/b", "a.b"])
def test_a_job_is_no_path(tmp_path, name):
    with pytest.raises(ValueError, match="no name of a job"):
        FolderWorkshop(tmp_path).drop(name)
