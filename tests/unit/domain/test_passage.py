import pytest

from pulsemeter.domain.passage import Passage, SpokenPassage


@pytest.mark.parametrize(
    ("name", "revision", "statements"),
    [("", 1, ("s1",)), ("p1", 0, ("s1",)), ("p1", 1, ()), ("p1", 1, ("s1", "s1"))],
)
def test_a_passage_that_holds_nothing_is_refused(name, revision, statements):
    with pytest.raises(ValueError, match="passage"):
        Passage(name, revision, "talk", "Taxes", statements)


def test_a_passage_of_one_statement_is_judged_as_that():
    assert Passage("p1", 1, "talk", "Taxes", ("s1",)).judged_as == "s1"
    assert Passage("p1", 1, "talk", "Taxes", ("s1", "s2")).judged_as == "p1"


def test_a_spoken_passage_lasts_as_long_as_its_statements():
    spoken = SpokenPassage("p1", 2, "talk", ((1_000, 5_000), (8_000, 12_000)))
    assert (spoken.start_ms, spoken.end_ms, spoken.length_ms) == (1_000, 12_000, 8_000)
    assert spoken.window(3_000) == (4_000, 15_000)
