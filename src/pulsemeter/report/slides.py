"""A report as slides: the same outline, cut to what a room can read; charts stay editable.

Lists of all statements stay in the page and the PDF; long tables show their first rows and say
where the rest stands. Small print goes into the notes of the speaker. This module must not know an
analysis.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.util import Emu, Inches

from pulsemeter.domain.excerpt import shortened
from pulsemeter.report.column_widths import column_weights, parted
from pulsemeter.report.outline import (
    Block,
    Bullets,
    Cell,
    Column,
    Definitions,
    Finding,
    Findings,
    Paragraph,
    Picture,
    Report,
    Table,
)
from pulsemeter.report.slide_shapes import (
    HEIGHT,
    LEFT,
    MUTED,
    QUIET,
    ROOM,
    TINTS,
    TOP,
    WIDTH,
    Hand,
    add_card,
    add_chart,
    add_table,
    add_text,
)

ROWS_A_SLIDE = 11
TABLE_SLIDES_MAX = 3
CARDS_A_SLIDE = 3
COLUMNS_MAX = 9
BENEATH_MAX = 260
WORDS_MAX, SENTENCES_MAX, MANY_COLUMNS = 60, 200, 5
TABLE_TOP = Inches(1.7)
_TITLE_ONLY = 5


def slides_of(report: Report) -> bytes:
    """The report as a PPTX file."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    deck.core_properties.title = report.title
    deck.core_properties.language = report.language
    deck.core_properties.author = ""
    writer = _Writer(deck, report)
    writer.begin()
    writer.section(report.labels.get("glance", report.title), report.lead)
    for section in report.sections:
        writer.section(section.title, section.blocks)
    held = BytesIO()
    deck.save(held)
    return held.getvalue()


