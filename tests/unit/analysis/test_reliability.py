"""Agreement of persons: published tables, hand-made sums, absences, and what has no value."""

import numpy as np
import pytest

from pulsemeter.analysis import reliability as module
from pulsemeter.analysis.reliability import reliability

NAN = float("nan")
# Four judges of six targets: Shrout and Fleiss (1979), Psychological Bulletin 86(2), table 2.
# Their table 4 gives ICC(2,1) = .29 and ICC(2,4) = .62, ICC(3,4) = .91 (which is alpha).
SHROUT_FLEISS = np.array(
    [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
)


def simulated(persons: int, intervals: int, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shared, own = rng.normal(size=intervals), rng.normal(size=(persons, 1))
    return shared + 0.5 * own + rng.normal(size=(persons, intervals))


def test_the_published_table():
    found = reliability(SHROUT_FLEISS)
    assert found.icc_a1 == pytest.approx(0.29, abs=0.005)
    assert found.icc_ak == pytest.approx(0.62, abs=0.005)
    assert found.cronbach_alpha == pytest.approx(0.91, abs=0.005)
    assert (found.persons, found.intervals, found.pairs, found.reason) == (4, 6, 6, "")


def test_alpha_by_hand():
    # Variances of the persons 2/3, 11/12, 2/3; of their sum 59/12: 3/2 · (1 − 9/4 · 12/59).
    found = reliability([[1, 0, -1, 0], [1, 1, -1, 0], [0, 0, -1, 1]])
    assert found.cronbach_alpha == pytest.approx(48 / 59, abs=1e-12)


def test_figures_are_those_of_the_mean_squares():
    table = simulated(5, 40)
    k, n = table.shape
    persons, intervals, grand = table.mean(axis=1), table.mean(axis=0), table.mean()
    rows = k * ((intervals - grand) ** 2).sum() / (n - 1)
    columns = n * ((persons - grand) ** 2).sum() / (k - 1)
    rest = ((table - persons[:, None] - intervals + grand) ** 2).sum() / ((n - 1) * (k - 1))
    found = reliability(table)
    a1 = (rows - rest) / (rows + (k - 1) * rest + k / n * (columns - rest))
    ak = (rows - rest) / (rows + (columns - rest) / n)
    assert found.icc_a1 == pytest.approx(a1, rel=1e-12)
    assert found.icc_ak == pytest.approx(ak, rel=1e-12)
    assert found.cronbach_alpha == pytest.approx((rows - rest) / rows, rel=1e-12)
    r = np.corrcoef(table)[np.triu_indices(k, 1)].mean()
    assert found.mean_r == pytest.approx(r, rel=1e-12)


def test_the_way_with_absences_meets_the_way_without():
    table = simulated(6, 30)
    # A column in which only one person is there adds nothing to any pair.
    lone = np.full((6, 1), NAN)
    lone[0] = table[0].mean()
    whole, holed = reliability(table), reliability(np.hstack([table, lone]))
    assert holed.mean_r == pytest.approx(whole.mean_r, rel=1e-12)
    assert holed.icc_a1 == pytest.approx(whole.icc_a1, rel=0.02)


def test_pairs_are_taken_on_the_intervals_both_saw():
    table = simulated(4, 30)
    table[0, :12] = NAN
    table[1, 20:] = NAN
    r = []
    for one in range(4):
        for other in range(one + 1, 4):
            both = ~np.isnan(table[one]) & ~np.isnan(table[other])
            r.append(np.corrcoef(table[one, both], table[other, both])[0, 1])
    assert reliability(table).mean_r == pytest.approx(np.mean(r), rel=1e-12)


def test_absences_leave_the_truth_where_it_was():
    table = simulated(60, 600)
    holed = np.where(np.random.default_rng(8).random(table.shape) < 0.3, NAN, table)
    whole, found = reliability(table), reliability(holed)
    assert found.icc_a1 == pytest.approx(whole.icc_a1, abs=0.02)
    assert found.icc_ak == pytest.approx(whole.icc_ak, abs=0.01)
    assert found.cronbach_alpha == pytest.approx(whole.cronbach_alpha, abs=0.01)


def test_a_constant_person_is_named_and_has_no_correlation():
    table = np.vstack([simulated(3, 30), np.zeros(30)])
    found = reliability(table)
    assert found.constant == (3,)
    assert found.mean_r == pytest.approx(reliability(table[:3]).mean_r, rel=1e-12)
    # In alpha and ICC such a person is one who disagrees, and stays.
    assert found.persons == 4
    assert found.icc_a1 < reliability(table[:3]).icc_a1


def test_a_pair_constant_while_together_has_no_correlation():
    table = simulated(3, 30)
    table[2, :10] = 0.1
    table[1, 10:] = NAN
    found = reliability(table)
    expected = [
        np.corrcoef(table[0, :10], table[1, :10])[0, 1],
        np.corrcoef(table[0], table[2])[0, 1],
    ]
    assert found.mean_r == pytest.approx(np.mean(expected), rel=1e-12)


def test_who_was_hardly_there_is_named():
    table = simulated(4, 30)
    table[1, 2:] = NAN
    found = reliability(table)
    assert (found.too_short, found.persons) == ((1,), 3)
    assert found.mean_r == pytest.approx(reliability(table[[0, 2, 3]]).mean_r, rel=1e-12)


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([[1.0, 0.0, -1.0]], "too few persons: 1"),
        (np.full((5, 8), NAN), "too few persons: 0"),
        ([[1, 0], [0, 1]], "too few intervals: 2"),
        (np.zeros((3, 0)), "too few intervals: 0"),
        (np.ones((4, 9)), "every person is constant"),
        (
            [[1, 0, 1, NAN, NAN, NAN], [NAN, NAN, NAN, 0, 1, 0]],
            "no two persons were present in 3 intervals together",
        ),
    ],
)
def test_what_has_no_value_says_why(scores, reason):
    found = reliability(scores)
    assert reason in found.reason
    assert found.mean_r is found.cronbach_alpha is found.icc_a1 is found.icc_ak is None
    assert found.split_half is None


