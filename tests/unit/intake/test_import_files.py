"""Files are read one after the other and told as one thing."""

from pathlib import Path

import pytest
from tests.unit.intake.imports import export

from pulsemeter.intake import import_files
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.import_files import called, read_files
from pulsemeter.intake.imported_study import base_study
from pulsemeter.intake.read_mapping import read_mapping


def test_what_is_being_done_is_told(tmp_path: Path) -> None:
    paths, text = export(tmp_path, "file_per_participant", "csv")
    mapping, heard = read_mapping(text), []
    files = read_files(paths, mapping, base_study(mapping, "town"), heard.append)
    assert heard == [f"reading file {n} of 5" for n in range(1, 6)]
    assert [frame["file"].unique().to_list() for frame in files.frames] == [[n] for n in range(5)]
    assert files.unused.names_files


def test_more_records_than_are_kept_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_files, "RECORDS_MAX", 10)
    paths, text = export(tmp_path, "long", "csv")
    mapping = read_mapping(text)
    with pytest.raises(IntakeError, match="more than 10 records"):
        read_files(paths, mapping, base_study(mapping, "town"), lambda what: None)


def test_several_files_have_one_name() -> None:
    assert called([Path("a/b.csv")]) == "b.csv"
    assert called([Path("a.csv"), Path("b.csv")]) == "the import"
