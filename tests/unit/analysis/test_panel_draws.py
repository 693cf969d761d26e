"""Draws from an earlier panel: agreement with the formulas where these hold, named absence."""

from dataclasses import replace

import numpy as np
import pytest

from pulsemeter.analysis.panel_draws import EarlierSession, simulate_from
from pulsemeter.analysis.planning import half_width_pointwise, sd_of_shares, simultaneous_multiplier
from pulsemeter.analysis.verdict_power import verdict_chances
from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict, VerdictRule
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN

RULE = VerdictRule(floor=10)


def session(shares, persons=1_000, intervals=40, windows=((0, 5_000),), seed=4):
    """Persons who press in every interval by the same shares, each time anew."""
    random = np.random.default_rng(seed)
    codes = random.choice(
        np.array([100, -100, SKIPPED], dtype=np.int8), (persons, intervals), p=shares
    )
    offset_ms = np.full(codes.shape, 1_000, dtype=np.uint16)
    return EarlierSession(codes, offset_ms, 5_000, windows, 0)


def test_half_widths_are_near_the_formula_where_it_holds():
    found = simulate_from(session([0.30, 0.15, 0.55]), 100, RULE, replicates=300)
    formula = half_width_pointwise(sd_of_shares(0.30, 0.15), 100)
    median, ninety = found.intervals.typical()
    assert median == pytest.approx(formula, rel=0.05)
    assert median < ninety < 1.15 * median
    assert found.statements.median[0] == pytest.approx(formula, rel=0.08)
    # Intervals are independent here, so the band is that of the formula for 40 of them.
    assert found.multiplier == pytest.approx(simultaneous_multiplier(40), abs=0.3)
    assert found.band == pytest.approx(found.multiplier * formula / 1.96, rel=0.06)


def test_verdicts_come_out_as_often_as_the_enumeration_says():
    codes = np.repeat(np.array([100, -100, SKIPPED], dtype=np.int8), [300, 150, 550])[:, None]
    earlier = EarlierSession(codes, np.zeros(codes.shape, np.uint16), 5_000, [(0, 5_000)], 0)
    found = simulate_from(earlier, 80, RULE, replicates=2_000)
    chances = verdict_chances(80, 0.30, 0.15, RULE)
    # Three standard errors of 2,000 draws are at most .034.
    np.testing.assert_allclose(found.verdicts[0], list(chances.values()), atol=0.034)
    assert VERDICTS[found.full[0]] is Verdict.RESONATES
    assert found.reproduced[0] == found.verdicts[0, 0]
    assert found.named == pytest.approx(found.verdicts[0, :4].sum())
    assert found.named_full == 1


def test_more_persons_reproduce_more_of_the_earlier_verdicts():
    windows = [(k * 5_000, (k + 2) * 5_000) for k in range(0, 36, 4)]
    earlier = session([0.25, 0.1, 0.65], windows=windows)
    few, many = (simulate_from(earlier, n, RULE, replicates=60) for n in (20, 400))
    assert many.reproduced.mean() > few.reproduced.mean() + 0.1
    assert many.intervals.typical()[0] < few.intervals.typical()[0] / 3
    assert few.verdicts.shape == (9, 6)
    np.testing.assert_allclose(few.verdicts.sum(axis=1), 1)


def test_whole_persons_are_drawn_so_likeness_of_intervals_comes_along():
    column = session([0.30, 0.15, 0.55], intervals=1).codes
    alike = EarlierSession(np.repeat(column, 40, axis=1), np.zeros((1_000, 40), np.uint16), 5_000)
    apart = session([0.30, 0.15, 0.55], windows=())
    copied, drawn = (simulate_from(one, 100, RULE) for one in (alike, apart))
    # A curve of copies is one figure: its band is the pointwise one.
    assert copied.multiplier == pytest.approx(1.96, abs=0.2)
    assert drawn.multiplier > copied.multiplier + 0.6


def test_nobody_at_a_statement_is_named_and_never_a_nan():
    earlier = session([0.3, 0.1, 0.6], windows=[(0, 5_000), (300_000, 305_000)])
    codes = earlier.codes.copy()
    codes[:, 20:] = AWAY
    codes[:100] = UNKNOWN
    found = simulate_from(replace(earlier, codes=codes), 50, RULE, replicates=50)
    assert found.persons == 900
    assert found.statements.known.tolist() == [True, False]
    assert found.intervals.known.tolist() == [True] * 20 + [False] * 20
    assert VERDICTS[found.full[1]] is Verdict.TOO_FEW
    assert found.reproduced[1] == 1
    for values in (found.statements, found.intervals):
        assert np.isfinite(values.median).all()
        assert np.isfinite(values.ninety).all()


def test_without_statements_variation_or_enough_persons():
    found = simulate_from(session([0.3, 0.1, 0.6], windows=()), 19, RULE, replicates=20)
    assert (found.named, found.named_full, found.multiplier, found.band) == (None,) * 4
    assert found.statements.typical() is None
    assert found.verdicts.shape == (0, 6)
    alike = EarlierSession(np.full((30, 4), 100, np.int8), np.zeros((30, 4), np.uint16), 5_000)
    assert simulate_from(alike, 40, RULE, replicates=20).multiplier is None


def test_the_seed_decides():
    earlier = session([0.3, 0.1, 0.6])
    one, again, other = (
        simulate_from(earlier, 30, RULE, replicates=40, seed=seed) for seed in (1, 1, 2)
    )
    assert one.multiplier == again.multiplier
    np.testing.assert_array_equal(one.intervals.median, again.intervals.median)
    assert one.multiplier != other.multiplier
    assert (one.seed, one.replicates, one.n) == (1, 40, 30)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"n": 0}, "n must be a whole number"),
        ({"n": 100_001}, "at most 100,000 persons"),
        ({"replicates": 19}, "replicates"),
        ({"replicates": 10_001}, "replicates"),
        ({"seed": -1}, "seed"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change, told):
    with pytest.raises(ValueError, match=told):
        simulate_from(session([0.3, 0.1, 0.6]), **{"n": 20, "rule": RULE, **change})


def test_an_empty_room_is_refused():
    empty = EarlierSession(np.full((5, 3), AWAY, np.int8), np.zeros((5, 3), np.uint16), 5_000)
    with pytest.raises(ValueError, match="nobody of the earlier panel"):
        simulate_from(empty, 20, RULE)
