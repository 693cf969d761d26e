"""Films lie ready whole or not at all, for their view alone, under names that lead nowhere else."""

import pytest

from pulsemeter.media.overlay_folder import FolderOverlays
from pulsemeter.service.overlay_ports import OverlayName

NAME = OverlayName("talk", "ABC234", "v1")


@pytest.fixture
def shelf(tmp_path):
    return FolderOverlays(tmp_path / "overlays")


def kept(shelf, *files, name=NAME):
    folder = shelf.draft(name)
    for file in files:
        (folder / file).write_bytes(file.encode())
    shelf.keep(name)


def test_what_is_kept_lies_ready_the_whole_film_first(shelf):
    assert shelf.held(NAME) == []
    kept(shelf, "clip-best.mp4", "overlay.mp4", "clips.txt")
    assert [(f.name, f.size_bytes) for f in shelf.held(NAME)] == [
        ("overlay.mp4", 11), ("clip-best.mp4", 13), ("clips.txt", 9),
    ]  # fmt: skip
    assert shelf.path(NAME, "overlay.mp4").read_bytes() == b"overlay.mp4"


def test_others_take_the_place_of_all_that_were_there(shelf):
    kept(shelf, "overlay.mp4", "clip-best.mp4")
    kept(shelf, "overlay.mp4")
    assert [f.name for f in shelf.held(NAME)] == ["overlay.mp4"]


def test_what_is_dropped_leaves_what_was_kept_and_nothing_else(shelf, tmp_path):
    kept(shelf, "overlay.mp4")
    (shelf.draft(NAME) / "overlay.mp4").write_bytes(b"half")
    shelf.drop(NAME)
    assert shelf.path(NAME, "overlay.mp4").read_bytes() == b"overlay.mp4"
    assert [p.name for p in (tmp_path / "overlays" / "talk").iterdir()] == ["ABC234.v1"]


def test_a_draft_begins_empty(shelf):
    (shelf.draft(NAME) / "overlay.mp4").write_bytes(b"half")
    assert list(shelf.draft(NAME).iterdir()) == []


def test_films_of_another_view_are_others(shelf):
    kept(shelf, "overlay.mp4")
    other = OverlayName("talk", "ABC234", "v2")
    assert shelf.held(other) == []
    assert shelf.path(other, "overlay.mp4") is None


@pytest.mark.parametrize("file", ["../x.mp4", "..", "a/b.mp4", "other.mp4", "overlay.sqlite", ""])
def test_no_other_name_leads_anywhere(shelf, tmp_path, file):
    kept(shelf, "overlay.mp4")
    (tmp_path / "overlays" / "talk" / "x.mp4").write_bytes(b"not yours")
    assert shelf.path(NAME, file) is None


@pytest.mark.parametrize("study", ["..", "a/b", ""])
def test_a_strange_study_is_no_folder(shelf, study):
    with pytest.raises(ValueError, match="no part of the name"):
        shelf.draft(OverlayName(study, "ABC234", "v1"))
