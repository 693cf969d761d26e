"""Names and sentences that every part uses."""

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.context import Context


def test_names_numbers_and_sentences(found: Analysis) -> None:
    context = Context(found, ENGLISH)
    assert context.labels["all"] == "the whole panel"
    assert list(context.numbers.values()) == list(range(1, 9))
    row = context.rows(found.statements, "speech", "all")[0]
    assert f"some {row['present']} present" in context.verdict_text(row)
    key = ("speech", "all", row["statement"])
    assert Context(found, ENGLISH, {key: "Said."}).verdict_text(row) == "Said."
    assert Context(found, ENGLISH, {}).verdict_text(row) == ""
