"""The verdict: order of its rules, its thresholds, its symmetry and its advice."""

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.proportion import net_interval
from pulsemeter.analysis.verdicts import SETTLE_CAP, Verdict, VerdictRule, verdict

RULE = VerdictRule(floor=10)
NAMED = {Verdict.RESONATES, Verdict.FALLS_FLAT, Verdict.DIVIDES, Verdict.LEAVES_COLD}


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ((30, 5, 25), Verdict.RESONATES),
        ((5, 30, 25), Verdict.FALLS_FLAT),
        ((21, 19, 20), Verdict.DIVIDES),
        ((6, 3, 90), Verdict.LEAVES_COLD),
        ((8, 6, 10), Verdict.UNDECIDED),
        ((9, 0, 0), Verdict.TOO_FEW),
        ((2, 2, 60), Verdict.TOO_FEW),
        ((0, 0, 0), Verdict.TOO_FEW),
        ((10, 0, 0), Verdict.RESONATES),
    ],
)
def test_verdicts_of_plain_statements(persons, expected):
    assert verdict(*persons, RULE).verdict is expected


def test_too_few_comes_before_everything():
    everyone_likes = (9, 0, 0)
    assert verdict(*everyone_likes, RULE).verdict is Verdict.TOO_FEW
    assert verdict(*everyone_likes, VerdictRule(floor=9)).verdict is Verdict.RESONATES


def test_below_the_floor_no_figure_leaves():
    finding = verdict(9, 0, 0, RULE)
    figures = [getattr(finding, f.name) for f in fields(finding) if f.name not in ("verdict", "n")]
    assert figures == [None] * len(figures)
    assert finding.n == 9


def test_with_too_few_pressers_figures_are_there():
    finding = verdict(2, 2, 60, RULE)
    assert finding.net == 0.0
    assert finding.p_active is not None


def test_pressers_needed_are_data():
    silent = (0, 0, 100)
    assert verdict(*silent, RULE).verdict is Verdict.TOO_FEW
    rule = VerdictRule(floor=10, pressers_min=0)
    assert verdict(*silent, rule).verdict is Verdict.LEAVES_COLD


def test_leaves_cold_is_asked_before_the_sides():
    """Enough likers to be sure of the sign, too few to call the statement active."""
    finding = verdict(100, 0, 1_100, RULE)
    assert finding.p_resonates > 0.95
    assert finding.verdict is Verdict.LEAVES_COLD


def test_a_side_is_named_only_if_the_statement_is_surely_active():
    finding = verdict(13, 0, 77, RULE)
    assert finding.p_resonates >= 0.95
    assert finding.p_active < 0.8
    assert finding.verdict is Verdict.UNDECIDED


def test_free_pressing_has_its_own_threshold():
    persons = (13, 0, 77)
    assert verdict(*persons, RULE, free_pressing=True).verdict is Verdict.RESONATES
    same = VerdictRule(floor=10, a=0.08)
    assert verdict(*persons, same).verdict is Verdict.RESONATES


def test_resonates_wins_over_divides():
    """700 to 450: surely above δ, and the smaller side holds 39 % of the pressers."""
    finding = verdict(700, 450, 100, RULE)
    assert finding.p_divides >= 0.8
    assert finding.verdict is Verdict.RESONATES


def test_absence_of_evidence_is_not_a_divided_room():
    assert verdict(5, 5, 2, RULE).verdict is Verdict.UNDECIDED
    assert verdict(50, 50, 20, RULE).verdict is Verdict.DIVIDES


def test_a_small_but_certain_net_below_delta_is_not_resonance():
    finding = verdict(51_000, 49_000, 0, RULE)
    assert finding.net == pytest.approx(0.02)
    assert finding.verdict is Verdict.DIVIDES
    without = VerdictRule(floor=10, delta=0.0)
    assert verdict(51_000, 49_000, 0, without).verdict is Verdict.RESONATES


def test_each_certainty_decides_at_its_threshold():
    persons = (18, 9, 25)
    exact = verdict(*persons, RULE).p_resonates
    assert 0.5 < exact < 1
    at, above = (
        VerdictRule(floor=10, certainty_net=value) for value in (exact, np.nextafter(exact, 1))
    )
    assert verdict(*persons, at).verdict is Verdict.RESONATES
    assert verdict(*persons, above).verdict is not Verdict.RESONATES


def test_reference_finding():
    """Figures for 30, 5, 25 as reckoned once and checked against quadrature and draws."""
    finding = verdict(30, 5, 25, RULE)
    low, high = net_interval(30, 5, 60)
    assert finding.n == 60
    assert finding.net == pytest.approx(25 / 60)
    assert finding.net_interval == (float(low), float(high))
    assert finding.p_resonates == pytest.approx(0.99996009, abs=1e-8)
    assert finding.p_falls_flat == pytest.approx(4.224e-7, abs=1e-10)
    assert finding.p_divides == pytest.approx(0.00310886, abs=1e-8)
    assert finding.people_to_settle is None


def test_the_same_counts_give_the_same_bits_in_any_number_type():
    assert verdict(30, 5, 25, RULE) == verdict(np.int64(30), np.int16(5), 25.0, RULE)


