"""Shapes of slides: gaps stay gaps, direction, tints."""

from io import BytesIO

from pptx import Presentation

from pulsemeter.report.outline import Cell, Chart, Column, Series
from pulsemeter.report.slide_shapes import Hand, add_chart, add_table, add_text


def blank():
    deck = Presentation()
    return deck, deck.slides.add_slide(deck.slide_layouts[6])


def kept(deck):
    held = BytesIO()
    deck.save(held)
    return Presentation(BytesIO(held.getvalue())).slides[0]


def test_a_chart_is_native_and_keeps_its_gaps() -> None:
    deck, slide = blank()
    points, ends = (1.5, None, -3.0), (None, None, None)
    chart = Chart(2.0, 50, (Series("all", (0.5, 1.0, 1.5), points, ends, ends),))
    add_chart(slide, chart, "the curve", 0)
    (shape,) = kept(deck).shapes
    assert shape.has_chart
    assert shape._element.nvGraphicFramePr.cNvPr.get("descr") == "the curve"
    first = shape.chart.plots[0].series[0]
    assert list(first.values) == [1.5, None, -3.0]
    assert shape.chart.value_axis.maximum_scale == 50
    assert "None" not in shape.chart.part.blob.decode()


def test_right_to_left_is_set_on_text_and_table() -> None:
    deck, slide = blank()
    hand = Hand("ar", True)
    add_text(slide, hand, ["نص"], (0, 0, 100, 100), 12)
    add_table(
        slide, hand, [Column("a"), Column("b", figures=True)], [[Cell("x"), Cell("1")]], [1, 1], 0
    )
    box, table = kept(deck).shapes
    assert box.text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"
    assert table._element.graphic.graphicData.tbl.tblPr.get("rtl") == "1"


def test_a_table_without_headings_has_no_row_for_them() -> None:
    deck, slide = blank()
    add_table(
        slide, Hand("en", False), [Column(""), Column("")], [[Cell("a"), Cell("b")]], [1, 2], 0
    )
    (shape,) = kept(deck).shapes
    assert len(shape.table.rows) == 1


def test_a_verdict_tints_its_cell() -> None:
    deck, slide = blank()
    rows = [[Cell("x"), Cell("+5", verdict="resonates")]]
    add_table(slide, Hand("en", False), [Column("a"), Column("b")], rows, [1, 1], 0)
    (shape,) = kept(deck).shapes
    assert str(shape.table.cell(1, 1).fill.fore_color.rgb) == "D6E5FA"
