"""Presence: a textbook's Kaplan-Meier curve, leaving read from cells, bounds for the absent."""

import numpy as np
import pytest

from pulsemeter.analysis.presence import (
    measure_stays,
    presence_by_segment,
    presence_curve,
    worst_case_bounds,
)
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN

# Weeks in remission with 6-mercaptopurine: Freireich et al. (1963), Blood 21, 699-716; as worked
# through in Kalbfleisch and Prentice and in most textbooks. True: relapsed, False: censored.
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12


def cells(*rows):
    return np.array(rows, dtype=np.int8)


def test_the_textbook_curve():
    curve = presence_curve(WEEKS, RELAPSED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.leavers.tolist() == [3, 1, 1, 1, 1, 1, 1]
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    np.testing.assert_allclose(curve.share, published, atol=5e-4)


def test_the_textbook_interval():
    curve = presence_curve(WEEKS, RELAPSED)
    # Greenwood's standard error at 6 weeks is .0764; on the log-log scale by hand:
    # .857^exp(± 1.96 · .0764 / (.857 · .1542)).
    theta = 1.959964 * 0.076360 / (0.857143 * 0.154151)
    assert curve.low[0] == pytest.approx(0.857143 ** np.exp(theta), abs=1e-4)
    assert curve.high[0] == pytest.approx(0.857143 ** np.exp(-theta), abs=1e-4)
    # As statistics programs print it for these data with a log-log interval.
    assert (curve.low[0], curve.high[0]) == pytest.approx((0.620, 0.952), abs=5e-4)
    assert (curve.low[-1], curve.high[-1]) == pytest.approx((0.188, 0.680), abs=5e-4)


def test_the_share_between_times_stays():
    curve = presence_curve(WEEKS, RELAPSED)
    assert curve.share_at(5.9) == 1.0
    assert curve.share_at(6) == pytest.approx(18 / 21)
    assert curve.share_at(9) == curve.share_at(7)
    assert curve.share_at(99) == curve.share_at(23)


def test_an_emptied_room_and_a_full_one_have_no_nan():
    emptied = presence_curve([1, 2], [True, True])
    assert emptied.share.tolist() == [0.5, 0.0]
    assert emptied.low[-1] == 0
    assert emptied.high[-1] == emptied.high[0]
    at_once = presence_curve([3, 3], [True, True])
    assert (at_once.low.tolist(), at_once.high.tolist()) == ([0.0], [1.0])
    full = presence_curve([4, 4], [False, False])
    assert full.times.size == full.share.size == 0
    assert full.share_at(4) == 1.0


def test_leaving_is_the_last_interval_in_which_one_was_there():
    stays = measure_stays(
        cells(
            [SKIPPED, -100, AWAY, SKIPPED],  # came back: never left
            [100, SKIPPED, AWAY, AWAY],
            [UNKNOWN, 50, UNKNOWN, UNKNOWN],
            [UNKNOWN, AWAY, AWAY, UNKNOWN],  # never there
        )
    )
    assert stays.rows.tolist() == [0, 1, 2]
    assert stays.intervals.tolist() == [4, 2, 2]
    assert stays.left.tolist() == [False, True, True]
    assert stays.never == 1


def test_leavers_by_segment():
    choices = cells(
        [SKIPPED, SKIPPED, SKIPPED, SKIPPED],
        [100, AWAY, AWAY, AWAY],
        [100, 100, 100, AWAY],
        [UNKNOWN] * 4,
    )
    found = presence_by_segment(
        choices, {"all": [True] * 4, "none seen": [False, False, False, True]}
    )
    everyone = found["all"]
    assert (everyone.persons, everyone.never, everyone.left, everyone.stayed) == (4, 1, 2, 1)
    assert everyone.curve is not None
    assert everyone.curve.share.tolist() == pytest.approx([2 / 3, 1 / 3])
    assert everyone.curve.persons == 3
    assert found["none seen"].curve is None


def test_bounds_hold_for_every_completion():
    low, high = worst_case_bounds([3, 0], [1, 0], [6, 0], [8, 2])
    completions = [(3 + a - 1 - b) / 8 for a in range(3) for b in range(3 - a)]
    assert (low[0], high[0]) == (min(completions), max(completions))
    assert (low[1], high[1]) == (-1, 1)
    nobody = worst_case_bounds(0, 0, 0, 0)
    assert np.isnan(nobody.low)
    assert np.isnan(nobody.high)
    full = worst_case_bounds(3, 1, 8, 8)
    assert full.low == full.high == 0.25


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="present exceed roster"):
        worst_case_bounds(1, 1, 5, 4)
    with pytest.raises(ValueError, match="exceed present"):
        worst_case_bounds(3, 3, 5, 9)
    with pytest.raises(ValueError, match="choices must be int8"):
        measure_stays(np.zeros((0, 3), dtype=np.int8))
    with pytest.raises(ValueError, match="above 0"):
        presence_curve([0, 1], [True, True])
    with pytest.raises(ValueError, match="one number per person"):
        presence_curve([], [])
    with pytest.raises(ValueError, match="left must be"):
        presence_curve([1, 2], [True])
    with pytest.raises(ValueError, match="membership of 'x'"):
        presence_by_segment(cells([100]), {"x": [1]})
