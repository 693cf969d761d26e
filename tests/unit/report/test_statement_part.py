"""Statements and moments as the tables have them."""

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.context import Context
from pulsemeter.report.statement_part import (
    highlights,
    moment_blocks,
    ranking_blocks,
    verdict_section,
)


def test_moments_and_order(found: Analysis) -> None:
    context = Context(found, ENGLISH)
    assert str(moment_blocks(context))
    assert "place 1 of 8" in str(ranking_blocks(context))
    assert len(verdict_section(context).blocks[0].rows) == 8  # type: ignore[union-attr]
    assert highlights(context)


def test_without_statements_it_says_so(alone: Analysis) -> None:
    assert "No statements" in str(verdict_section(Context(alone, ENGLISH)).blocks)
