"""Effects of codes: by hand, against the plain formulas, and how often they hold the truth."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from pulsemeter.analysis.adjustment import holm
from pulsemeter.analysis.codes import code_effects, codes_of_labels

NAN = np.nan


def panel(seed, persons=30, with_code=5, without=7, *, statement=0.2, slope=0.2, gap=0.0):
    """Simulated scores in −1..1 and the code; the true effect is .2, 20 net points."""
    random = np.random.default_rng(seed)
    code = np.repeat([1.0, 0.0], [with_code, without])
    base = random.normal(0, 0.2, (persons, 1)) + random.normal(0, statement, len(code))
    effect = code * (0.2 + random.normal(0, slope, (persons, 1)))
    table = base + effect + random.normal(0, 0.3, (persons, len(code)))
    table[random.random(table.shape) < gap] = NAN
    return table / 4, code  # a quarter, so that nothing is beyond the scale: 5 net points


def everybody(table):
    return {"all": np.ones(len(table), dtype=bool)}


def test_these_statements_are_a_paired_t_test():
    table, code = panel(1, gap=0.1)
    mask = np.arange(30) % 2 == 0
    (found,) = code_effects(table, {"attack": code}, {"even": mask})
    own = np.nanmean(table[mask][:, code == 1], axis=1) - np.nanmean(
        table[mask][:, code == 0], axis=1
    )
    test = ttest_1samp(own, 0)
    low, high = test.confidence_interval()
    assert found.points == pytest.approx(100 * own.mean())
    assert (found.for_these.low, found.for_these.high) == pytest.approx((100 * low, 100 * high))
    assert found.for_these.p == pytest.approx(test.pvalue)
    assert (found.persons, found.statements_with, found.statements_without) == (15, 5, 7)
    assert (found.segment, found.code, found.reason) == ("even", "attack", "")


def test_their_kind_by_the_plain_formula():
    table, code = panel(2)
    (found,) = code_effects(table, {"attack": code}, everybody(table))
    persons, variance = len(table), 0.0
    for side in (table[:, code == 1], table[:, code == 0]):
        statements = side.shape[1]
        means = side.mean(axis=0)
        variance += means.var(ddof=1) / statements
        left = side - side.mean(axis=1, keepdims=True) - means + side.mean()
        mean_square = (left**2).sum() / ((persons - 1) * (statements - 1))
        variance -= mean_square / (persons * statements)
    own = table[:, code == 1].mean(axis=1) - table[:, code == 0].mean(axis=1)
    variance += own.var(ddof=1) / persons
    # The half width is t times the error; p gives t back.
    half = (found.for_their_kind.high - found.for_their_kind.low) / 2
    assert 1.96 < half / (100 * variance**0.5) < 2.5
    assert half > 1.3 * (found.for_these.high - found.for_these.low) / 2


def test_segments_and_codes_in_order_each_as_if_alone():
    table, code = panel(3, persons=60, gap=0.2)
    codes = {"b": code, "a": np.roll(code, 3)}
    segments = {"young": np.arange(60) < 25, "all": np.ones(60, bool), "few": np.arange(60) < 3}
    found = code_effects(table, codes, segments)
    assert [(one.segment, one.code) for one in found] == [
        (segment, name) for segment in segments for name in codes
    ]
    for one in found[:4]:
        (alone,) = code_effects(
            table[segments[one.segment]],
            {one.code: codes[one.code]},
            {"x": np.ones(segments[one.segment].sum(), bool)},
        )
        assert one.points == pytest.approx(alone.points)
        assert one.for_their_kind.low == pytest.approx(alone.for_their_kind.low)
        assert one.for_these.p == pytest.approx(alone.for_these.p)
    assert {one.reason for one in found[4:]} == {"too few persons"}


def test_p_values_are_adjusted_for_all_that_was_compared():
    table, code = panel(4, persons=40)
    codes = {name: np.roll(code, place) for place, name in enumerate("abcd")} | {"none": 0 * code}
    found = code_effects(table, codes, everybody(table), adjustment="holm")
    raw = [one.for_their_kind.p for one in found[:4]]
    adjusted = [one.for_their_kind.p_adjusted for one in found[:4]]
    np.testing.assert_allclose(adjusted, holm(raw))
    assert {one.adjustment for one in found} == {"holm"}
    plain = code_effects(table, codes, everybody(table))
    assert plain[0].for_these.p_adjusted <= found[0].for_these.p_adjusted


@pytest.mark.parametrize("gap", [0.0, 0.25])
def test_intervals_hold_what_they_promise(gap):
    these, kind, simple = [], [], []
    for seed in range(400):
        table, code = panel((6, seed), gap=gap)
        (found,) = code_effects(table, {"attack": code}, everybody(table))
        kind.append(found.for_their_kind.low <= 5 <= found.for_their_kind.high)
        simple.append(found.for_these.low <= 5 <= found.for_these.high)
        # With statements that don't differ, the narrow interval is right too.
        table, code = panel((7, seed), gap=gap, statement=0.0)
        (found,) = code_effects(table, {"attack": code}, everybody(table))
        these.append(found.for_these.low <= 5 <= found.for_these.high)
    assert 0.925 <= np.mean(kind) <= 0.985
    assert 0.92 <= np.mean(these) <= 0.975
    assert np.mean(simple) < 0.8  # what statements as fixed would wrongly claim of their kind


def test_what_has_no_value_says_why():
    table, code = panel(8)
    few = np.where(np.arange(12) < 2, 1.0, 0.0)
    half = np.where(np.arange(12) < 8, code, NAN)
    gone = table.copy()
    gone[:, code == 1] = NAN
    masks = {"all": np.ones(30, bool), "nobody": np.zeros(30, bool)}
    found = code_effects(table, {"few": few, "half": half, "attack": code}, masks)
    assert [one.reason for one in found] == [
        "too few statements",
        "",
        "",
        "too few statements",
        "too few persons",
        "too few persons",
    ]
    assert (found[0].points, found[0].for_these, found[0].for_their_kind) == (None, None, None)
    assert (found[1].statements_with, found[1].statements_without) == (5, 3)
    (absent,) = code_effects(gone, {"attack": code}, everybody(gone))
    assert (absent.reason, absent.persons, absent.points) == ("too few persons", 0, None)


def test_all_the_same_have_no_interval():
    table = np.tile([1.0, 1, 1, 0, 0, 0], (8, 1))
    (found,) = code_effects(table, {"a": [1, 1, 1, 0, 0, 0]}, everybody(table))
    assert (found.points, found.for_these, found.for_their_kind) == (100.0, None, None)
    assert found.reason == "all persons differ by the same"


def test_persons_without_one_side_count_for_nothing():
    table, code = panel(9, persons=20)
    more = np.vstack([table, np.where(code == 1, 0.9, NAN), np.full(12, NAN)])
    (first,) = code_effects(table, {"a": code}, everybody(table))
    (second,) = code_effects(more, {"a": code}, everybody(more))
    assert second.persons == 20
    assert second.points == pytest.approx(first.points)
    assert second.for_their_kind.low == pytest.approx(first.for_their_kind.low)


def test_one_statement_of_a_side_each_tells_nothing_of_their_kind():
    table, code = panel(11, persons=20, with_code=4, without=4)
    alone = np.full(table.shape, NAN)
    alone[:, code == 0] = table[:, code == 0]
    alone[np.arange(20), np.arange(20) % 4] = table[np.arange(20), np.arange(20) % 4]
    (found,) = code_effects(alone, {"a": code}, everybody(alone))
    assert found.for_these.low < found.points < found.for_these.high
    assert (found.for_their_kind, found.statements_with) == (None, 4)
    assert found.reason == "nobody saw two statements of a side"


def test_labels_become_codes():
    codes = codes_of_labels(["war", "tax", None, "war", ""])
    assert list(codes) == ["tax", "war"]
    np.testing.assert_array_equal(codes["war"], [1, 0, NAN, 1, NAN])
    assert code_effects(np.zeros((3, 5)), {}, everybody(np.zeros(3))) == ()
    assert codes_of_labels([None]) == {}


def test_bad_input_is_named():
    table, code = panel(10)
    everyone = everybody(table)
    for bad, message in [
        (2 * np.ones((3, 4)), "between -1 and 1"),
        ([1, 2], "shape"),
        ([["a"]], "must be numbers"),
    ]:
        with pytest.raises(ValueError, match=message):
            code_effects(bad, {}, {})
    with pytest.raises(ValueError, match="code attack needs one value for each of 12"):
        code_effects(table, {"attack": code[:5]}, everyone)
    with pytest.raises(ValueError, match="code attack must be 1 with"):
        code_effects(table, {"attack": 2 * code}, everyone)
    with pytest.raises(ValueError, match="segment all needs true or false"):
        code_effects(table, {"attack": code}, {"all": np.ones(30)})
    for setting in ({"floor": 1}, {"confidence": 0.0}, {"adjustment": "none"}):
        with pytest.raises(ValueError, match=next(iter(setting))):
            code_effects(table, {"attack": code}, everyone, **setting)
