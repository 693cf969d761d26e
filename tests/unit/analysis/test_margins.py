"""Margins: shares that add up, merging in the declared order, refusals that name the category."""

import numpy as np
import pytest

from pulsemeter.analysis.margins import Margin, checked_persons, with_found_shares

HELD = np.array(["a", "a", "b", "c"])


def shares(wanted, *, held=HELD, without=()):
    return with_found_shares("age", held, wanted, without, np.ones(len(held)))


def test_rounded_shares_are_made_to_add_up():
    found = shares({"a": 0.333, "b": 0.333, "c": 0.333})
    assert sum(found.values()) == pytest.approx(1, abs=1e-15)


def test_shares_that_are_no_margin_are_refused():
    with pytest.raises(ValueError, match=r"'age' add up to 0\.9 instead of 1"):
        shares({"a": 0.3, "b": 0.3, "c": 0.3})
    with pytest.raises(ValueError, match="negative share"):
        shares({"a": 1.2, "b": -0.2, "c": 0.0})
    with pytest.raises(ValueError, match="age = a must be a finite number"):
        shares({"a": float("nan"), "b": 0.5, "c": 0.5})


def test_a_person_outside_the_margin_is_refused_unless_declared():
    with pytest.raises(ValueError, match="1 person holds age = c"):
        shares({"a": 0.5, "b": 0.5})
    kept = shares({"a": 0.4, "b": 0.6}, without=["c"])
    assert kept == pytest.approx({"a": 0.3, "b": 0.45, "c": 0.25})


def test_a_margin_that_nobody_holds_is_refused():
    with pytest.raises(ValueError, match="nobody holds"):
        shares({"a": 1.0}, held=np.array(["none", "none"]), without=["none"])


def test_an_empty_category_is_refused_by_name():
    with pytest.raises(ValueError, match=r"age = d wants 10.0% and has 0 of at least 1"):
        Margin.of("age", HELD, {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}, [], 1)


def test_merging_follows_the_declared_order_and_stops_when_enough():
    wanted = {"a": 0.4, "b": 0.3, "c": 0.2, "d": 0.1}
    margin = Margin.of("age", HELD, wanted, [("c", "d"), ("a", "b")], 1)
    assert margin.groups == (("a",), ("b",), ("c", "d"))
    assert margin.shares.tolist() == pytest.approx([0.4, 0.3, 0.3])
    assert margin.codes.tolist() == [0, 0, 1, 2]
    both = Margin.of("age", HELD, wanted, [("c", "d"), ("b", "c")], 2)
    assert both.groups == (("a",), ("b", "c", "d"))


def test_a_merge_of_an_unknown_category_is_refused():
    with pytest.raises(ValueError, match="names 'x', no category of it"):
        Margin.of("age", HELD, {"a": 0.4, "b": 0.3, "c": 0.3}, [("a", "x")], 1)


def test_a_share_of_zero_needs_nobody():
    assert Margin.of("age", HELD, {"a": 0.4, "b": 0.3, "c": 0.3, "d": 0.0}, [], 1).groups == (
        ("a",),
        ("b",),
        ("c",),
    )
    with pytest.raises(ValueError, match="age = c is 0, but 1 person holds it"):
        Margin.of("age", HELD, {"a": 0.5, "b": 0.5, "c": 0.0}, [], 1)


def test_attributes_are_one_text_per_person():
    margins = {"age": {"a": 1.0}, "region": {"n": 1.0}}
    assert checked_persons({"age": ["a", "a"], "region": ["n", "n"]}, margins) == 2
    with pytest.raises(ValueError, match="'region' has no attribute"):
        checked_persons({"age": ["a"]}, margins)
    with pytest.raises(ValueError, match=r"\[1, 2\] persons"):
        checked_persons({"age": ["a"], "region": ["n", "n"]}, margins)
    with pytest.raises(ValueError, match="must be one category"):
        checked_persons({"age": [1, 2], "region": ["n", "n"]}, margins)
