"""Raking: against hand-made tables and an independent minimiser of the same entropy."""

import numpy as np
import pytest
from scipy.optimize import minimize

from pulsemeter.analysis.weights import design_effect, effective_n, rake


def a_panel(persons=60, seed=5):
    random = np.random.default_rng(seed)
    attributes = {
        "region": random.choice(["north", "south", "west"], persons, p=[0.6, 0.25, 0.15]),
        "age": random.choice(["young", "old"], persons, p=[0.75, 0.25]),
    }
    margins = {
        "region": {"north": 0.45, "south": 0.3, "west": 0.25},
        "age": {"young": 0.6, "old": 0.4},
    }
    return attributes, margins


def least_entropy(attributes, margins, start, low=1e-9, high=None):
    """Weights of least Σ w log(w/start) − w that meet the margins, by a general minimiser."""
    n = len(start)
    rows, wanted = [], []
    for name, shares in margins.items():
        for category, share in shares.items():
            rows.append((attributes[name] == category).astype(float))
            wanted.append(share * n)
    # One row per further attribute follows from the others: the minimiser wants them independent.
    table, target = np.array(rows)[:-1], np.array(wanted)[:-1]
    found = minimize(
        lambda w: float((w * np.log(w / start) - w).sum()),
        np.clip(start, low, high),
        jac=lambda w: np.log(w / start),
        bounds=[(low, high)] * n,
        constraints={"type": "eq", "fun": lambda w: table @ w - target, "jac": lambda w: table},
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 500},
    )
    assert found.success, found.message
    return found.x


def test_a_table_of_two_by_two_by_hand():
    # 10, 20, 30, 40 persons; margins ½ and ½ for both. Odds ratio 10·40/(20·30) = 2/3 stays, so
    # the cells are 50·r/(1+r) and 50/(1+r) with r = √(2/3).
    sizes = [10, 20, 30, 40]
    region = np.repeat(["n", "n", "s", "s"], sizes)
    age = np.repeat(["y", "o", "y", "o"], sizes)
    half = {"region": {"n": 0.5, "s": 0.5}, "age": {"y": 0.5, "o": 0.5}}
    weights = rake({"region": region, "age": age}, half).weights
    r = np.sqrt(2 / 3)
    cells = [50 * r / (1 + r), 50 / (1 + r), 50 / (1 + r), 50 * r / (1 + r)]
    expected = np.repeat(np.array(cells) / sizes, sizes)
    np.testing.assert_allclose(weights, expected, atol=1e-7)


def test_untrimmed_weights_are_those_of_least_entropy():
    attributes, margins = a_panel()
    start = np.random.default_rng(1).uniform(0.5, 2.0, 60)
    found = rake(attributes, margins, bounds=None, start_weights=start)
    expected = least_entropy(attributes, margins, start / start.mean())
    np.testing.assert_allclose(found.weights, expected, atol=2e-5)
    assert found.bounds is None
    assert found.trimmed == 0


def test_trimmed_weights_are_those_of_least_entropy_within_the_bounds():
    attributes, margins = a_panel()
    start = np.random.default_rng(1).uniform(0.5, 2.0, 60)
    found = rake(attributes, margins, bounds=(0.5, 2.0), start_weights=start)
    expected = least_entropy(attributes, margins, start / start.mean(), 0.5, 2.0)
    np.testing.assert_allclose(found.weights, expected, atol=2e-5)
    assert found.trimmed > 3
    assert found.weights.min() == 0.5
    assert found.weights.max() == 2.0


def test_the_order_of_attributes_changes_nothing():
    attributes, margins = a_panel()
    forth = rake(attributes, margins, bounds=(0.5, 2.0)).weights
    back = rake(attributes, dict(reversed(margins.items())), bounds=(0.5, 2.0)).weights
    np.testing.assert_allclose(forth, back, atol=1e-7)


def test_margins_are_met_and_the_mean_is_one():
    attributes, margins = a_panel()
    found = rake(attributes, margins)
    assert found.weights.mean() == pytest.approx(1, abs=1e-9)
    for row in found.margins:
        assert row.weighted == pytest.approx(row.target, abs=1e-9)
        (category,) = row.categories
        assert row.target == margins[row.attribute][category]
        assert row.persons == np.count_nonzero(attributes[row.attribute] == category)
        assert row.found == pytest.approx(row.persons / 60)


def test_bounds_that_no_weights_meet_say_how_far_off_which_margin_is():
    held = {"age": ["young"] * 1 + ["old"] * 99}
    with pytest.raises(
        ValueError, match=r"age = young is 3.00% instead of 50.00%, off by 47 points with weights"
    ):
        rake(held, {"age": {"young": 0.5, "old": 0.5}}, bounds=(0.2, 3.0), rounds_max=50)


def test_margins_that_contradict_each_other_are_an_error():
    # All in the north are young and nobody else is: no weights make them half and a fifth.
    held = {"region": ["n", "n", "s", "s"], "age": ["y", "y", "o", "o"]}
    margins = {"region": {"n": 0.5, "s": 0.5}, "age": {"y": 0.2, "o": 0.8}}
    with pytest.raises(
        ValueError,
        match=r"after 20 rounds margin region = [ns] is [28]0\.00% instead of 50\.00%, off by 30",
    ):
        rake(held, margins, bounds=None, rounds_max=20)


def test_kish():
    assert effective_n([1, 1, 1, 1]) == pytest.approx(4)
    assert effective_n([3, 1]) == pytest.approx(16 / 10)
    assert design_effect([3, 1]) == pytest.approx(2 * 10 / 16)
    assert effective_n([3e-200, 1e-200]) == pytest.approx(1.6)
    for weights in ([], [0.0, 0.0], [-1.0, 2.0], [np.nan, 1.0]):
        with pytest.raises(ValueError, match="weights must be"):
            effective_n(weights)


def test_the_sentence_names_margins_and_cost():
    sentence = rake(
        {"age": ["young", "old", "old", "old"]},
        {"age": {"young": 0.5, "old": 0.4, "older": 0.1}},
        merge_order={"age": [("old", "older")]},
    ).describe()
    assert sentence == (
        "weighted to margins age (young, old + older); weights from 0.67 to 2.00, trimmed to 0.2 "
        "to 5 times the mean (0 at a bound); 4 persons count as 3 (design effect 1.33)"
    )
    assert "representative" not in sentence


def test_bad_input_is_named():
    held, margins = {"age": ["y", "o"]}, {"age": {"y": 0.5, "o": 0.5}}
    with pytest.raises(ValueError, match="at least one attribute"):
        rake(held, {})
    with pytest.raises(ValueError, match="either side of the mean"):
        rake(held, margins, bounds=(1.5, 3.0))
    with pytest.raises(ValueError, match="start_weights hold 3 persons, the attributes 2"):
        rake(held, margins, start_weights=[1, 1, 1])
    with pytest.raises(ValueError, match="weight of 0"):
        rake(held, margins, start_weights=[1, 0])
