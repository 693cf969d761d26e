"""The printed report compiles, is tagged after PDF/UA-1, and holds what the outline says."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.unit.report.study_reports import HOSTILE, report

from pulsemeter.report import drawing
from pulsemeter.report.outline import Cell, Column, Picture, Report, Section, Table
from pulsemeter.report.print_source import print_source
from pulsemeter.service.set_sheets import SheetError, pdf_of


def pages(made: Report) -> PdfReader:
    return PdfReader(BytesIO(pdf_of(print_source(made), tagged=True)))


def test_it_is_tagged_titled_and_in_its_language() -> None:
    read = pages(report())
    root = read.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "en"
    assert read.metadata is not None
    assert read.metadata.title == "A talk"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_the_compiler_refuses_what_is_not_accessible() -> None:
    source = print_source(report()).replace(", alt: told", "")
    with pytest.raises(SheetError, match="alt"):
        pdf_of(source, tagged=True)


def test_hostile_words_are_printed() -> None:
    text = "".join(page.extract_text() for page in pages(report()).pages)
    assert '#panic("no")' in " ".join(text.split())
    assert HOSTILE[:6] in text


@pytest.mark.parametrize("language", ["ar", "he", "ru"])
def test_other_scripts_are_set(language: str) -> None:
    read = pages(report(language))
    assert read.trailer["/Root"]["/Lang"] == language
    text = "".join(page.extract_text() for page in read.pages)
    assert "\ufffd" not in text


def test_words_of_a_figure_are_set_like_all_others() -> None:
    """Drawn with the figure, letters of India would lie on each other; read aloud, words of it
    would be heard twice."""
    svg = drawing.figure("k", "T", "Told", (600, 200), [drawing.text(300, 90, "उत्तर क्षेत्र")])
    made = replace(report(), lead=(Picture(svg, "A figure", ""),), sections=report().sections[-1:])
    source = print_source(made)
    assert '(300, 90, "start", false, "उत्तर क्षेत्र")' in source
    page = PdfReader(BytesIO(pdf_of(source, tagged=True))).pages[0]
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert any("NotoSansDevanagari" in name for name in fonts)
    assert b"/Artifact" in page.get_contents().get_data()


def places(read: PdfReader, words: str) -> list[float]:
    """How far above the foot of its page each text that holds these words stands, in points."""
    found: list[float] = []

    def look(text: str, matrix: list[float], text_matrix: list[float], *_: object) -> None:
        if words in text:
            found.append(matrix[5] + matrix[3] * text_matrix[5])

    for page in read.pages:
        page.extract_text(visitor_text=look)
    return found


@pytest.mark.parametrize("rows", [3, 14])
def test_a_table_higher_than_a_page_loses_nothing(rows: int) -> None:
    """Few rows stay together, but rows of many words can be higher than a page together."""
    said = "many words of a statement " * 30
    columns = (Column("statement"), *(Column(f"c{k}", figures=True) for k in range(9)))
    cells = [(Cell(f"row{k:02} {said}"), *(Cell("+10"),) * 9) for k in range(rows)]
    section = Section("verdicts", "Verdicts", (Table("Verdicts", columns, tuple(cells)),))
    read = pages(replace(report(), lead=(), sections=(section,)))
    foot = 20 / 25.4 * 72
    assert all(places(read, f"row{k:02}")[0] > foot for k in range(rows))
    # What it belongs to stands on the same page as its first row.
    first = next(page.extract_text() for page in read.pages if "row00" in page.extract_text())
    assert "Verdicts" in first


def test_a_report_without_figures_compiles() -> None:
    made = report()
    bare = replace(made, lead=tuple(b for b in made.lead if not isinstance(b, Picture)))
    assert len(pages(replace(bare, sections=bare.sections[-1:])).pages) >= 2
