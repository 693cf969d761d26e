"""Workbooks are read within limits, whatever their makers were up to."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pulsemeter.intake import workbook
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.workbook import read_workbook


def book(*rows: list, title: str = "Data") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(source: bytes, part: str, before: str, after: str) -> bytes:
    """The package with a text in one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                assert before.encode() in content, content
                content = content.replace(before.encode(), after.encode())
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_become_text_as_it_would_stand_in_a_text_file() -> None:
    found = read_workbook(
        book(
            ["id", "a", "b", "c"],
            ["anna", 1, 2.5, True],
            [None, None, None, None],
            ["ben", datetime.time(0, 1, 2, 500_000), datetime.timedelta(hours=30), " x "],
        ),
        "a.xlsx",
    )
    assert found.frame.rows() == [
        ("anna", "1", "2.5", "true"),
        ("ben", "00:01:02.500", "30:00:00.000", "x"),
    ]
    assert found.locate(found.rows.to_list()) == ["row 2", "row 4"]


def test_rows_above_the_header_are_skipped_and_still_counted() -> None:
    found = read_workbook(book(["Export of May"], ["id"], ["anna"]), "a.xlsx", skip_rows=1)
    assert found.frame.columns == ["id"]
    assert found.locate(found.rows.to_list()) == ["row 3"]


def test_a_sheet_is_chosen_by_name() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(["id"], ["anna"])))
    made.create_sheet("Other").append(["x"])
    made["Other"].append(["y"])
    assert read_workbook(saved(made), "a.xlsx", sheet="Other").frame.rows() == [("y",)]
    assert read_workbook(saved(made), "a.xlsx").notes == ("sheet 'Data' read",)
    with pytest.raises(IntakeError, match="no sheet called 'None'; it has 'Data', 'Other'"):
        read_workbook(saved(made), "a.xlsx", sheet="None")


def test_formulas_are_not_computed_and_that_is_said() -> None:
    found = read_workbook(book(["id", "v"], ["anna", "=1+1"], ["ben", 3]), "a.xlsx")
    assert found.frame["v"].to_list() == [None, "3"]
    assert "formulas in 1 cell of the workbook" in found.notes[0]


def test_a_formula_gives_what_the_file_says_of_its_result() -> None:
    # How an empty result is written depends on what writes XML on this machine.
    made = book(["id", "v"], ["anna", "=1+1"])
    sheet = zipfile.ZipFile(io.BytesIO(made)).read(SHEET).decode()
    empty = next(each for each in ("<v />", "<v/>", "<v></v>") if each in sheet)
    source = changed(made, SHEET, empty, "<v>2</v>")
    assert read_workbook(source, "a.xlsx").frame["v"].to_list() == ["2"]


def test_a_bomb_is_refused_before_it_goes_off(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO(book(["id"], ["anna"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", b"\0" * 30_000_000)
    assert len(out.getvalue()) < 100_000
    monkeypatch.setattr(workbook, "UNPACKED_BYTES_MAX", 20_000_000)
    with pytest.raises(IntakeError, match="unpacks to more than 20 MB"):
        read_workbook(out.getvalue(), "a.xlsx")


def test_one_cell_in_the_last_corner_makes_no_huge_sheet() -> None:
    source = changed(book(["id"], ["anna"]), SHEET, 'r="A2"', 'r="XFD1048576"')
    with pytest.raises(IntakeError, match="1,048,576 rows and 16,384 columns; at most 3,000,000"):
        read_workbook(source, "a.xlsx")


@pytest.mark.parametrize("place", ['<row r="9999999">', "<row\n r = '9999999' >"])
def test_a_row_that_only_says_where_it_is_counts(place: str) -> None:
    source = changed(book(["id", "v"], ["a", 1]), SHEET, '<row r="2">', place)
    source = changed(source, SHEET, 'r="A2" ', "")
    source = changed(source, SHEET, 'r="B2" ', "")
    with pytest.raises(IntakeError, match="9,999,999 rows and 2 columns"):
        read_workbook(source, "a.xlsx")


def test_a_long_text_in_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHARED_SIGNS_MAX", 1_000_000)
    rows = "".join(f'<row><c t="s"><v>{n % 2}</v></c></row>' for n in range(300))
    parts = {
        "xl/workbook.xml": "<workbook/>",
        SHEET: f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
        "xl/any.name": f"<sst><si><t>id</t></si><si><t>{'long ' * 1_000}</t></si></sst>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert len(out.getvalue()) < 5_000
    with pytest.raises(IntakeError, match=r"300 cells of text, and texts of up to 5,000 signs"):
        read_workbook(out.getvalue(), "a.xlsx")


def test_entities_are_refused() -> None:
    source = changed(
        book(["id"], ["anna"]), "xl/workbook.xml", "<workbook",
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook',
    )  # fmt: skip
    with pytest.raises(IntakeError, match="declares entities"):
        read_workbook(source, "a.xlsx")


def test_too_many_parts_are_refused() -> None:
    out = io.BytesIO(book(["id"], ["anna"]))
    with zipfile.ZipFile(out, "a") as package:
        for number in range(workbook.ENTRIES_MAX):
            package.writestr(f"x/{number}", b"")
    with pytest.raises(IntakeError, match="parts; that is no workbook"):
        read_workbook(out.getvalue(), "a.xlsx")


def test_other_archives_and_damage_are_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("readme.txt", "hello")
    with pytest.raises(IntakeError, match="is a ZIP archive, but no workbook"):
        read_workbook(out.getvalue(), "a.zip")
    with pytest.raises(IntakeError, match="damaged or locked"):
        read_workbook(b"PK\x03\x04 no", "a.xlsx")
    with pytest.raises(IntakeError, match=r"sheet1.xml is no XML"):
        read_workbook(changed(book(["id"], ["a"]), SHEET, "</row>", ""), "a.xlsx")
    with pytest.raises(IntakeError, match="no row below its column names"):
        read_workbook(book(["id"]), "a.xlsx")


def test_any_prefix_of_a_workbook_is_a_named_error(tmp_path: Path) -> None:
    whole = book(["id", "v"], *([n, n] for n in range(30)))
    for length in range(4, len(whole) - 1, 97):
        with pytest.raises(IntakeError):
            read_workbook(whole[:length], "a.xlsx")
