"""Krippendorff's α: the published example, by hand, and what has no value."""

import numpy as np
import pytest

from pulsemeter.analysis.coder_agreement import (
    LEVELS,
    _alphas,
    _checked_values,
    _counts,
    coder_agreement,
)

NAN = float("nan")
# Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability: four observers,
# twelve units, nominal, ordinal, interval and ratio α printed to three digits.
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_the_published_example(level, alpha):
    found = coder_agreement(PUBLISHED, level)
    assert found.alpha == pytest.approx(alpha, abs=0.0005)
    assert (found.coders, found.units, found.values, found.unpaired) == (4, 11, 40, 1)
    assert found.reason == ""
    assert (found.low, found.high) == (None, None)


def plain_alpha(table, distance):
    """α straight from its definition, pair by pair."""
    units = [[v for v in column if not np.isnan(v)] for column in np.asarray(table, float).T]
    units = [unit for unit in units if len(unit) > 1]
    everything = [v for unit in units for v in unit]
    observed = sum(
        distance(a, b) / (len(unit) - 1)
        for unit in units
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    )
    expected = sum(distance(a, b) for a in everything for b in everything)
    return 1 - (len(everything) - 1) * observed / expected


def test_every_level_is_its_definition():
    random = np.random.default_rng(3)
    table = random.integers(0, 7, (3, 25)).astype(float)
    table[:, :10] = table[0, :10]
    table[random.random(table.shape) < 0.2] = NAN
    table[table == 4] = 40.5
    seen = (~np.isnan(table)).sum(axis=0) > 1
    pool = table[:, seen][~np.isnan(table[:, seen])]

    def ordinal(a, b):
        low, high = min(a, b), max(a, b)
        between = ((pool >= low) & (pool <= high)).sum()
        return (between - ((pool == a).sum() + (pool == b).sum()) / 2) ** 2

    distances = {
        "nominal": lambda a, b: float(a != b),
        "ordinal": ordinal,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2 if a + b else 0.0,
    }
    for level in LEVELS:
        found = coder_agreement(table, level)
        assert found.alpha == pytest.approx(plain_alpha(table, distances[level]), abs=1e-10)


def test_texts_are_codes():
    words = np.array(["attack", "promise", "fact", "thanks", "joke"])
    texts = [[None if np.isnan(v) else str(words[int(v) - 1]) for v in row] for row in PUBLISHED]
    assert coder_agreement(texts).alpha == pytest.approx(coder_agreement(PUBLISHED).alpha)
    numbers = [[None if np.isnan(v) else int(v) for v in row] for row in PUBLISHED]
    interval = coder_agreement(numbers, "interval")
    assert interval.alpha == pytest.approx(coder_agreement(PUBLISHED, "interval").alpha)


def test_all_agree_and_all_disagree():
    assert coder_agreement([[1, 2, 3, 1], [1, 2, 3, 1]], "ordinal").alpha == pytest.approx(1)
    against = coder_agreement([[1, 2, 1, 2], [2, 1, 2, 1]])
    assert against.alpha == pytest.approx(1 - 7 * 8 / 32)


def test_scale_and_origin_do_not_move_the_interval_level():
    table = np.array(PUBLISHED)
    moved = coder_agreement(1e6 + 0.01 * table, "interval")
    assert moved.alpha == pytest.approx(coder_agreement(table, "interval").alpha, abs=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_a_draw_of_each_unit_once_is_the_data(level):
    kinds, place = _checked_values(PUBLISHED, level)
    counts = _counts(place, len(kinds))[:11]
    often = np.array([[1.0] * 11, [2.0] + [1.0] * 9 + [0.0]])
    both = _alphas(counts, often, kinds, level)
    rows = np.repeat(np.array(PUBLISHED)[:, :11], often[1].astype(int), axis=1)
    assert both[0] == pytest.approx(coder_agreement(PUBLISHED, level).alpha)
    assert both[1] == pytest.approx(coder_agreement(rows, level).alpha)


def test_the_interval_holds_and_the_seed_decides():
    first = coder_agreement(PUBLISHED, "ordinal", replicates=400, seed=2)
    again = coder_agreement(PUBLISHED, "ordinal", replicates=400, seed=2)
    other = coder_agreement(PUBLISHED, "ordinal", replicates=400, seed=3)
    assert first == again
    assert first.low != other.low
    assert first.low < first.alpha < first.high


def test_the_interval_covers_simulated_truth():
    # Two coders see the true code of five with probability .8, else guess evenly: α = .64.
    covered = []
    for seed in range(120):
        random = np.random.default_rng((11, seed))
        code = random.integers(0, 5, 80)
        guess = random.integers(0, 5, (2, 80))
        table = np.where(random.random((2, 80)) < 0.8, code, guess)
        found = coder_agreement(table, replicates=300, seed=seed)
        covered.append(found.low <= 0.64 <= found.high)
    assert 0.88 <= np.mean(covered) <= 0.99


def test_what_has_no_value_says_why():
    nothing = coder_agreement([[1, NAN], [NAN, 2]], replicates=100)
    assert (nothing.alpha, nothing.units, nothing.unpaired) == (None, 0, 2)
    assert nothing.reason == "no unit has values of two coders"
    one = coder_agreement([[3, 3, 1], [3, 3, NAN]])
    assert one.alpha is None
    assert "nothing varies" in one.reason
    rare = coder_agreement([[1] * 5, [1, 1, 1, 1, 2]], replicates=100)
    assert rare.alpha is not None
    assert (rare.low, rare.reason) == (None, "too few units differ for an interval")


@pytest.mark.parametrize(
    ("values", "level", "message"),
    [
        ([1, 2], "nominal", "shape"),
        ([[1, 2]], "nominal", "at least two coders"),
        ([["a"], ["b"]], "ordinal", "give numbers"),
        ([["a"], [2.0]], "nominal", "all numbers|all texts"),
        ([[1, np.inf], [1, 2]], "interval", "finite"),
        ([[-1, 1], [1, 2]], "ratio", "below 0"),
        ([[True], [False]], "nominal", "bool"),
        ([[1], [1]], "metric", "level must be one of"),
    ],
)
def test_bad_values_are_named(values, level, message):
    table = np.array(values, dtype=object) if "|" in message else values
    with pytest.raises(ValueError, match=message):
        coder_agreement(table, level)


def test_bad_settings_are_named():
    with pytest.raises(ValueError, match="replicates"):
        coder_agreement(PUBLISHED, replicates=50)
    with pytest.raises(ValueError, match="confidence"):
        coder_agreement(PUBLISHED, confidence=1.0)
