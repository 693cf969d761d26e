"""Strata and groups that can't be are named."""

import pytest

from pulsemeter.analysis.groups import checked_groups, checked_strata


@pytest.mark.parametrize(
    ("strata", "message"), [([1, 2], "don't fit 3"), ([1.0, 2.0, float("nan")], "whole numbers")]
)
def test_bad_strata_are_named(strata, message):
    with pytest.raises(ValueError, match=message):
        checked_strata(strata, 3)


@pytest.mark.parametrize(
    ("in_a", "in_b", "message"),
    [
        ([True, False], [False, True], "in_a must be true or false for each of 3"),
        ([1, 0, 0], [0, 1, 0], "in_a must be true or false"),
        ([True, False, False], [False, False, False], "in_b holds nobody"),
        ([True, True, False], [False, True, True], "overlap"),
    ],
)
def test_bad_groups_are_named(in_a, in_b, message):
    with pytest.raises(ValueError, match=message):
        checked_groups(in_a, in_b, 3)
