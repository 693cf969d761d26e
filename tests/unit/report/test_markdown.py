"""Texts stay what they are, whatever signs they hold."""

import pytest

from pulsemeter.report.markdown import markdown_of, plain
from pulsemeter.report.outline import (
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


def report(*blocks):
    return Report("A <b>", "en", False, {}, ("DRAFT",), "Head.", (), (Section("k", "T", blocks),))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a | b", "a \\| b"),
        ("a &lt; b", "a \\&lt; b"),
        ("<script>", "\\<script\\>"),
        ("[x](y)", "\\[x\\](y)"),
        ("# no\nheading", "\\# no heading"),
        ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"),
        ("**bold**", "\\*\\*bold\\*\\*"),
        ("Twenty-one", "Twenty-one"),
    ],
)
def test_signs_of_markdown_are_escaped(text, written):
    assert plain(text) == written


def test_every_kind_of_block_is_written():
    table = Table("Cap", (Column("A"), Column("B", True)), ((Cell("x|y"), Cell("3", detail="d")),))
    text = markdown_of(
        report(
            Paragraph("One."),
            Paragraph("Two.", "warning"),
            Bullets(("a", "b")),
            Definitions((("name", "told"),)),
            Findings("Best", (Finding("H", "Q", ("S",), ("F",)),)),
            table,
            Picture("<svg/>", "A curve."),
        )
    )
    assert text.startswith(
        "# A \\<b\\>\n\n**DRAFT**\n\nHead.\n\n## T\n\nOne.\n\n**Two.**\n\n- a\n- b"
    )
    assert "- **name:** told" in text
    assert "### Best\n\n**H**\n\n> Q\n\nS\n\nF" in text
    assert "Cap\n\n| A | B |\n| --- | ---: |\n| x\\|y | 3 (d) |" in text
    assert "<svg" not in text
    assert text.endswith("A curve.\n")