class _Writer:
    """One deck, slide after slide."""

    def __init__(self, deck: Any, report: Report) -> None:
        self._deck = deck
        self._report = report
        self._hand = Hand(report.language, report.right_to_left)

    def _slide(self, title: str) -> Any:
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[_TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = LEFT, Inches(0.4), ROOM, Inches(0.9)
        head.text_frame.margin_left = head.text_frame.margin_right = 0
        self._hand.write(head.text_frame, [title], 26, bold=True)
        return slide

    def begin(self) -> None:
        """The first slide: title, marks, the impression in words."""
        report = self._report
        slide = self._slide(report.title)
        about = [text for text in (report.labels.get("about", ""), *report.marks) if text]
        add_text(slide, self._hand, about, (LEFT, Inches(1.3), ROOM, Inches(0.9)), 14, colour=MUTED)
        verdict, name = report.badge
        if name:
            chip = slide.shapes.add_shape(5, LEFT, Inches(2.7), Inches(2.6), Inches(0.6))
            if report.right_to_left:
                chip.left = Emu(LEFT + ROOM - chip.width)
            chip.fill.solid()
            chip.fill.fore_color.rgb = TINTS.get(verdict, QUIET)
            chip.line.fill.background()
            chip.shadow.inherit = False
            self._hand.write(chip.text_frame, [name], 20, bold=True)
        place = (LEFT, Inches(3.5), ROOM, Inches(3))
        add_text(slide, self._hand, [report.headline], place, 24)

    def section(self, title: str, blocks: Sequence[Block]) -> None:
        """The slides of one section; its paragraphs stand over the first of them, or in the notes
        where they are small print."""
        if not blocks:
            return
        said = [text for block in blocks for text in _said(block)]
        notes = [b.text for b in blocks if isinstance(b, Paragraph) and b.kind == "note"]
        shown = [block for block in blocks if _is_shown(block)]
        if not shown:
            self._texts(title, said or notes)
            return
        is_beneath = sum(map(len, said)) <= BENEATH_MAX and not isinstance(shown[0], Picture)
        made = [] if is_beneath else self._texts(title, said)
        made += [slide for block in shown for slide in self._block(title, block)]
        if said and is_beneath:
            place = (LEFT, Inches(6.45), ROOM, Inches(0.6))
            add_text(made[0], self._hand, [" ".join(said)], place, 13)
        if notes:
            made[0].notes_slide.notes_text_frame.text = "\n".join(notes)

    def _texts(self, title: str, texts: Sequence[str]) -> list[Any]:
        slides: list[Any] = []
        rest = list(texts)
        while rest:
            taken: list[str] = []
            length = 0
            while rest and (not taken or length + len(rest[0]) < 1_300):
                length += len(rest[0]) + 60
                taken.append(rest.pop(0))
            slide = self._slide(title)
            add_text(slide, self._hand, taken, (LEFT, TOP, ROOM, Inches(5)), 16)
            slides.append(slide)
        return slides

    def _block(self, title: str, block: Block) -> Iterator[Any]:
        match block:
            case Table():
                yield from self._table(title, block)
            case Picture(chart=chart, caption=caption, told=told) if chart is not None:
                slide = self._slide(title)
                self._caption(slide, caption)
                add_chart(slide, chart, f"{caption} {told}", Inches(1.7))
                yield slide
            case Findings():
                yield from self._findings(title, block)
            case Definitions(pairs=pairs):
                columns = (Column(""), Column("", sentences=True))
                rows = tuple((Cell(name), Cell(text)) for name, text in pairs)
                yield from self._table(title, Table("", columns, rows), rows_max=8)
            case _:
                return

    def _caption(self, slide: Any, caption: str) -> None:
        if caption:
            place = (LEFT, Inches(1.2), ROOM, Inches(0.4))
            add_text(slide, self._hand, [caption], place, 14, colour=MUTED)

    def _table(self, title: str, table: Table, rows_max: int = ROWS_A_SLIDE) -> list[Any]:
        cut = [
            (columns, rows[start : start + rows_max])
            for columns, rows in parted(table, COLUMNS_MAX)
            for start in range(0, len(rows), rows_max)
        ]
        slides = []
        for columns, rows in cut[:TABLE_SLIDES_MAX]:
            slide = self._slide(title)
            self._caption(slide, table.caption)
            shown = [
                [_short(*pair, len(columns)) for pair in zip(row, columns, strict=True)]
                for row in rows
            ]
            add_table(slide, self._hand, columns, shown, column_weights(columns, shown), TABLE_TOP)
            slides.append(slide)
        if len(cut) > TABLE_SLIDES_MAX:
            further = self._report.labels.get("further", "")
            place = (LEFT, Inches(6.95), ROOM, Inches(0.4))
            add_text(slides[-1], self._hand, [further], place, 12, colour=MUTED)
        return slides

    def _findings(self, title: str, block: Findings) -> Iterator[Any]:
        gap = Inches(0.25)
        width = (ROOM - gap * (CARDS_A_SLIDE - 1)) // CARDS_A_SLIDE
        for start in range(0, len(block.found), CARDS_A_SLIDE):
            slide = self._slide(title)
            self._caption(slide, block.title)
            for place, found in enumerate(block.found[start : start + CARDS_A_SLIDE]):
                if self._report.right_to_left:
                    place = CARDS_A_SLIDE - 1 - place
                left = LEFT + place * (width + gap)
                height = (
                    Inches(4) if found.sentences or len(found.quote) > WORDS_MAX else Inches(1.5)
                )
                self._card(slide, found, (left, Inches(2.2), width, height))
            yield slide

    def _card(self, slide: Any, found: Finding, place: tuple[int, int, int, int]) -> None:
        texts = [text for text in (found.quote, *found.sentences) if text]
        facts = " · ".join(found.facts)
        add_card(slide, self._hand, place, found.verdict, found.heading, texts, facts)


def _said(block: Block) -> Sequence[str]:
    """The texts of a block that stand on a slide as they are."""
    match block:
        case Paragraph(text=text, kind=kind):
            return () if kind == "note" else (text,)
        case Bullets(texts=texts):
            return texts
        case _:
            return ()


def _is_shown(block: Block) -> bool:
    """Whether a block has slides of its own."""
    match block:
        case Table(rows=told) | Definitions(pairs=told) | Findings(found=told, listing=False):
            return bool(told)
        case Picture(chart=chart):
            return chart is not None
        case _:
            return False


def _short(cell: Cell, column: Column, columns: int) -> Cell:
    """Words as far as a row of a slide has room; figures whole."""
    if column.figures:
        return cell
    length = SENTENCES_MAX if column.sentences and columns < MANY_COLUMNS else WORDS_MAX
    return Cell(shortened(cell.text, length), verdict=cell.verdict)
