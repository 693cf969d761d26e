"""Packages are whole under their names, one per decision and view."""

import asyncio
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pulsemeter.media.package_folder import FolderPackages
from pulsemeter.service.hand_over_ports import PackageName
from pulsemeter.service.ports import StoreError

NAME = PackageName("größe", "-d1_x", "0123456789abcdef", 9)
TEXTS = {"quote.txt": "“So”".encode(), "figures.csv": b"a,b\n"}


def kept(shelf: FolderPackages, name: PackageName = NAME, clip: str = ""):
    return asyncio.run(shelf.keep(name, "talk-s1-r1", TEXTS, clip))


def test_texts_and_clip_in_one_folder(tmp_path: Path) -> None:
    shelf = FolderPackages(tmp_path)
    shelf.clip_path(NAME).write_bytes(b"film")
    package = kept(shelf, clip="clip.mp4")
    assert (package.name, package.size_bytes) == (NAME, package.path.stat().st_size)
    with zipfile.ZipFile(package.path) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "talk-s1-r1/quote.txt": TEXTS["quote.txt"],
            "talk-s1-r1/figures.csv": TEXTS["figures.csv"],
            "talk-s1-r1/clip.mp4": b"film",
        }
    assert stat.S_IMODE(package.path.stat().st_mode) == 0o600
    assert list((tmp_path / "größe").iterdir()) == [package.path]
    assert FolderPackages(tmp_path).newest("größe", "-d1_x", "0123456789abcdef") == package


def test_a_clip_from_another_edition_of_a_recording_makes_another_package(tmp_path: Path) -> None:
    shelf = FolderPackages(tmp_path)
    kept(shelf)
    recorded = kept(shelf, replace(NAME, recording=2))
    assert shelf.newest(NAME.study, NAME.decision, NAME.view) == recorded
    aligned = kept(shelf, replace(NAME, recording=11))
    assert shelf.newest(NAME.study, NAME.decision, NAME.view) == aligned
    assert [p.name for p in (tmp_path / "größe").iterdir()] == ["-d1_x.0123456789abcdef.9-11.zip"]


def test_a_newer_one_takes_the_place_of_older_ones(tmp_path: Path) -> None:
    shelf = FolderPackages(tmp_path)
    other_view = kept(shelf, replace(NAME, view="other"))
    other = kept(shelf, replace(NAME, decision="d1_x"))
    kept(shelf)
    newer = kept(shelf, replace(NAME, release=10))
    assert shelf.newest(NAME.study, NAME.decision, NAME.view) == newer
    assert sorted((tmp_path / "größe").iterdir()) == sorted(
        package.path for package in (other_view, other, newer)
    )


def test_what_was_not_made_is_nothing(tmp_path: Path) -> None:
    shelf = FolderPackages(tmp_path / "none")
    assert shelf.newest("moon", "d1", "v") is None
    path = shelf.clip_path(NAME)
    path.write_bytes(b"half")
    assert not shelf.clip_path(NAME).exists()
    path.write_bytes(b"half")
    shelf.drop(NAME)
    shelf.drop(NAME)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("part", ["../moon", "a/b", "", ".", "a.b", "a\x00"])
def test_no_name_leads_elsewhere(tmp_path: Path, part: str) -> None:
    shelf = FolderPackages(tmp_path)
    for change in ({"study": part}, {"decision": part}, {"view": part}):
        with pytest.raises(ValueError, match="no part of a package's name"):
            shelf.clip_path(replace(NAME, **change))
    with pytest.raises(ValueError, match="no part"):
        shelf.newest("moon", part, "v")


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "größe").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="can't be written"):
        kept(FolderPackages(tmp_path))
