"""A report for paper: Typst source as text, which becomes a tagged PDF outside.

Every text stands in it as a quoted string, every figure as a drawing with its words. Tables that
are wider than a page are cut between columns, their first column repeated. This module must not
know an analysis, fonts or files.
"""

from collections.abc import Iterator, Sequence

from pulsemeter.report.column_widths import column_weights, parted
from pulsemeter.report.drawing import TEXT_SIZE
from pulsemeter.report.figure_words import FigureWord, without_words
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
    Section,
    Table,
)
from pulsemeter.report.print_style import PRINT_STYLE
from pulsemeter.report.typst_text import families, literal

COLUMNS_MAX = 10
"""So many narrow columns of figures stand beside each other on a page."""
SMALL_FROM, WHOLE_ROWS_MAX = 6, 16
"""With more columns a table is set smaller; with no more rows it stays on one page."""
_CARDS_BESIDE = 2


def print_source(report: Report) -> str:
    """The whole report; its language and direction are set in the document."""
    body = "\n".join((*_first_page(report), *_sections(report)))
    head = PRINT_STYLE.format(
        title=literal(report.title),
        language=literal(report.language),
        fonts=families(body),
        text_size=TEXT_SIZE,
        direction="rtl" if report.right_to_left else "ltr",
        page=literal(report.labels.get("page", "")),
    )
    return f"{head}\n{body}"


def _first_page(report: Report) -> Iterator[str]:
    yield f"#report-title({literal(report.title)})"
    if about := report.labels.get("about"):
        yield f"#about({literal(about)})"
    for mark in report.marks:
        yield f"#mark({literal(mark)})"
    verdict, name = report.badge
    if name:
        yield f"#badge({literal(verdict)}, {literal(name)})"
    yield f"#headline({literal(report.headline)})"
    for block in report.lead:
        yield from _block(block, 1)


def _sections(report: Report) -> Iterator[str]:
    yield f"#contents({literal(report.labels['contents'])})"
    for section in report.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"#heading(level: 1, {literal(section.title)})"
    for block in section.blocks:
        yield from _block(block, 2)


def _block(block: Block, level: int) -> Iterator[str]:
    match block:
        case Paragraph(text=text, kind=kind):
            yield f"#said({literal(text)}, {literal(kind)})"
        case Bullets(texts=texts):
            yield f"#list({', '.join(literal(text) for text in texts)})" if texts else ""
        case Definitions(pairs=pairs):
            told = "".join(f"  ({literal(name)}, {literal(text)}),\n" for name, text in pairs)
            yield f"#pairs((\n{told}))"
        case Findings():
            yield from _findings(block, level)
        case Table():
            yield from _tables(block)
        case Picture():
            told = literal(" ".join(filter(None, (block.caption, block.told))))
            svg, width, words = without_words(block.svg)
            set_words = "".join(f"  {_word(word)},\n" for word in words)
            yield (
                f"#picture({literal(svg)}, {width:g}, (\n{set_words}), "
                f"{literal(block.caption)}, {told})"
            )


def _word(word: FigureWord) -> str:
    place = f"{word.x:g}, {word.y:g}, {literal(word.anchor)}"
    return f"({place}, {_flag(word.is_quiet)}, {literal(word.text)})"


def _findings(block: Findings, level: int) -> Iterator[str]:
    yield f"#heading(level: {level}, {literal(block.title)})"
    cards = "".join(f"  {_finding(found)},\n" for found in block.found)
    yield f"#cards({1 if block.listing else _CARDS_BESIDE}, (\n{cards}))"


def _finding(found: Finding) -> str:
    facts = " · ".join(found.facts)
    sentences = "".join(f"{literal(sentence)}, " for sentence in found.sentences)
    return (
        f"({literal(found.heading)}, {literal(found.verdict)}, {literal(found.quote)}, "
        f"({sentences}), {literal(facts)})"
    )


def _tables(table: Table) -> Iterator[str]:
    for columns, rows in parted(table, COLUMNS_MAX):
        yield _table(table.caption, columns, rows)


def _table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> str:
    heads = "".join(f"{literal(column.heading)}, " for column in columns)
    sides = "".join("end, " if column.figures else "start, " for column in columns)
    widths = "".join(f"{weight}fr, " for weight in column_weights(columns, rows))
    cells = "".join(f"  {''.join(f'{_cell(cell)}, ' for cell in row)}\n" for row in rows)
    return (
        f"#figures({literal(caption)}, ({widths}), ({sides}), ({heads}), (\n{cells}),"
        f" small: {_flag(len(columns) > SMALL_FROM)}, whole: {_flag(len(rows) <= WHOLE_ROWS_MAX)})"
    )


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _cell(cell: Cell) -> str:
    return f"({literal(cell.text)}, {literal(cell.verdict)}, {literal(cell.detail)})"
