"""Change before and after: a table by hand, groups, and the association with own reactions."""

import numpy as np
import pytest
from scipy.stats import rankdata, spearmanr

from pulsemeter.analysis.change import change, own_balances

ORDER = ["against", "undecided", "for"]
TABLE = [[8, 4, 2], [1, 3, 6], [0, 2, 4]]


def answers_of(table):
    """Persons who make up a turnover table, row by row."""
    pairs = [
        (ORDER[row], ORDER[column])
        for row in range(3)
        for column in range(3)
        for _ in range(table[row][column])
    ]
    return [first for first, _ in pairs], [second for _, second in pairs]


def steps_of(steps):
    """Persons on a scale of 0 to 20 who start at 10 and move by those steps."""
    return [10] * len(steps), [10 + step for step in steps], range(21)


def test_a_table_of_thirty_by_hand():
    before, after = answers_of(TABLE)
    found = change(before, after, ORDER, floor=10)
    assert found.turnover.tolist() == TABLE
    everyone = found.everyone
    assert (everyone.n, everyone.changed, everyone.up, everyone.down) == (30, 15, 12, 3)
    assert everyone.net == pytest.approx(0.3)
    # (12 + 1)/32 − (3 + 1)/32 ± 1.95996 √((17/32 − (9/32)²)/32)
    assert (everyone.low, everyone.high) == pytest.approx((0.04827, 0.51423), abs=1e-5)
    assert everyone.changed_share == 0.5
    assert (everyone.changed_low, everyone.changed_high) == pytest.approx(
        (0.33154, 0.66846), abs=1e-5
    )
    assert (everyone.up_share, everyone.down_share) == (0.4, 0.1)
    assert (found.association, found.segments, found.floor) == (None, (), 10)
    assert found.categories == tuple(ORDER)


def test_turned_categories_turn_the_change():
    before, after = answers_of(TABLE)
    there = change(before, after, ORDER, floor=2).everyone
    back = change(before, after, ORDER[::-1], floor=2).everyone
    assert (back.up, back.down, back.net) == (there.down, there.up, -there.net)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


def test_segments_may_overlap_and_small_ones_are_too_few():
    before, after = answers_of(TABLE)
    place = np.arange(30)
    segments = {"first": place < 14, "all again": place >= 0, "few": place > 24, "none": place < 0}
    found = change(before, after, ORDER, segments=segments, floor=6)
    first, again, few, nobody = found.segments
    assert (first.name, first.n, first.up, first.net) == ("first", 14, 6, pytest.approx(6 / 14))
    assert (again.net, again.low) == (found.everyone.net, found.everyone.low)
    assert (few.n, few.net) == (5, None)
    assert few.reason == "too few: 5 answered both times, 6 are needed"
    assert nobody.reason == "too few: 0 answered both times, 6 are needed"


def test_missing_answers_are_left_out_and_counted():
    before, after = answers_of(TABLE)
    found = change([*before, None, "for", None], [*after, "for", None, None], ORDER, floor=10)
    everyone = found.everyone
    assert everyone.n == 30
    assert (everyone.before_only, everyone.after_only, everyone.unanswered) == (1, 1, 1)
    assert found.turnover.tolist() == TABLE


def test_nobody_at_all_is_too_few():
    found = change([], [], ORDER, own_balance=np.array([]), floor=5)
    assert found.everyone.reason.startswith("too few: 0")
    assert found.turnover.sum() == 0
    assert found.association.reason.startswith("too few: 0")


def test_groups_by_own_reactions_each_have_their_change():
    before, after = answers_of(TABLE)
    balance = np.where(np.arange(30) < 12, 4.0, np.where(np.arange(30) < 20, -1.0, 0.0))
    balance[29] = np.nan
    found = change(before, after, ORDER, own_balance=balance, floor=9).association
    like, dislike, neither = found.groups
    assert [group.name for group in found.groups] == ["like", "dislike", "neither"]
    assert [group.n for group in found.groups] == [12, 8, 9]
    assert like.net == pytest.approx(4 / 12)
    assert dislike.reason.startswith("too few: 8")
    assert neither.up - neither.down == 2
    assert found.n == 29


