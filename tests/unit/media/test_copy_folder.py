import asyncio
import errno
import os

import pytest

from pulsemeter.media.copy_folder import copy_folder
from pulsemeter.service.ports import StoreError


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "talk"
    (folder / "long.hls").mkdir(parents=True)
    (folder / "talk.mp4").write_bytes(b"picture")
    (folder / "long.hls" / "part.m4s").write_bytes(b"piece")
    (folder / ".arriving").write_bytes(b"half")
    return folder


def content(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


WHOLE = {"talk.mp4": b"picture", "long.hls/part.m4s": b"piece"}


def test_a_copy_is_a_second_name_of_the_same_files(source, tmp_path):
    target = tmp_path / "copy"
    asyncio.run(copy_folder(source, target))
    assert content(target) == WHOLE
    assert (target / "talk.mp4").samefile(source / "talk.mp4")
    (source / "talk.mp4").unlink()
    assert content(target) == WHOLE


def test_where_a_disk_knows_no_second_names_files_are_copied(source, tmp_path, monkeypatch):
    def link(*_):
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", link)
    asyncio.run(copy_folder(source, tmp_path / "copy"))
    assert content(tmp_path / "copy") == WHOLE
    assert not (tmp_path / "copy" / "talk.mp4").samefile(source / "talk.mp4")


def test_of_a_copy_that_fails_nothing_is_left(source, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr("shutil.copy2", full)
    with pytest.raises(StoreError, match="can't be copied"):
        asyncio.run(copy_folder(source, tmp_path / "copy"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["talk"]


def test_a_study_without_files_is_copied_without(tmp_path):
    asyncio.run(copy_folder(tmp_path / "none", tmp_path / "copy"))
    assert not (tmp_path / "copy").exists()
