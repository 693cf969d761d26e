"""What a slide is made of: titles, texts, tables and charts of PowerPoint, all sizes set here.

Charts are native and stay editable: XY scatter lines, minutes against net points, gaps left open.
This module must not know a report's order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.chart.data import XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from pulsemeter.report.outline import Cell, Chart, Column

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, ROOM = Inches(0.6), Inches(1.5), Inches(12.13)
BOTTOM = Inches(7.0)
INK, MUTED, LINE = (
    RGBColor(0x12, 0x16, 0x1C),
    RGBColor(0x4D, 0x57, 0x65),
    RGBColor(0xDF, 0xE3, 0xE9),
)
CURVES = (RGBColor(0, 0, 0), RGBColor(0x00, 0x79, 0x5A), RGBColor(0xA2, 0x3B, 0x83))
_DASHES = (MSO_LINE.SOLID, MSO_LINE.DASH, MSO_LINE.ROUND_DOT)
TINTS = {
    "resonates": RGBColor(0xD6, 0xE5, 0xFA),
    "falls_flat": RGBColor(0xFB, 0xE0, 0xCF),
    "divides": RGBColor(0xEA, 0xDC, 0xF5),
    "leaves_cold": RGBColor(0xE9, 0xED, 0xF1),
}
QUIET = TINTS["leaves_cold"]
_BLANK_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid


@dataclass(frozen=True, slots=True)
class Hand:
    """How texts are written: language and direction."""

    language: str
    right_to_left: bool

    def write(
        self,
        frame: Any,
        texts: Iterable[str],
        size: float,
        *,
        bold: bool = False,
        colour: RGBColor = INK,
        at_end: bool = False,
    ) -> None:
        """Paragraphs of one look in a text frame."""
        frame.word_wrap = True
        for place, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            if place:
                paragraph.space_before = Pt(size * 0.4)
            # The start of a line is where reading begins.
            is_right = self.right_to_left is not at_end
            paragraph.alignment = PP_ALIGN.RIGHT if is_right else PP_ALIGN.LEFT
            if self.right_to_left:
                paragraph._p.get_or_add_pPr().set("rtl", "1")
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = colour
            run._r.get_or_add_rPr().set("lang", self.language)


def add_text(
    slide: Any, hand: Hand, texts: Sequence[str], place: tuple[int, int, int, int], size: float,
    **look: Any,
) -> None:  # fmt: skip
    """A box of text at (left, top, width, height)."""
    frame = slide.shapes.add_textbox(*(Emu(side) for side in place)).text_frame
    frame.margin_left = frame.margin_right = 0
    hand.write(frame, texts, size, **look)


def add_card(
    slide: Any, hand: Hand, place: tuple[int, int, int, int], tint: str, heading: str,
    texts: Sequence[str], facts: str,
) -> None:  # fmt: skip
    """A card: a tinted heading, words, small facts."""
    left, top, width, height = place
    box = slide.shapes.add_shape(1, *(Emu(side) for side in place))
    box.fill.background()
    box.line.color.rgb, box.line.width = LINE, Pt(1)
    box.shadow.inherit = False
    frame = box.text_frame
    frame.vertical_anchor = MSO_ANCHOR.TOP
    longest = sum(map(len, texts))
    hand.write(frame, [*texts], 13 if longest < 420 else 11)
    if facts:
        paragraph = [facts]
        note = slide.shapes.add_textbox(Emu(left), Emu(top + height), Emu(width), Inches(0.5))
        hand.write(note.text_frame, paragraph, 10, colour=MUTED)
    if heading:
        head = slide.shapes.add_shape(
            1, Emu(left), Emu(top - Inches(0.42)), Emu(width), Inches(0.42)
        )
        head.fill.solid()
        head.fill.fore_color.rgb = TINTS.get(tint, QUIET)
        head.line.fill.background()
        head.shadow.inherit = False
        hand.write(head.text_frame, [heading], 13, bold=True)


def add_table(
    slide: Any, hand: Hand, columns: Sequence[Column], rows: Sequence[Sequence[Cell]],
    weights: Sequence[int], top: int,
) -> None:  # fmt: skip
    """A table over the whole width; cells keep their verdict's tint."""
    size = 14 if len(columns) <= 4 else 12 if len(columns) <= 7 else 11
    heads = int(any(column.heading for column in columns))
    lines = len(rows) + heads
    frame = slide.shapes.add_table(lines, len(columns), LEFT, Emu(top), ROOM, Inches(0.36) * lines)
    table = frame.table
    style = frame._element.graphic.graphicData.tbl.tblPr
    style.find(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
    ).text = _BLANK_STYLE
    table.horz_banding, table.first_row = False, bool(heads)
    if hand.right_to_left:
        style.set("rtl", "1")
    whole = sum(weights)
    for place, weight in enumerate(weights):
        table.columns[place].width = Emu(ROOM * weight // whole)
    for place, column in enumerate(columns if heads else ()):
        _field(table.cell(0, place), hand, column.heading, size, column, bold=True, colour=MUTED)
    for line, row in enumerate(rows, start=heads):
        table.rows[line].height = Inches(0.36)
        for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
            _field(table.cell(line, place), hand, cell.text, size, column, tint=cell.verdict)


def _field(
    field: Any, hand: Hand, text: str, size: float, column: Column, *, tint: str = "", **look: Any
) -> None:
    field.margin_top = field.margin_bottom = Inches(0.04)
    field.margin_left = field.margin_right = Inches(0.07)
    hand.write(field.text_frame, [text], size, at_end=column.figures, **look)
    if tint in TINTS:
        field.fill.solid()
        field.fill.fore_color.rgb = TINTS[tint]
    else:
        field.fill.background()


def add_chart(slide: Any, chart: Chart, told: str, top: int) -> None:
    """The curves as XY scatter lines; of a single curve the ends of its band too."""
    data = XyChartData()
    lines: list[tuple[str, Sequence[float | None], int, bool]] = []
    for order, one in enumerate(chart.series):
        lines.append((one.name, one.points, order, False))
        if len(chart.series) == 1:
            lines += [
                (f"{one.name} ↓", one.low, order, True),
                (f"{one.name} ↑", one.high, order, True),
            ]
    for name, points, order, _ in lines:
        series = data.add_series(name)
        for minute, point in zip(chart.series[order].minutes, points, strict=True):
            series.add_data_point(round(minute, 4), point)
    shape = slide.shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, LEFT, Emu(top), ROOM, Emu(BOTTOM - top), data
    )
    shape._element.nvGraphicFramePr.cNvPr.set("descr", told)
    _leave_gaps(shape.chart)
    for drawn, (_, _, order, is_end) in zip(shape.chart.plots[0].series, lines, strict=True):
        drawn.smooth = False
        drawn.marker.style = XL_MARKER_STYLE.NONE
        drawn.format.line.color.rgb = CURVES[order]
        drawn.format.line.width = Pt(0.5 if is_end else 2)
        drawn.format.line.dash_style = _DASHES[order]
    _axes(shape.chart, chart)


def _leave_gaps(chart: Any) -> None:
    """A point without a value is left out, so that the line stops there."""
    space = chart._chartSpace
    for point in space.xpath('.//c:pt[c:v="None"]'):
        point.getparent().remove(point)
    for blanks in space.xpath(".//c:dispBlanksAs"):
        blanks.set("val", "gap")


def _axes(drawn: Any, chart: Chart) -> None:
    drawn.has_title = False
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    drawn.legend.font.size = Pt(12)
    points, minutes = drawn.value_axis, drawn.category_axis
    points.minimum_scale, points.maximum_scale = -chart.limit, chart.limit
    points.major_unit = chart.limit / 2
    points.tick_labels.number_format = "+0;−0;0"
    minutes.minimum_scale, minutes.maximum_scale = 0, max(chart.minutes, 0.1)
    minutes.has_major_gridlines = False
    minutes.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    minutes.tick_labels.number_format = "0.0" if chart.minutes < 10 else "0"
    for axis in (points, minutes):
        axis.tick_labels.number_format_is_linked = False
        axis.tick_labels.font.size = Pt(12)
        axis.format.line.color.rgb = MUTED
    points.major_gridlines.format.line.color.rgb = LINE
