"""Slides: titled, in order, with native charts; long lists stay in the other formats."""

from dataclasses import replace
from io import BytesIO

from pptx import Presentation
from tests.unit.report.study_reports import report

from pulsemeter.report.outline import Cell, Column, Picture, Report, Section, Table
from pulsemeter.report.slides import ROWS_A_SLIDE, TABLE_SLIDES_MAX, slides_of


def slides(made: Report):
    return list(Presentation(BytesIO(slides_of(made))).slides)


def texts(slide) -> str:
    found = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
    found += [c.text for s in slide.shapes if s.has_table for r in s.table.rows for c in r.cells]
    return "\n".join(found)


def test_every_slide_has_a_title_and_the_first_the_headline() -> None:
    made = report()
    shown = slides(made)
    assert all(slide.shapes.title.text_frame.text for slide in shown)
    assert made.headline in texts(shown[0])
    assert made.badge[1] in texts(shown[0])


def test_every_picture_is_a_native_chart() -> None:
    made = report()
    pictures = [b for part in (made.lead, *(s.blocks for s in made.sections)) for b in part
                if isinstance(b, Picture)]  # fmt: skip
    charts = [s for slide in slides(made) for s in slide.shapes if s.has_chart]
    assert len(charts) == len(pictures) == 2


def test_a_long_table_is_cut_and_says_so() -> None:
    made = report()
    rows = tuple((Cell(f"row {n}"), Cell(str(n))) for n in range(100))
    long = Section("x", "Long", (Table("t", (Column("a"), Column("b")), rows),))
    shown = slides(replace(made, lead=(), sections=(long,)))
    assert len(shown) == 1 + TABLE_SLIDES_MAX
    assert made.labels["further"] in texts(shown[-1])
    assert f"row {TABLE_SLIDES_MAX * ROWS_A_SLIDE - 1}" in texts(shown[-1])


def test_small_print_is_in_the_notes() -> None:
    shown = slides(report())
    notes = [s.notes_slide.notes_text_frame.text for s in shown if s.has_notes_slide]
    assert any("other opinion" in note for note in notes)
    alone = [texts(s) for s in shown if "each person counts once" in texts(s)]
    assert len(alone) == 1  # a section of nothing but small print has a slide for it


def test_a_section_without_anything_to_show_has_none() -> None:
    made = report()
    empty = Section("x", "Nothing", (Table("t", (Column("a"),), ()),))
    assert len(slides(replace(made, lead=(), sections=(empty,)))) == 1
