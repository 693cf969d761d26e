"""The known truth is read strictly and answers for persons in several segments."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.simulation.truth import Leaning, StatementTruth, Truth, TruthError, read_truth

GOOD = """
[default]
like = 0.05
dislike = 0.04
[shares.region]
north = 3
south = 1
[[statement]]
id = "s1"
like = 0.30
dislike = 0.10
[statement.segment.region.north]
like = 0.50
[statement.segment.age.old]
dislike = 0.30
[[statement]]
id = "s2"
"""


def test_a_good_file_is_read(study, statements):
    truth = read_truth(tomllib.loads(GOOD), study, statements)
    assert truth.default == Leaning(0.05, 0.04)
    assert truth.shares == {"region": {"north": 3.0, "south": 1.0}}
    assert truth.leaning("s1", {"region": "south", "age": "young"}) == Leaning(0.30, 0.10)
    assert truth.leaning("s1", {"region": "north", "age": "young"}) == Leaning(0.50, 0.10)
    assert truth.leaning("s2", {"region": "north"}) == truth.default
    assert truth.leaning(None, {"region": "north"}) == truth.default


def test_deviations_of_two_segments_add_up():
    truth = read_truth(tomllib.loads(GOOD))
    both = truth.leaning("s1", {"region": "north", "age": "old"})
    assert both.like == pytest.approx(0.50)
    assert both.dislike == pytest.approx(0.30)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"\[default\] is missing"),
        ("[default]\nlike = 0.1", r"\[default\]: dislike is missing"),
        ("[default]\nlike = 'x'\ndislike = 0", "like = 'x' is not a number"),
        ("[default]\nlike = true\ndislike = 0", "like = True is not a number"),
        ("[default]\nlike = 1.5\ndislike = 0", "between 0 and 1"),
        ("[default]\nlike = 0.7\ndislike = 0.4", "add up to more than 1"),
        ("[default]\nlike = 0\ndislike = 0\n[[statement]]\nlike = 0.1", "1: id is missing"),
        ("statement = 3\n[default]\nlike = 0\ndislike = 0", "must be a list"),
        (GOOD + '[[statement]]\nid = "s1"', "'s1' occurs twice"),
        (GOOD + "loves = 0.1", "statement s2: unknown key 'loves'"),
        (GOOD + "[statement.segment.region.north]\nnope = 1", "north: unknown key 'nope'"),
        (GOOD + "[statement.segment]\nregion = 1", "segment.region: expected a table"),
        (GOOD + "[statement.segment.region.east]\nlike = 0.1", "no category 'east'"),
        (GOOD + "[statement.segment.party.left]\nlike = 0.1", "no attribute 'party'"),
        (GOOD + '[[statement]]\nid = "s9"', "no such id"),
        ("[default]\nlike = 0\ndislike = 0\n[shares.region]\nnorth = -1", "share of 0 or more"),
        ("[default]\nlike = 0\ndislike = 0\n[shares.region]\nnorth = 0", "above 0"),
    ],
)
def test_a_bad_file_is_refused_by_key(text, said, study, statements):
    with pytest.raises(TruthError, match=said):
        read_truth(tomllib.loads(text), study, statements)


chances = st.tuples(st.floats(0, 1), st.floats(0, 1)).filter(lambda pair: sum(pair) <= 1)


@given(everyone=chances, first=chances, second=chances)
def test_whatever_the_segments_say_the_leaning_stays_possible(everyone, first, second):
    truth = Truth(
        Leaning(0, 0),
        {
            "s": StatementTruth(
                "s", Leaning(*everyone), {("a", "x"): Leaning(*first), ("b", "y"): Leaning(*second)}
            )
        },
    )
    leaning = truth.leaning("s", {"a": "x", "b": "y"})
    assert leaning.like >= 0
    assert leaning.dislike >= 0
    assert leaning.like + leaning.dislike <= 1 + 1e-6
