"""The printed report compiles, is tagged after PDF/UA-1, and holds what the outline says."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.unit.report.study_reports import HOSTILE, report

from pulsemeter.report import drawing
from pulsemeter.report.outline import Picture, Report
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


def test_a_report_without_figures_compiles() -> None:
    made = report()
    bare = replace(made, lead=tuple(b for b in made.lead if not isinstance(b, Picture)))
    assert len(pages(replace(bare, sections=bare.sections[-1:])).pages) >= 2
