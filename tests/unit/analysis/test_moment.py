"""Key moments: a known bump is found, a flat truth names none, and nothing is claimed too early."""

from dataclasses import replace

import numpy as np
import pytest

from pulsemeter.analysis.band import BandSettings, difference_band, simultaneous_band
from pulsemeter.analysis.moment import key_moments, statement_at, statement_of
from pulsemeter.analysis.resampling import read_cells

QUICK = BandSettings(replicates=400, seed=5)


def panel(persons=120, intervals=80, seed=1, sticky=0.7):
    """A simulated panel with a flat truth: persons differ, and mostly repeat themselves."""
    rng = np.random.default_rng(seed)
    like = rng.beta(2, 6, (persons, 1))
    dislike = rng.beta(2, 6, (persons, 1)) * (1 - like)
    mood = rng.random((persons, intervals))
    for k in range(1, intervals):
        keeps = rng.random(persons) < sticky
        mood[keeps, k] = mood[keeps, k - 1]
    pressed = np.where(mood < like, 100, np.where(mood > 1 - dislike, -100, 101))
    return pressed.astype(np.int8)


def with_bump(codes, first, last, choice=100, share=0.6, seed=9):
    """The same panel with that share of persons pressing one choice from first to last."""
    joins = np.random.default_rng(seed).random(len(codes)) < share
    bumped = codes.copy()
    bumped[np.ix_(joins, np.arange(first, last + 1))] = choice
    return bumped


def found_in(codes, **more):
    weights, strata = more.get("weights"), more.get("strata")
    band = simultaneous_band(codes, weights=weights, strata=strata, settings=QUICK)
    return band, key_moments(codes, band, **more)


def test_known_peak_and_trough_are_found_and_stable():
    codes = with_bump(with_bump(panel(), 20, 25), 50, 53, choice=-100)
    band, found = found_in(codes, seed=3)
    peak, trough = found.moments
    assert (peak.kind, peak.first_interval, peak.last_interval) == ("peak", 20, 25)
    assert (trough.kind, trough.first_interval, trough.last_interval) == ("trough", 50, 53)
    assert peak.stability > 0.98
    assert trough.stability > 0.98
    assert peak.stable
    assert (found.multiplier, found.confidence, found.seed) == (band.multiplier, 0.95, 3)
    assert found.reason == ""


def test_a_naive_rule_names_many_where_few_survive():
    found = found_in(with_bump(panel(intervals=200), 60, 64, share=0.45))[1]
    assert [(m.kind, m.first_interval, m.last_interval) for m in found.moments] == [
        ("peak", 60, 64)
    ]
    assert found.naive_peaks >= 5
    assert found.naive_troughs >= 5


def test_a_moment_says_its_extreme_against_the_mean_of_all_person_intervals():
    codes = with_bump(panel(), 20, 25)
    codes[60:, 70:] = 102
    band, found = found_in(codes)
    present = codes <= 101
    mean = ((codes == 100).sum() - (codes == -100).sum()) / present.sum()
    assert found.session_mean == pytest.approx(mean)
    (moment,) = found.moments
    at = 20 + int(band.net[20:26].argmax())
    assert moment.at_interval == at
    assert (moment.net, moment.low, moment.high) == (band.net[at], band.low[at], band.high[at])
    assert moment.excess == pytest.approx(band.net[at] - mean)
    assert moment.low > mean


def test_flat_truth_names_a_moment_in_few_panels_and_a_naive_rule_in_all():
    quiet, naive = 0, []
    for seed in range(100):
        codes = panel(persons=50, intervals=60, seed=seed, sticky=0.8)
        band = simultaneous_band(codes, settings=BandSettings(replicates=300, seed=seed))
        found = key_moments(codes, band, replicates=100)
        quiet += not found.moments
        naive.append(found.naive_peaks)
        assert bool(found.reason) == (not found.moments)
    assert quiet >= 93
    assert min(naive) >= 1


def test_a_weak_moment_is_told_from_a_stable_one():
    codes = with_bump(with_bump(panel(sticky=0), 20, 22, share=0.45), 50, 53, share=0.8)
    band, found = found_in(codes)
    weak, strong = found.moments
    assert strong.stability == 1.0
    assert 0.2 < weak.stability < 0.97
    assert [m.stable for m in key_moments(codes, band, stable_share=0.97).moments] == [False, True]


def test_a_pointwise_band_claims_nothing_and_says_why():
    codes = with_bump(panel(persons=19), 20, 25, share=1.0)
    band, found = found_in(codes)
    assert (band.low[20:26] > found.session_mean).all()
    assert found.moments == ()
    assert found.reason == "too few persons for a claim about a whole curve: 19"


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (np.full((30, 5), 102, dtype=np.int8), "nobody was present"),
        (np.empty((0, 5), dtype=np.int8), "nobody was present"),
        (np.full((1, 5), 100, dtype=np.int8), "too few persons"),
        (np.full((30, 5), 100, dtype=np.int8), "no 2 intervals in a row stand out"),
        (np.full((30, 5), 101, dtype=np.int8), "no 2 intervals in a row stand out"),
    ],
)
def test_odd_panels_have_no_moment_and_no_nan(codes, reason):
    found = found_in(codes)[1]
    assert found.moments == ()
    assert found.reason.startswith(reason)
    assert found.session_mean is None or np.isfinite(found.session_mean)
    assert (found.naive_peaks, found.naive_troughs) == (0, 0)


