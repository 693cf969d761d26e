"""Page, print and slides say the same figures: taken back out of each file, held against the
outline they were written from."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from pptx import Presentation
from pypdf import PdfReader
from tests.unit.report.study_reports import report

from pulsemeter.report.html import page_of
from pulsemeter.report.outline import (
    Bullets,
    Definitions,
    Findings,
    Paragraph,
    Picture,
    Report,
    Table,
)
from pulsemeter.report.print_source import print_source
from pulsemeter.report.slides import slides_of
from pulsemeter.service.set_sheets import pdf_of

NUMBER = re.compile(r"[+−]?\d+(?:[.,:]\d+)*")
LONG_PARTS = ("statements",)
"""Sections that slides leave to the other two."""


def numbers(text: str) -> list[str]:
    """All numbers of a text, whatever breaks a line."""
    return NUMBER.findall(re.sub(r"[\u2066-\u2069\u00ad]", "", text).replace("-", "−"))


def texts(made: Report, without: tuple[str, ...] = ()) -> list[str]:
    """Every text of an outline in which a figure may stand."""
    found = [made.headline, *made.marks]
    blocks = [*made.lead, *(b for s in made.sections if s.key not in without for b in s.blocks)]
    for block in blocks:
        match block:
            case Paragraph(text=text):
                found.append(text)
            case Bullets(texts=lines):
                found += lines
            case Definitions(pairs=pairs):
                found += [text for _, text in pairs]
            case Findings(found=cards):
                found += [t for c in cards for t in (c.quote, *c.sentences, *c.facts)]
            case Table(rows=rows):
                found += [cell.text for row in rows for cell in row]
    return found


def charts(made: Report):
    blocks = [*made.lead, *(b for s in made.sections for b in s.blocks)]
    return [b.chart for b in blocks if isinstance(b, Picture)]


def in_page(made: Report) -> str:
    page = page_of(made)
    page = re.sub(r"<style>.*?</style>|<script>.*?</script>|<svg.*?</svg>", " ", page, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", page))


def in_print(made: Report) -> str:
    read = PdfReader(BytesIO(pdf_of(print_source(made), tagged=True)))
    return "\n".join(page.extract_text() for page in read.pages)


def in_slides(made: Report) -> str:
    found = []
    for slide in Presentation(BytesIO(slides_of(made))).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
        if slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found)


def missing(made: Report, text: str, without: tuple[str, ...] = ()) -> set[str]:
    """Figures of the outline that a file doesn't have as often as it should."""
    held = numbers(text)
    return {
        number for told in texts(made, without) for number in numbers(told) if number not in held
    }


@pytest.fixture(scope="module")
def made() -> Report:
    return report()


def test_every_figure_of_the_outline_is_in_every_file(made: Report) -> None:
    assert len({n for told in texts(made) for n in numbers(told)}) > 60
    assert missing(made, in_page(made)) == set()
    assert missing(made, in_print(made)) == set()
    assert missing(made, in_slides(made), LONG_PARTS) == set()


def test_no_file_has_a_figure_in_its_tables_that_the_outline_has_not(made: Report) -> None:
    cells = {n for told in texts(made) for n in numbers(told)}
    deck = Presentation(BytesIO(slides_of(made)))
    shown = [
        number
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
        for cell in row.cells
        for number in numbers(cell.text)
    ]
    assert len(shown) > 100
    assert set(shown) <= cells


def test_charts_on_slides_are_the_outlines_points(made: Report) -> None:
    drawn = [
        shape.chart
        for slide in Presentation(BytesIO(slides_of(made))).slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    for chart, native in zip(charts(made), drawn, strict=True):
        every = native.plots[0].series
        first = [one for one in every if not one.name.endswith(("↓", "↑"))]
        for one, series in zip(chart.series, first, strict=True):
            assert list(series.values) == list(one.points)


def test_curves_on_the_page_and_in_print_are_the_same_drawing(made: Report) -> None:
    source, page = print_source(made), page_of(made)
    for picture in (b for b in made.lead if isinstance(b, Picture)):
        drawn = re.findall(r' d="[^"]+"', picture.svg)
        assert len(drawn) > 5
        for line in drawn:
            assert line in page
            assert line.replace('"', '\\"') in source


def test_a_file_that_lacks_a_figure_is_found_out(made: Report) -> None:
    other = replace(made, headline="Net approval is +987654.")
    assert missing(other, in_page(made)) == {"+987654"}
