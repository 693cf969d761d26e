"""The delay from words to press on simulated panels of known lag, and where there is none."""

import numpy as np
import pytest

from pulsemeter.analysis.lag import _centred_counts, _numbered, _smoothed, estimate_lag

DURATION_MS = 400_000


def simulated(
    lag_ms: int, persons: int = 40, seed: int = 0, share: float = 0.3, idle: int = 6
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Persons, press times and onsets: a share follows each onset, the rest press anywhere."""
    rng = np.random.default_rng(seed)
    onsets = np.sort(rng.choice(np.arange(1_000, DURATION_MS - 8_000), 40, replace=False))
    who, when = [], []
    for person in range(persons):
        follows = onsets[rng.random(len(onsets)) < share]
        pressed = [
            follows + np.maximum(100, rng.normal(lag_ms, 400, len(follows))).astype(int),
            rng.integers(0, DURATION_MS, rng.poisson(idle)),
        ]
        when.append(np.concatenate(pressed))
        who.append(np.full(len(when[-1]), person))
    return np.concatenate(who), np.concatenate(when), onsets


@pytest.mark.parametrize("lag_ms", [800, 2_000, 3_500, 5_000])
def test_a_known_lag_is_found(lag_ms):
    found = estimate_lag(*simulated(lag_ms), duration_ms=DURATION_MS, replicates=400)
    assert found.clear
    assert found.reason == ""
    assert found.lag_ms == pytest.approx(lag_ms, abs=200)
    low, high = found.lag_interval_ms
    assert low <= lag_ms <= high
    assert high - low < 1_000


def test_the_interval_holds_the_truth():
    held = 0
    for seed in range(30):
        panel = simulated(2_000, persons=20, seed=seed)
        low, high = estimate_lag(*panel, duration_ms=DURATION_MS, replicates=200).lag_interval_ms
        held += low <= 2_000 <= high
    assert held >= 26


def test_presses_that_follow_nothing_are_seldom_called_clear():
    clear = sum(
        estimate_lag(
            *simulated(0, seed=seed, share=0.0, idle=20), duration_ms=DURATION_MS, replicates=100
        ).clear
        for seed in range(40)
    )
    assert clear <= 7


def test_the_curve_is_the_correlation_of_what_was_given():
    who, when, onsets = simulated(2_000)
    found = estimate_lag(who, when, onsets, duration_ms=DURATION_MS, smooth_ms=0, replicates=100)
    assert found.lags_ms.tolist() == list(range(0, 6_001, 100))
    presses = np.bincount(when // 100, minlength=4_000)
    begun = np.bincount(onsets // 100, minlength=4_000)
    for place in (0, 20, 60):
        expected = np.corrcoef(begun, np.roll(presses, -place))[0, 1]
        assert found.r[place] == pytest.approx(expected, abs=1e-9)


def test_no_data_are_shifted():
    given = simulated(2_000)
    kept = [array.copy() for array in given]
    estimate_lag(*given, duration_ms=DURATION_MS, replicates=100)
    assert all((a == b).all() for a, b in zip(given, kept, strict=True))


def test_draws_follow_the_seed():
    panel = simulated(2_000, persons=8, share=0.15)
    one, same, other = (
        estimate_lag(*panel, duration_ms=DURATION_MS, replicates=150, seed=seed)
        for seed in (1, 1, 2)
    )
    assert (one.lag_interval_ms, one.chance_r) == (same.lag_interval_ms, same.chance_r)
    assert one.chance_r != other.chance_r
    assert one.r.tolist() == other.r.tolist()


def test_a_peak_at_an_end_is_not_clear():
    found = estimate_lag(*simulated(9_000), duration_ms=DURATION_MS, replicates=100)
    assert not found.clear
    assert found.reason
    early = [(who, at) for who in range(9) for at in range(5_000, 90_000, 17_000)]
    found = estimate_lag(
        *zip(*early, strict=True), list(range(5_000, 90_000, 17_000)), duration_ms=100_000
    )
    assert (found.lag_ms, found.clear) == (0, False)
    assert "end of the curve" in found.reason


def test_onsets_near_the_end_are_left_out_and_counted():
    who, when, onsets = simulated(2_000)
    late = np.append(onsets, [DURATION_MS - 6_000, DURATION_MS - 1])
    found = estimate_lag(who, when, late, duration_ms=DURATION_MS, replicates=100)
    assert (found.onsets, found.onsets_left_out) == (40, 2)
    assert found.lag_ms == estimate_lag(who, when, onsets, duration_ms=DURATION_MS).lag_ms


@pytest.mark.parametrize(
    ("persons", "presses", "onsets", "reason"),
    [
        ([], [], [1, 2, 3, 4, 5], "too few persons pressed: 0"),
        ([1, 2, 3, 4], [9, 9, 9, 9], [1, 2, 3, 4, 5], "too few persons pressed: 4"),
        (["a", "b", "c", "d", "e"], [9] * 5, [1, 2, 3, 4], "too few onsets: 4"),
        (["a", "b", "c", "d", "e"], [9] * 5, [], "too few onsets: 0"),
    ],
)
def test_too_few_says_why_and_has_no_lag(persons, presses, onsets, reason):
    found = estimate_lag(persons, presses, onsets, duration_ms=20_000)
    assert reason in found.reason
    assert found.lag_ms is found.lag_interval_ms is found.r is found.chance_r is None
    assert not found.clear


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stimulus_ms": [1, 2]}, "one person per press"),
        ({"persons": [[1]]}, "one person per press"),
        ({"persons": [1.5]}, "one person per press"),
        ({"stimulus_ms": [20_000]}, "in the stimulus"),
        ({"onsets_ms": [-1]}, "in the stimulus"),
        ({"onsets_ms": [0.5]}, "whole milliseconds"),
        ({"duration_ms": 6_000}, "duration_ms"),
        ({"step_ms": 700}, "must divide"),
        ({"smooth_ms": -1}, "smooth_ms"),
        ({"replicates": 99}, "replicates"),
    ],
)
def test_other_input_is_refused(changes, message):
    given = {"persons": [1], "stimulus_ms": [5], "onsets_ms": [5], "duration_ms": 20_000}
    with pytest.raises(ValueError, match=message):
        estimate_lag(**{**given, **changes})


@pytest.mark.parametrize("steps", [65, 300])
def test_presses_near_onsets_are_counted_as_at_every_place(steps):
    rng = np.random.default_rng(6)
    who, pressed = rng.integers(0, 7, 400), rng.integers(0, steps, 400)
    onsets = np.bincount(rng.integers(0, steps, 9), minlength=steps).astype(float)
    plain = np.zeros((7, 61 + 2 * 10))
    for place in range(81):
        np.add.at(plain[:, place], who, onsets[(pressed - (place - 10)) % steps])
    smoothed = _smoothed(plain, 2.5)[:, 10:71]
    assert np.array_equal(_centred_counts(who, pressed, onsets, 61, 2.5), smoothed)


def test_persons_are_numbered_in_order_whatever_names_them():
    for names in ([4, 9, 4, 7], ["d", "z", "d", "x"], [-3, 1, -3, 0], [4, 10**9, 4, 7]):
        assert _numbered(np.array(names)).tolist() == [0, 2, 0, 1]