def test_persons_who_cancel_out_have_no_alpha():
    found = reliability([[1, 0, -1, 1], [-1, 0, 1, -1]])
    assert found.cronbach_alpha is None
    assert found.mean_r == pytest.approx(-1)


def test_large_values_cost_no_digits():
    table = simulated(5, 50)
    near, far = reliability(table), reliability(table + 1e6)
    assert far.icc_a1 == pytest.approx(near.icc_a1, rel=1e-6)
    assert far.mean_r == pytest.approx(near.mean_r, rel=1e-6)


def test_of_a_large_panel_with_absences_a_sample_is_paired(monkeypatch):
    table = simulated(60, 200)
    table[0, 0] = NAN
    whole = reliability(table, seed=4)
    monkeypatch.setattr(module, "PERSONS_IN_PAIRS_MAX", 30)
    found = reliability(table, seed=4)
    assert (found.persons, found.persons_in_pairs, found.pairs) == (60, 30, 435)
    assert found.mean_r == pytest.approx(whole.mean_r, abs=0.1)
    assert found == reliability(table, seed=4)
    assert found.mean_r != reliability(table, seed=5).mean_r


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([1.0, 2.0], "shape"),
        ([["a", "b"]], "must be numbers"),
        ([[True, False]], "must be numbers"),
        ([[1.0, float("inf")]], "finite"),
    ],
)
def test_other_scores_are_refused(scores, message):
    with pytest.raises(ValueError, match=message):
        reliability(scores)


def test_fewer_than_500_halves_are_refused():
    with pytest.raises(ValueError, match="at least 500"):
        reliability(SHROUT_FLEISS, replicates=499)