def test_a_smaller_effective_number_means_less_certainty():
    full, half = verdict(18, 6, 20, RULE), verdict(18, 6, 20, RULE, n_eff=22)
    assert half.net == full.net
    assert half.n == full.n == 44
    assert half.p_resonates < full.p_resonates
    assert half.net_interval[0] < full.net_interval[0]
    assert half.p_resonates == pytest.approx(verdict(9, 3, 10, RULE).p_resonates)


def test_an_effective_number_never_counts_for_more_than_n():
    assert verdict(18, 6, 20, RULE, n_eff=46.3) == verdict(18, 6, 20, RULE)


def test_people_to_settle_would_settle():
    finding = verdict(8, 6, 10, RULE)
    people = finding.people_to_settle
    assert finding.verdict is Verdict.UNDECIDED
    assert people > 24
    shares = np.array([8, 6, 10]) / 24
    assert verdict(*(shares * people), RULE).verdict in NAMED
    assert verdict(*(shares * (people - 1)), RULE).verdict is Verdict.UNDECIDED


def test_people_to_settle_is_rough():
    people = verdict(80, 44, 400, RULE).people_to_settle
    assert people is not None
    assert len(str(people).rstrip("0")) <= 2


def test_nobody_settles_what_more_people_would_not():
    """Active, net approval just below δ, the smaller side just below .35 of the pressers."""
    undecidable = verdict(100, 52, 848, VerdictRule(floor=10, a=0.149, delta=0.05))
    assert undecidable.verdict is Verdict.UNDECIDED
    assert undecidable.people_to_settle is None
    assert verdict(0, 0, 100, RULE).people_to_settle is None
    assert verdict(1, 0, 99, RULE).people_to_settle >= 500


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"likers": -1}, "likers must not be negative"),
        ({"dislikers": float("nan")}, "dislikers must be finite"),
        ({"neithers": "many"}, "neithers must be numbers"),
        ({"n_eff": 0}, "n_eff must be above 0"),
        ({"n_eff": -2}, "n_eff must be above 0"),
        ({"n_eff": float("nan")}, "n_eff must be a finite number"),
    ],
)
def test_bad_counts_are_named(change, message):
    given_values = {"likers": 5, "dislikers": 5, "neithers": 5, "rule": RULE} | change
    with pytest.raises(ValueError, match=message):
        verdict(**given_values)


def test_arrays_are_refused_rather_than_guessed():
    with pytest.raises(ValueError, match="likers must be one number"):
        verdict([5, 6], 5, 5, RULE)


persons = st.one_of(st.integers(0, 60), st.integers(0, 5_000))


@given(persons, persons, persons, st.floats(0.2, 1.0))
def test_a_finding_never_holds_nan(likers, dislikers, neithers, design):
    n = likers + dislikers + neithers
    finding = verdict(likers, dislikers, neithers, RULE, n_eff=n * design if n else None)
    figures = [getattr(finding, f.name) for f in fields(finding) if f.name != "verdict"]
    flat = [x for figure in figures for x in (figure if isinstance(figure, tuple) else [figure])]
    assert not any(x is not None and math.isnan(x) for x in flat)
    if finding.people_to_settle is not None:
        assert n < finding.people_to_settle <= SETTLE_CAP
        assert finding.verdict in (Verdict.UNDECIDED, Verdict.TOO_FEW)


@given(persons, persons, persons)
def test_swapping_sides_swaps_resonates_and_falls_flat(likers, dislikers, neithers):
    one = verdict(likers, dislikers, neithers, RULE)
    other = verdict(dislikers, likers, neithers, RULE)
    swap = {
        Verdict.RESONATES: Verdict.FALLS_FLAT,
        Verdict.FALLS_FLAT: Verdict.RESONATES,
    }
    assert other.verdict is swap.get(one.verdict, one.verdict)
    assert other.p_resonates == one.p_falls_flat
    assert other.p_divides == one.p_divides
    assert other.people_to_settle == one.people_to_settle
    if one.net is not None:
        assert other.net == -one.net


@given(persons, persons, persons)
def test_turning_a_neither_into_a_liker_never_lowers_resonance(likers, dislikers, neithers):
    before = verdict(likers, dislikers, neithers + 1, RULE)
    after = verdict(likers + 1, dislikers, neithers, RULE)
    if before.p_resonates is not None:
        assert after.p_resonates >= before.p_resonates - 1e-8
        assert after.p_falls_flat <= before.p_falls_flat + 1e-8
        assert after.p_active >= before.p_active - 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("n", [20, 60, 200])
def test_a_statement_on_the_border_seldom_gets_a_side(n):
    """Truth: half active, net approval exactly δ. Resonates is wrong, and promised in ≤ 5 %."""
    draws = np.random.default_rng(n).multinomial(n, [0.275, 0.225, 0.5], 2_000)
    cases, times = np.unique(draws, axis=0, return_counts=True)
    wrong = sum(
        int(count)
        for case, count in zip(cases, times, strict=True)
        if verdict(*case, RULE).verdict is Verdict.RESONATES
    )
    # Three standard errors of a share of .05 in 2,000 draws are .015.
    assert wrong / times.sum() <= 0.065
