"""The table of verdicts: each cell as if judged alone, shapes, silence below the floor."""

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulsemeter.analysis.verdict_rule import VERDICTS, VerdictRule
from pulsemeter.analysis.verdict_table import verdict_table
from pulsemeter.analysis.verdicts import Verdict, verdict

RULE = VerdictRule(floor=10)

count = st.one_of(st.integers(0, 40), st.integers(0, 6_000), st.floats(0, 60))
cells = st.lists(st.tuples(count, count, count, st.floats(0.2, 1.2)), min_size=1, max_size=8)
rules = st.sampled_from(
    [RULE, VerdictRule(floor=30, pressers_min=0), VerdictRule(floor=1, certainty_net=0.51)]
)


@settings(deadline=None)
@given(cells, rules, st.booleans(), st.booleans())
def test_each_cell_is_judged_as_if_alone(table, rule, weighted, free_pressing):
    like, dislike, neither, design = (
        np.array(column, dtype=float) for column in zip(*table, strict=True)
    )
    n_eff = np.maximum((like + dislike + neither) * design, 0.5) if weighted else None
    found = verdict_table(like, dislike, neither, rule, n_eff, free_pressing=free_pressing)
    for at in range(len(table)):
        own = None if n_eff is None else float(n_eff[at])
        alone = verdict(like[at], dislike[at], neither[at], rule, own, free_pressing=free_pressing)
        assert VERDICTS[found.code[at]] is alone.verdict
        assert found.n[at] == alone.n
        assert found.people_to_settle[at] == (alone.people_to_settle or 0)
        assert found.shown[at] == (alone.net is not None)
        for name in ("net", "p_active", "p_resonates", "p_falls_flat", "p_divides"):
            expected = getattr(alone, name)
            figure = getattr(found, name)[at]
            assert math.isnan(figure) if expected is None else figure == expected
        if alone.net_interval is not None:
            # An array squares by multiplying, a single number by a power: the last digit.
            ends = (found.net_low[at], found.net_high[at])
            assert ends == pytest.approx(alone.net_interval, abs=1e-12)


def test_known_cells_by_name():
    found = verdict_table([30, 5, 21, 6, 8, 9], [5, 30, 19, 3, 6, 0], [25, 25, 20, 90, 10, 0], RULE)
    expected = ["resonates", "falls_flat", "divides", "leaves_cold", "undecided", "too_few"]
    assert found.names.tolist() == expected
    assert found.code.tolist() == list(range(6))
    assert found.people_to_settle.tolist() == [0, 0, 0, 0, 48, 0]
    assert found.p_cold[3] == pytest.approx(1 - found.p_active[3])


def test_advice_can_be_spared():
    found = verdict_table([8, 30], [6, 5], [10, 25], RULE, settle=False)
    assert found.people_to_settle.tolist() == [0, 0]
    assert found.names.tolist() == ["undecided", "resonates"]


def test_the_rule_for_each_cell_is_that_of_free_pressing_where_asked():
    persons = (13, 0, 77)
    assert verdict_table(*persons, RULE).names.item() == "undecided"
    assert verdict_table(*persons, RULE, free_pressing=True).names.item() == "resonates"


def test_shapes_broadcast_and_stay():
    likers = np.arange(6).reshape(3, 2) * 10
    found = verdict_table(likers, 7, [20, 30], RULE, n_eff=25)
    for field in fields(found):
        assert getattr(found, field.name).shape == (3, 2)
    assert found.code.dtype == np.int8
    assert found.people_to_settle.dtype == np.int64


def test_no_cells_are_no_error():
    assert verdict_table([], [], [], RULE).code.shape == (0,)


def test_below_the_floor_no_figure_leaves():
    found = verdict_table([9, 0, 30], [0, 0, 5], [0, 0, 25], RULE)
    assert found.shown.tolist() == [False, False, True]
    assert found.code.tolist()[:2] == [VERDICTS.index(Verdict.TOO_FEW)] * 2
    for field in fields(found):
        if field.name not in ("code", "n", "people_to_settle", "shown"):
            assert np.isnan(getattr(found, field.name)).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"likers": [5, -1]}, "likers must not be negative"),
        ({"neithers": [float("inf"), 1]}, "neithers must be finite"),
        ({"dislikers": [1, 2, 3]}, "shapes don't fit together"),
        ({"n_eff": [5, 0]}, "n_eff must be above 0"),
        ({"n_eff": [5, float("nan")]}, "n_eff must be finite"),
    ],
)
def test_bad_counts_are_named(change, message):
    given_values = {"likers": [5, 6], "dislikers": 5, "neithers": 5, "rule": RULE} | change
    with pytest.raises(ValueError, match=message):
        verdict_table(**given_values)
