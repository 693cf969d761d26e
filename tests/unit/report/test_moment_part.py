"""Best, worst and most divisive: statements, ends of the curve, audiences apart."""

from tests.unit.report.study_reports import context, findings

from pulsemeter.report.moment_part import moments_section
from pulsemeter.report.outline import Findings, Paragraph, Table


def test_the_ends_of_the_curve_are_its_highest_and_lowest_interval() -> None:
    held = context()
    nets = held.analysis.curve.filter(segment="all")["net"].drop_nulls()
    blocks = moments_section(held, findings()).blocks
    ends = next(b for b in blocks if isinstance(b, Findings) and b.title.startswith("Ends"))
    high, low = (found.facts[1] for found in ends.found)
    assert held.words.net(max(nets)) in high
    assert held.words.net(min(nets)) in low


def test_audiences_apart_come_with_their_interval() -> None:
    blocks = moments_section(context(), findings()).blocks
    (table,) = (b for b in blocks if isinstance(b, Table))
    assert [cell.text for cell in table.rows[0][1:]] == ["young – old", "+61 (+40 to +80)"]


def test_without_splits_nobody_stands_apart() -> None:
    blocks = moments_section(context(), findings(splits={})).blocks
    assert not any(isinstance(b, Table) for b in blocks)
    assert any(isinstance(b, Paragraph) for b in blocks)
