"""One group's turnover: counted by hand, and what is no answer."""

import numpy as np
import pytest

from pulsemeter.analysis.proportion import net_interval, wilson_interval
from pulsemeter.analysis.turnover import (
    change_shares,
    checked_categories,
    read_answers,
    segment_change,
)

ORDER = ("against", "undecided", "for")


def answers(before, after, floor=2, labels=ORDER, confidence=0.95):
    return read_answers(before, after, labels, floor, confidence)


def test_a_group_of_six_by_hand():
    before = ["against", "against", "undecided", "for", None, "for", None]
    after = ["for", "against", "for", "undecided", "for", None, None]
    table = answers(before, after)
    assert table.both.tolist() == [True, True, True, True, False, False, False]
    found = segment_change("all", np.ones(7, dtype=bool), table)
    assert found.turnover.tolist() == [[1, 0, 1], [0, 0, 1], [0, 1, 0]]
    assert (found.n, found.before_only, found.after_only, found.unanswered) == (4, 1, 1, 1)
    assert (found.changed, found.up, found.down) == (3, 2, 1)
    assert (found.changed_share, found.up_share, found.down_share) == (0.75, 0.5, 0.25)
    assert found.net == 0.25
    assert (found.low, found.high) == net_interval(2, 1, 4)
    assert (found.changed_low, found.changed_high) == wilson_interval(3, 4)
    assert found.reason == ""


def test_only_members_count_and_the_confidence_is_used():
    before, after = ["against"] * 6, ["for", "for", "for", "against", "against", "for"]
    rows = np.array([True, True, False, True, True, False])
    found = segment_change("some", rows, answers(before, after, confidence=0.5))
    assert (found.name, found.n, found.up, found.net) == ("some", 4, 2, 0.5)
    assert (found.low, found.high) == net_interval(2, 0, 4, 0.5)


@pytest.mark.parametrize(
    ("members", "n"), [([True] * 3, 3), ([True, False, False], 1), ([False] * 3, 0)]
)
def test_below_the_floor_counts_stay_and_shares_have_a_reason(members, n):
    found = segment_change("few", np.array(members), answers(["for"] * 3, ["against"] * 3, floor=4))
    assert (found.n, found.down) == (n, n)
    shares = (found.changed_share, found.changed_low, found.up_share, found.down_share)
    assert {*shares, found.changed_high, found.net, found.low, found.high} == {None}
    assert found.reason == f"too few: {n} answered both times, 4 are needed"


def test_one_person_is_no_share_whatever_the_floor():
    one = segment_change("one", np.ones(1, dtype=bool), answers(["for"], ["for"], floor=1))
    assert (one.n, one.net) == (1, None)
    assert one.reason == "too few: 1 answered both times, 2 are needed"


def test_nobody_changed_is_a_figure_with_an_interval():
    found = segment_change("all", np.ones(20, dtype=bool), answers(["for"] * 20, ["for"] * 20))
    assert (found.net, found.changed_share, found.changed_low) == (0.0, 0.0, 0.0)
    assert found.low < 0 < found.high
    assert found.changed_high > 0.1


def test_answers_may_be_numbers_and_nan_is_none():
    before = np.array([0, 3.0, np.nan, 10])
    table = answers(before, [1, 2, 3, None], labels=tuple(range(11)))
    assert table.before.tolist() == [0, 3, -1, 10]
    assert table.after.tolist() == [1, 2, 3, -1]
    texts = answers(np.array(["for", "against"]), ["for", "for"])
    assert texts.before.tolist() == [2, 0]
    single = answers(np.array([np.nan], dtype=np.float32), [1], labels=(1, 2))
    assert single.before.tolist() == [-1]


@pytest.mark.parametrize(
    ("before", "after", "more", "message"),
    [
        (["for"], ["For"], {}, "after holds the answer 'For', which is none of the categories"),
        (["for"], ["for", "for"], {}, "1 answers before, 2 after"),
        (["for"], ["for"], {"floor": 0}, "floor"),
        (["for"], ["for"], {"confidence": 1.0}, "confidence"),
    ],
)
def test_bad_answers_are_named(before, after, more, message):
    with pytest.raises(ValueError, match=message):
        answers(before, after, **more)


@pytest.mark.parametrize("categories", ["for", ["for"], [], ["for", "against", "for"]])
def test_bad_categories_are_named(categories):
    with pytest.raises(ValueError, match="categories"):
        checked_categories(categories)


def test_told_counts_give_the_shares_that_exact_ones_would():
    before, after = ["against"] * 12 + ["for"] * 8, ["for"] * 6 + ["against"] * 14
    exact = segment_change("all", np.ones(20, dtype=bool), answers(before, after))
    told = change_shares(exact.up, exact.down, exact.n, 0.95)
    for name in type(told).__slots__:
        assert getattr(told, name) == getattr(exact, name), name
    assert told.net == -0.1


def test_shares_of_nobody_or_of_too_many_are_refused():
    with pytest.raises(ValueError, match="nobody"):
        change_shares(0, 0, 0, 0.95)
    with pytest.raises(ValueError, match="exceed"):
        change_shares(8, 4, 10, 0.95)
