"""Comparisons say what chance alone would give."""

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.comparison_part import (
    comparison_section,
    contrast_blocks,
    polarisation_blocks,
)
from pulsemeter.report.context import Context


def test_the_count_of_the_table_is_said(found: Analysis) -> None:
    said = " ".join(b.text for b in contrast_blocks(Context(found, ENGLISH)) if hasattr(b, "text"))
    row = found.contrasts.row(0, named=True)
    assert f"{row['max_t']} differ" in said
    assert f"about {round(row['by_chance'])} would" in said
    assert polarisation_blocks(Context(found, ENGLISH))


def test_without_comparisons_the_section_says_so(alone: Analysis) -> None:
    (block,) = comparison_section(Context(alone, ENGLISH)).blocks
    assert "No comparison" in block.text  # type: ignore[union-attr]
