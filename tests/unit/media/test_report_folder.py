"""Reports on disk: whole, replaced at once, apart by view."""

import asyncio

import pytest

from pulsemeter.media.report_folder import FolderReports
from pulsemeter.service.ports import StoreError
from pulsemeter.service.report_ports import ReportName

NAME = ReportName("talk", "CODE", "view")


def test_files_come_back_by_format_and_take_the_place_of_older_ones(tmp_path):
    shelf = FolderReports(tmp_path)
    assert shelf.newest(NAME) is None
    asyncio.run(shelf.keep(NAME, {"html": b"first", "pdf": b"print"}))
    asyncio.run(shelf.keep(NAME, {"html": b"second"}))
    kept = shelf.newest(NAME)
    assert kept is not None
    assert {form: path.read_bytes() for form, path in kept.files.items()} == {"html": b"second"}
    assert [path.name for path in (tmp_path / "talk").iterdir()] == ["CODE.view"]
    assert kept.files["html"].stat().st_mode & 0o777 == 0o600
    assert shelf.newest(ReportName("talk", "CODE", "other")) is None


def test_what_is_kept_is_listed_and_can_be_dropped(tmp_path):
    shelf = FolderReports(tmp_path)
    assert shelf.kept() == []
    asyncio.run(shelf.keep(NAME, {"html": b"x", "pdf": b"y"}))
    assert shelf.kept() == [NAME]
    shelf.drop(NAME)
    assert shelf.kept() == []
    assert shelf.newest(NAME) is None


def test_no_name_leads_elsewhere(tmp_path):
    with pytest.raises(ValueError, match="no part of a report"):
        FolderReports(tmp_path).newest(ReportName("..", "CODE", "view"))


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "talk").write_text("a file")
    with pytest.raises(StoreError, match="can't be written"):
        asyncio.run(FolderReports(tmp_path).keep(NAME, {"html": b"x"}))
