"""What is told of an imported session, and what isn't."""

from pulsemeter.domain.origin import Origin


def test_the_source_the_mapping_and_what_was_assumed_are_told() -> None:
    origin = Origin("a dial system", "ab12", "unknown", "not there")
    first, second, third = origin.sentences
    assert first == (
        "imported from a dial system, by the mapping with SHA-256 ab12; every row could be used"
    )
    assert "an interval without a reaction is taken as unknown" in second
    assert "a missing value as not there" in second
    assert "after the reactions had been given" in third


def test_unused_rows_are_told_in_whole_percent() -> None:
    origin = Origin("dials", "ab12", "unknown", "unknown", unused_percent=2)
    assert "up to 2 % of the rows couldn't be used" in origin.sentences[0]
