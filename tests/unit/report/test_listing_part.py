"""Everything that was said, under its passage, with what it did."""

from dataclasses import replace

from tests.unit.report.study_reports import HOSTILE, context, report

from pulsemeter.report.listing_part import listing_section, matrix_section
from pulsemeter.report.outline import Findings, Table


def test_statements_stand_under_their_passages_in_order_of_time() -> None:
    blocks = listing_section(context()).blocks
    titles = [block.title for block in blocks if isinstance(block, Findings)]
    assert [title.split(" · ")[0] for title in titles] == ["Energy", "Schools"]
    quotes = [f.quote for b in blocks if isinstance(b, Findings) for f in b.found]
    assert quotes == [HOSTILE, *(f"Sentence number {n}." for n in range(2, 7))]
    assert all(isinstance(block, Findings) and block.listing for block in blocks)


def test_the_matrix_has_passages_and_statements() -> None:
    tables = [block for block in matrix_section(context()).blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables] == [2, 6]


def test_a_statement_without_figures_is_still_listed() -> None:
    held = context()
    first = held.analysis.statement_list["statement"][0]
    fewer = held.analysis.statements.filter(~(held.analysis.statements["statement"] == first))
    bare = replace(held, analysis=replace(held.analysis, statements=fewer))
    block = listing_section(bare).blocks[0]
    assert isinstance(block, Findings)
    assert block.found[0].sentences == ("No figures were released.",)


def test_without_passages_there_is_one_list() -> None:
    held = context()
    spoken = held.analysis.statement_list.drop("passage")
    bare = replace(held, analysis=replace(held.analysis, statement_list=spoken))
    assert len(listing_section(bare).blocks) == 1
    assert "Statement by statement" in [s.title for s in report().sections]
