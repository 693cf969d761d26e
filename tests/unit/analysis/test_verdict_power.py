"""Power by enumeration: against drawn panels, against every panel there is, and by symmetry."""

import numpy as np
import pytest

from pulsemeter.analysis.verdict_power import (
    NAMED,
    TYPICAL,
    Truth,
    persons_for_verdict,
    smallest_reaching,
    verdict_chances,
    verdict_codes,
)
from pulsemeter.analysis.verdict_rule import VERDICTS, Verdict, VerdictRule
from pulsemeter.analysis.verdict_table import verdict_table

RULE = VerdictRule(floor=10)


def all_panels(n):
    likes, dislikes = (grid.ravel() for grid in np.indices((n + 1, n + 1), dtype=float))
    inside = likes + dislikes <= n
    likes, dislikes = likes[inside], dislikes[inside]
    return np.array([likes, dislikes, n - likes - dislikes])


@pytest.mark.parametrize("free_pressing", [False, True])
def test_codes_are_those_of_the_verdict_table(free_pressing):
    counts = np.random.default_rng(1).integers(0, 60, (3, 300)).astype(float)
    counts[:, :40] //= 10
    codes = verdict_codes(counts, RULE, free_pressing=free_pressing)
    table = verdict_table(*counts, RULE, free_pressing=free_pressing)
    assert codes.tolist() == table.code.tolist()
    assert set(codes.tolist()) >= {0, 1, 2, 4, 5}


@pytest.mark.parametrize("truth", [TYPICAL[1], TYPICAL[7], TYPICAL[9]], ids=lambda t: t.label)
def test_chances_are_those_of_drawn_panels(truth):
    chances = verdict_chances(70, truth.like, truth.dislike, RULE)
    assert list(chances) == list(Verdict)
    assert sum(chances.values()) == pytest.approx(1)
    shares = [truth.like, truth.dislike, 1 - truth.like - truth.dislike]
    drawn = np.random.default_rng(3).multinomial(70, shares, size=4_000)
    kinds, times = np.unique(drawn, axis=0, return_counts=True)
    codes = verdict_codes(kinds.T.astype(float), RULE)
    for place, name in enumerate(VERDICTS):
        # Three standard errors of 4,000 draws are at most .024.
        assert chances[name] == pytest.approx(times[codes == place].sum() / 4_000, abs=0.024)


def test_what_is_trimmed_holds_nothing():
    from scipy.stats import multinomial

    counts = all_panels(40)
    weights = multinomial.pmf(counts.T, 40, [0.25, 0.25, 0.5])
    codes = verdict_codes(counts, RULE)
    chances = verdict_chances(40, 0.25, 0.25, RULE)
    for place, name in enumerate(VERDICTS):
        assert chances[name] == pytest.approx(weights[codes == place].sum(), abs=1e-5)


def test_likes_and_dislikes_are_mirrored():
    one, other = verdict_chances(50, 0.4, 0.1, RULE), verdict_chances(50, 0.1, 0.4, RULE)
    assert one[Verdict.RESONATES] == pytest.approx(other[Verdict.FALLS_FLAT])
    assert one[Verdict.DIVIDES] == pytest.approx(other[Verdict.DIVIDES])


def test_ends_of_the_shares_and_of_the_numbers():
    assert verdict_chances(50, 1, 0, RULE)[Verdict.RESONATES] == pytest.approx(1)
    assert verdict_chances(50, 0, 0, RULE)[Verdict.TOO_FEW] == pytest.approx(1)
    assert verdict_chances(9, 0.4, 0.1, RULE)[Verdict.TOO_FEW] == pytest.approx(1)
    assert verdict_chances(5_000, 0.3, 0.15, RULE)[Verdict.RESONATES] == pytest.approx(1)


def test_the_smallest_panels_are_those_of_a_search_through_all():
    found = smallest_reaching(RULE)
    for name in NAMED:
        n = found[name]
        assert VERDICTS.index(name) in verdict_codes(all_panels(n), RULE)
        # Below the floor nothing is judged; the sizes just below are searched through.
        for fewer in range(max(1, n - 8), n):
            assert VERDICTS.index(name) not in verdict_codes(all_panels(fewer), RULE)
    assert found[Verdict.RESONATES] == found[Verdict.FALLS_FLAT] == 10


def test_a_verdict_out_of_reach_has_no_smallest_panel():
    strict = VerdictRule(floor=10, pressers_min=500)
    assert set(smallest_reaching(strict, persons_max=60).values()) == {None}
    free = smallest_reaching(RULE, free_pressing=True)
    assert free[Verdict.LEAVES_COLD] > smallest_reaching(RULE)[Verdict.LEAVES_COLD]


def test_the_persons_needed_have_the_power_and_fewer_do_not():
    truth = TYPICAL[0]
    n = persons_for_verdict(truth, RULE)
    assert verdict_chances(n, truth.like, truth.dislike, RULE)[truth.verdict] >= 0.8
    assert verdict_chances(n - 1, truth.like, truth.dislike, RULE)[truth.verdict] < 0.8
    assert persons_for_verdict(truth, RULE, power=0.95) > n
    assert persons_for_verdict(truth, VerdictRule(floor=10, certainty_net=0.8)) < n
    # The clearest case is certain from the floor on.
    assert persons_for_verdict(Truth(Verdict.RESONATES, 0.9, 0.0), RULE) == 10


def test_a_verdict_that_is_not_the_true_one_is_never_reached():
    assert persons_for_verdict(Truth(Verdict.DIVIDES, 0.40, 0.10), RULE) is None
    assert persons_for_verdict(Truth(Verdict.RESONATES, 0.02, 0.01), RULE) is None
    # Net approval of exactly δ stays undecided with any number of persons.
    assert persons_for_verdict(Truth(Verdict.RESONATES, 0.15, 0.10), RULE) is None


def test_every_typical_truth_is_the_verdict_it_is_called():
    for truth in TYPICAL:
        counts = 4_000 * np.array([[truth.like], [truth.dislike], [1 - truth.like - truth.dislike]])
        assert VERDICTS[verdict_codes(counts, RULE)[0]] is truth.verdict
    assert TYPICAL[1].label == "30/15/55"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: verdict_chances(0, 0.3, 0.1, RULE), "n must be a whole number"),
        (lambda: verdict_chances(5_001, 0.3, 0.1, RULE), "at most 5,000"),
        (lambda: verdict_chances(50, 0.7, 0.7, RULE), "more than everybody"),
        (lambda: Truth(Verdict.DIVIDES, 0.7, 0.7), "more than everybody"),
        (lambda: persons_for_verdict(TYPICAL[0], RULE, power=1), "power"),
        (lambda: smallest_reaching(RULE, persons_max=0), "persons_max"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, told):
    with pytest.raises(ValueError, match=told):
        call()
