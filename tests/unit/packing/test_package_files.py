"""A package is a folder or a ZIP, whole or not there, and Frictionless takes it as it says."""

import json
import zipfile

import frictionless
import pytest
from tests.unit.packing.written_table import ROWS, long_table, small_package, small_table

from pulsemeter.packing.package_files import FORMATS, rows_to_write, write_folder, write_zip
from pulsemeter.service.ports import StoreError


def test_a_folder_holds_every_form_and_frictionless_finds_it_valid(tmp_path):
    told = []
    package = small_package(small_table(), long_table(2, 10), texts={"method_note.md": "How.\n"})
    names = write_folder(package, FORMATS, tmp_path / "out", told.append)
    assert sorted(names) == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert {f"answers.{ending}" for ending in FORMATS} < set(names)
    assert {"datapackage.json", "codebook.txt", "method_note.md"} < set(names)
    assert sum(told) == rows_to_write(package, FORMATS) == 5 * 23
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert [task.stats["rows"] for task in report.tasks] == [3, 20]
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_frictionless_finds_what_is_not_as_described(tmp_path):
    write_folder(small_package(), ("csv",), tmp_path / "out")
    path = tmp_path / "out" / "answers.csv"
    path.write_text(path.read_text("utf-8-sig").replace("pressed", "something"), "utf-8-sig")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert "constraint-error" in [kind for (kind,) in report.flatten(["type"])]


def test_other_forms_stand_beside_their_csv(tmp_path):
    names = write_folder(small_package(), ("dta",), tmp_path / "out")
    assert {"answers.csv", "answers.dta"} < set(names)
    told = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert told["resources"][0]["path"] == "answers.csv"
    assert told["resources"][0]["alsoAs"] == ["answers.dta"]


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(StoreError, match="is there already"):
        write_folder(small_package(), ("csv",), tmp_path / "out")
    assert not any((tmp_path / "out").iterdir())


def test_a_folder_that_cannot_be_made_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be written"):
        write_folder(small_package(), ("csv",), tmp_path / "file" / "out")


@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_nothing_is_left_of_work_that_was_ended(tmp_path, write):
    def stop(rows):
        if rows:
            raise RuntimeError("enough")

    with pytest.raises(Exception, match="enough"):
        write(small_package(), FORMATS, tmp_path / "out.zip", stop)
    assert not any(tmp_path.iterdir())


def test_a_zip_tells_no_time_and_is_the_same_twice(tmp_path):
    package = small_package(small_table(), long_table(1, 5))
    sizes = [write_zip(package, ("csv",), tmp_path / name) for name in ("a.zip", "b.zip")]
    first, second = ((tmp_path / name).read_bytes() for name in ("a.zip", "b.zip"))
    assert first == second
    assert sizes == [len(first), len(second)]
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}
        assert "talk-CODE-released/answers.csv" in packed.namelist()
        assert packed.testzip() is None


def test_rows_are_those_of_the_table(tmp_path):
    write_folder(small_package(), ("csv",), tmp_path / "out")
    resource = frictionless.Package(str(tmp_path / "out" / "datapackage.json")).resources[0]
    rows = resource.read_rows()
    assert [row["choice"] for row in rows] == ROWS["choice"]
    assert [row["there"] for row in rows] == ROWS["there"]