def test_rank_correlation_by_hand():
    # The first five in reverse order: Σd² = 40, r = 1 − 6·40/990.
    before, after, scale = steps_of([5, 4, 3, 2, 1, 6, 7, 8, 9, 10])
    found = change(before, after, scale, own_balance=np.arange(10), floor=5).association
    assert found.rank_correlation == pytest.approx(1 - 240 / 990)
    # tanh(0.990501 ± 1.95996 √((1 + r²/2)/7))
    assert (found.low, found.high) == pytest.approx((0.14899, 0.94991), abs=1e-5)
    assert (found.n, found.reason) == (10, "")


def test_ties_have_their_middle_rank():
    before, after = answers_of(TABLE)
    balance = np.random.default_rng(4).integers(-3, 4, 30)
    steps = [ORDER.index(b) - ORDER.index(a) for a, b in zip(before, after, strict=True)]
    found = change(before, after, ORDER, own_balance=balance, floor=5).association
    assert found.rank_correlation == pytest.approx(spearmanr(balance, steps).statistic)
    assert -1 < found.low < found.rank_correlation < found.high < 1


@pytest.mark.parametrize(
    ("steps", "balance", "reason"),
    [
        ([0] * 12, range(12), "nobody changed"),
        ([2] * 12, range(12), "everybody moved by the same step"),
        (range(-6, 6), [3] * 12, "everybody reacted alike"),
        (range(-6, 3), range(9), "too few: 9 have reactions and both answers, 10 are needed"),
        (range(-6, 6), [np.nan] * 3 + list(range(9)), "too few: 9 have reactions"),
        ([1], [1], "too few: 1 have reactions"),
    ],
)
def test_what_has_no_correlation_says_why(steps, balance, reason):
    before, after, scale = steps_of(list(steps))
    found = change(before, after, scale, own_balance=list(balance), floor=2).association
    assert (found.rank_correlation, found.low, found.high) == (None, None, None)
    assert found.reason.startswith(reason)


@pytest.mark.parametrize("turn", [1, -1])
def test_the_same_order_throughout_has_no_interval(turn):
    before, after, scale = steps_of(range(-6, 6))
    found = change(before, after, scale, own_balance=turn * np.arange(12), floor=2).association
    assert (found.rank_correlation, found.low, found.high) == (turn, None, None)
    assert found.reason.endswith("no interval")


def test_intervals_of_the_correlation_cover_where_few_changed():
    # Simulated: a third moved at all. The truth is the correlation of 200,000 such persons.
    def persons(n, seed):
        rng = np.random.default_rng(seed)
        own = rng.standard_normal(n)
        leaning = 0.4 * own + np.sqrt(1 - 0.4**2) * rng.standard_normal(n)
        return np.round(12 * own), (leaning > 1.1).astype(int) - (leaning < -1.1).astype(int)

    own, steps = persons(200_000, 0)
    truth = np.corrcoef(rankdata(own), rankdata(steps))[0, 1]
    covered = []
    for seed in range(1, 401):
        own, steps = persons(40, seed)
        before, after, scale = steps_of(steps.tolist())
        found = change(before, after, scale, own_balance=own, floor=5).association
        covered.append(found.low <= truth <= found.high)
    assert 0.93 <= np.mean(covered) <= 0.99


def test_own_balances_are_those_of_persons_who_were_there():
    cells = np.array(
        [
            [100, 50, -100, 101],
            [-50, 0, 102, 102],
            [100, 102, -128, 102],
            [101, 101, 101, 101],
        ],
        dtype=np.int8,
    )
    balances = own_balances(cells)
    assert balances[[0, 1, 3]].tolist() == [1.0, -1.0, 0.0]
    assert np.isnan(balances[2])


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"segments": {"north": [1, 0]}}, "segment 'north' must be true or false for each of 2"),
        ({"segments": {"north": [True]}}, "segment 'north'"),
        ({"own_balance": [1.0]}, "own_balance must be a number for each of 2"),
        ({"own_balance": ["a", "b"]}, "own_balance must be a number"),
        ({"own_balance": [np.inf, 1]}, "own_balance must be finite"),
        ({"confidence": 95}, "confidence"),
        ({"floor": 0}, "floor"),
    ],
)
def test_bad_input_is_named(more, message):
    with pytest.raises(ValueError, match=message):
        change(["for", "for"], ["for", "against"], ORDER, **{"floor": 2, **more})
    with pytest.raises(ValueError, match="none of the categories"):
        change(["for", "maybe"], ["for", "for"], ORDER, floor=2)
