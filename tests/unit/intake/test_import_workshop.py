"""Uploaded files lie in a folder, survive a restart, are read by a child, and go."""

import asyncio
import io

import numpy as np
import pytest
from tests.conftest import settle
from tests.unit.intake.test_import_child import LONG

from pulsemeter.confined.limits import Limits
from pulsemeter.intake.import_workshop import FolderWorkshop, _heard
from pulsemeter.service.import_job_ports import WaitingImport
from pulsemeter.service.ports import StoreError

HELD = WaitingImport("job", "ann", "talk", 1_000, ("a.csv",), "x = 1")


def unheard(share, stage):
    """Hears nothing."""


def test_files_are_kept_read_and_removed(tmp_path, make_study):
    workshop, heard = FolderWorkshop(tmp_path / "imports"), []

    async def story():
        assert workshop.free_bytes() > 0
        await workshop.keep("job", "a.csv", io.BytesIO(b"the one before"))
        await workshop.keep("job", "a.csv", io.BytesIO(LONG.encode()))
        assert workshop.size_bytes("job") == len(LONG)
        with pytest.raises(StoreError, match="bring them again"):
            await workshop.panel("job")
        assert workshop.found("job") is None
        hear = lambda share, stage: heard.append((share, stage))  # noqa: E731
        found = await workshop.read("job", make_study(), ["a.csv"], None, hear)
        assert found.preview.counts[0] == "24 participants"
        assert [stage for _, stage in heard] == [
            "guessing a mapping", "reading file 1 of 1", "putting records in order",
            "preparing the preview",
        ]  # fmt: skip
        assert [share for share, _ in heard] == sorted(share for share, _ in heard)
        assert FolderWorkshop(tmp_path / "imports").found("job") == found
        panel, origin = await workshop.panel("job")
        assert (len(panel.categories), len(panel.records)) == (24, 96)
        assert origin.system == "another system"
        np.save(tmp_path / "imports" / "job" / "records.npy", np.zeros(3))
        with pytest.raises(StoreError, match="can't be used"):
            await workshop.panel("job")
        workshop.unread("job")
        assert workshop.found("job") is None
        workshop.take_away("job", "a.csv")
        assert workshop.size_bytes("job") == 0
        workshop.drop("job")
        assert not (tmp_path / "imports" / "job").exists()

    asyncio.run(story())


def test_imports_are_found_again_and_what_is_none_is_swept(tmp_path):
    workshop = FolderWorkshop(tmp_path / "imports")

    async def story():
        assert workshop.waiting() == []
        await workshop.keep("job", "a.csv", io.BytesIO(b"a"))
        await workshop.keep("half", "a.csv", io.BytesIO(b"a"))
        workshop.put(HELD)
        workshop.put_words("job", "00:01 words")
        later = WaitingImport("later", "ben", "talk", 2_000)
        workshop.put(later)
        (tmp_path / "imports" / "odd").mkdir()
        (tmp_path / "imports" / "odd" / "note.json").write_text("[" * 9_000)
        again = FolderWorkshop(tmp_path / "imports")
        assert again.waiting() == [HELD, later]
        assert again.words("job") == "00:01 words"
        again.sweep({"job", "later"})
        assert {path.name for path in (tmp_path / "imports").iterdir()} == {"job", "later"}
        again.empty("job")
        assert [p.name for p in (tmp_path / "imports" / "job").iterdir()] == ["note.json"]
        with pytest.raises(StoreError, match="bring it again"):
            again.words("job")
        note = tmp_path / "imports" / "job" / "note.json"
        assert note.stat().st_mode & 0o777 == 0o600

    asyncio.run(story())


def test_whatever_happens_to_the_child_is_told(tmp_path, make_study):
    workshop = FolderWorkshop(tmp_path, Limits(wall_s=0))

    async def story():
        await workshop.keep("job", "a.csv", io.BytesIO(b"a,b\n1,2\n"))
        found = await workshop.read("job", make_study(), ["a.csv"], "x = 1", unheard)
        assert found.refused.startswith("Reading the files took longer than 0 s")
        assert found.mapping == "x = 1"
        assert workshop.found("job") == found

    asyncio.run(story())


def test_a_cancelled_reading_leaves_no_child(tmp_path, make_study):
    workshop = FolderWorkshop(tmp_path)

    async def story():
        await workshop.keep("job", "a.csv", io.BytesIO(LONG.encode()))
        work = asyncio.create_task(workshop.read("job", make_study(), ["a.csv"], None, unheard))
        await settle()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert workshop.found("job") is None

    asyncio.run(story())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("0.250 reading", (0.25, "reading")), ("reading", None), ("7 a", None), ("nan a", None),
        ("0.5 a\x1b[2J", None), ("0.5 " + "a" * 99, (0.5, "a" * 80)),
    ],
)  # fmt: skip
def test_a_child_is_heard_in_its_own_words_only(line, told):
    assert _heard(line) == told


@pytest.mark.parametrize("name", ["", "..", "a/b", "a.b"])
def test_an_import_is_no_path(tmp_path, name):
    with pytest.raises(ValueError, match="no name of an import"):
        FolderWorkshop(tmp_path).drop(name)