def test_a_gap_ends_a_stretch():
    codes = with_bump(panel(), 20, 26, share=0.9)
    codes[:, 23] = 102
    found = found_in(codes)[1]
    assert [(m.first_interval, m.last_interval) for m in found.moments] == [(20, 22), (24, 26)]
    codes[:, 25] = -128
    found = found_in(codes)[1]
    assert [(m.first_interval, m.last_interval) for m in found.moments] == [(20, 22)]


def test_the_number_of_intervals_in_a_row_decides():
    codes = with_bump(with_bump(panel(), 20, 20, share=0.9), 40, 42, share=0.9)
    band, found = found_in(codes)
    assert [m.first_interval for m in found.moments] == [40]
    single = key_moments(codes, band, intervals_min=1)
    assert [m.first_interval for m in single.moments] == [20, 40]
    assert key_moments(codes, band, intervals_min=4).reason.startswith("no 4 intervals in a row")


def test_the_seed_decides_the_stability_and_a_panel_ready_made_saves_nothing_but_work():
    codes = with_bump(panel(), 20, 22, share=0.4)
    band, found = found_in(codes, seed=1)
    assert key_moments(codes, band, seed=1) == found
    assert key_moments(read_cells(codes), band, seed=1) == found
    shares = {key_moments(codes, band, seed=seed).moments[0].stability for seed in range(5)}
    assert len(shares) > 1


def test_weights_move_the_mean_and_the_moments():
    rows = np.arange(120) < 60
    codes = panel()
    codes[rows, 20:26] = 100
    codes[~rows, 20:26] = -100
    assert found_in(codes)[1].moments == ()
    band, found = found_in(codes, weights=np.where(rows, 9.0, 1.0))
    assert [m.kind for m in found.moments] == ["peak"]
    wide = np.where(rows, 9.0, 1.0)[:, np.newaxis]
    signs = np.where(codes == 100, 1, np.where(codes == -100, -1, 0))
    mean = (signs * wide).sum() / (wide.sum() * 80)
    assert found.session_mean == pytest.approx(mean, abs=1e-6)
    weighted = read_cells(codes, np.where(rows, 9.0, 1.0))
    assert key_moments(weighted, band) == found


def test_a_band_of_something_else_is_refused():
    codes = with_bump(panel(), 20, 25)
    band = simultaneous_band(codes, settings=QUICK)
    with pytest.raises(ValueError, match="band of 80 intervals, cells of 79"):
        key_moments(codes[:, 1:], band)
    with pytest.raises(ValueError, match="isn't of these cells"):
        key_moments(codes, band, weights=np.linspace(1, 9, 120))
    halves = np.arange(120) % 2 == 0
    apart = with_bump(codes, 60, 70, choice=-100)
    apart[~halves, 60:71] = 100
    with pytest.raises(ValueError, match="isn't of these cells"):
        key_moments(apart, difference_band(apart, halves, ~halves, settings=QUICK))
    with pytest.raises(ValueError, match="weights are in the panel already"):
        key_moments(read_cells(codes), band, weights=np.ones(120))


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"intervals_min": 0}, "intervals_min"),
        ({"replicates": 99}, "replicates"),
        ({"seed": -1}, "seed"),
        ({"stable_share": 1.0}, "stable_share"),
        ({"strata": [0.5]}, "strata"),
    ],
)
def test_bad_settings_are_named(setting, message):
    codes = panel(persons=30, intervals=5)
    with pytest.raises(ValueError, match=message):
        key_moments(codes, simultaneous_band(codes, settings=QUICK), **setting)


def test_statement_at_a_time_is_the_one_people_had_heard():
    spans_ms = [(0, 10_000), (12_000, 20_000), (18_000, 30_000)]
    assert statement_at(2_999, spans_ms, 3_000) is None
    assert statement_at(3_000, spans_ms, 3_000) == 0
    assert statement_at(12_999, spans_ms, 3_000) == 0
    assert statement_at(13_000, spans_ms, 3_000) is None
    assert statement_at(22_000, spans_ms, 3_000) == 2  # of two that overlap, the later one
    assert statement_at(22_000, spans_ms[::-1], 3_000) == 0
    assert statement_at(33_000, spans_ms, 3_000) is None
    assert statement_at(5, [], 0) is None
    with pytest.raises(ValueError, match="must lie before"):
        statement_at(5, [(10, 10)], 0)
    with pytest.raises(ValueError, match="lag_ms"):
        statement_at(5, spans_ms, -1)


def test_a_moment_belongs_to_the_statement_at_the_middle_of_its_extreme():
    (moment,) = found_in(with_bump(panel(), 20, 25))[1].moments
    moment = replace(moment, at_interval=21)  # 105 s to 110 s: its middle was heard at 104.5 s
    assert statement_of(moment, 5_000, [(0, 104_500), (104_500, 140_000)], 3_000) == 1
    assert statement_of(moment, 5_000, [(0, 104_501), (104_501, 140_000)], 3_000) == 0
    assert statement_of(moment, 5_000, [(0, 50_000)], 3_000) is None
