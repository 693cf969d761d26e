"""A composed report as Markdown, for documents that people go on writing in.

Signs of a study's texts that Markdown or HTML would take for their own are escaped. Figures as
pictures are left out with their captions told. This module must not know an analysis.
"""

import re

from pulsemeter.report.outline import (
    Block,
    Bullets,
    Definitions,
    Finding,
    Findings,
    Paragraph,
    Picture,
    Report,
    Table,
)

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_AT_THE_BEGINNING = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def markdown_of(report: Report) -> str:
    """The report as Markdown, ended by a line break."""
    parts = [f"# {plain(report.title)}", *(f"**{plain(mark)}**" for mark in report.marks)]
    if report.headline:
        parts.append(plain(report.headline))
    parts += [_block(block) for block in report.lead]
    for section in report.sections:
        parts.append(f"## {plain(section.title)}")
        parts += [_block(block) for block in section.blocks]
    return "\n\n".join(filter(None, parts)) + "\n"


def plain(text: str) -> str:
    """A text on one line that means nothing but itself.

    >>> plain("a | <b>")
    'a \\\\| \\\\<b\\\\>'
    """
    escaped = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _AT_THE_BEGINNING.sub(lambda at: f"{at[1]}{at[2][:-1]}\\{at[2][-1]}", escaped)


def _block(block: Block) -> str:
    match block:
        case Paragraph(text=text, kind=kind):
            return f"**{plain(text)}**" if kind == "warning" else plain(text)
        case Bullets(texts=texts):
            return "\n".join(f"- {plain(text)}" for text in texts)
        case Definitions(pairs=pairs):
            return "\n".join(f"- **{plain(name)}:** {plain(told)}" for name, told in pairs)
        case Findings(title=title, found=found):
            return "\n\n".join([f"### {plain(title)}", *(_finding(each) for each in found)])
        case Table():
            return _table(block)
        case Picture(caption=caption):
            return plain(caption)


def _finding(found: Finding) -> str:
    quote = [f"> {plain(found.quote)}"] if found.quote else []
    told = [plain(text) for text in (*found.sentences, *found.facts)]
    return "\n\n".join([f"**{plain(found.heading)}**", *quote, *told])


def _table(table: Table) -> str:
    rows = [
        [plain(column.heading) for column in table.columns],
        ["---:" if column.figures else "---" for column in table.columns],
        *([_field(cell.text, cell.detail) for cell in row] for row in table.rows),
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([plain(table.caption), "", *lines])


def _field(text: str, detail: str) -> str:
    return plain(f"{text} ({detail})" if detail else text)
