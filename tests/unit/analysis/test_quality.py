"""Flags: machines and random thumbs are found, honest partisans and the silent are not."""

import dataclasses

import numpy as np
import pytest

from pulsemeter.analysis.persons import PersonClasses
from pulsemeter.analysis.quality import judge_quality, measure_quality, with_and_without
from pulsemeter.domain.presence import AWAY, CHOICE_MAX, CHOICE_MIN, SKIPPED

INTERVALS = 360
INTERVAL_MS = 5_000


def honest_panel(persons=120, seed=11):
    """Simulated persons who follow a slow common mood with an own taste, and press about half."""
    random = np.random.default_rng(seed)
    mood = np.repeat(random.normal(0, 1.0, INTERVALS // 12), 12)
    taste = np.repeat(random.normal(0, 1.0, (persons, INTERVALS // 12)), 12, axis=1)
    feeling = mood + taste + random.normal(0, 0.4, (persons, INTERVALS))
    eager = random.uniform(0.4, 0.9, (persons, 1))
    choices = np.where(np.abs(feeling) > eager, np.where(feeling > 0, 100, -100), SKIPPED).astype(
        np.int8
    )
    offset_ms = random.normal(2_000, 700, choices.shape).clip(100, 4_900).astype(np.uint16)
    return choices, offset_ms, random


def judged(choices, offset_ms):
    return judge_quality(measure_quality(choices, offset_ms, INTERVAL_MS))


def test_an_honest_panel_has_no_flags():
    assert not judged(*honest_panel()[:2]).flagged.any()


def test_an_honest_partisan_is_not_flagged():
    choices, offset_ms, _ = honest_panel()
    # Likes one speaker for minutes at a time, dislikes the other, hardly ever silent.
    choices[0] = np.where(np.arange(INTERVALS) // 60 % 2 == 0, 100, -100)
    choices[0, ::37] = SKIPPED
    # Likes everything from the first to the last interval.
    choices[1] = 100
    found = judged(choices, offset_ms)
    assert found.indicators.longest_same[1] == 1
    assert not found.flagged[:2].any()


def test_a_silent_person_is_not_flagged_for_silence_alone():
    choices, offset_ms, _ = honest_panel()
    choices[0] = SKIPPED
    found = judged(choices, offset_ms)
    assert found.out[0, 0], "silence is out of limits as a response rate"
    assert not found.flagged[0]


def test_a_machine_is_flagged():
    choices, offset_ms, _ = honest_panel()
    choices[3], offset_ms[3] = 100, 1_500
    found = judged(choices, offset_ms)
    assert found.flagged.nonzero()[0].tolist() == [3]
    names = [
        limit.indicator for limit, out in zip(found.limits, found.out[:, 3], strict=True) if out
    ]
    assert names == ["longest_same", "regularity"]


def test_a_hidden_silent_tab_is_flagged():
    choices, offset_ms, _ = honest_panel()
    choices[5] = SKIPPED
    choices[5, 100:300] = AWAY
    assert judged(choices, offset_ms).flagged.nonzero()[0].tolist() == [5]


def test_a_random_thumb_is_flagged():
    choices, offset_ms, random = honest_panel()
    choices[7] = random.choice([100, -100], INTERVALS)
    found = judged(choices, offset_ms)
    assert found.indicators.autocorrelation[7] == pytest.approx(0, abs=0.15)
    assert found.flagged[7]


def test_direction_and_agreement_change_nothing():
    choices, offset_ms, random = honest_panel()
    choices[7] = random.choice([100, -100], INTERVALS)
    pressed = (choices >= CHOICE_MIN) & (choices <= CHOICE_MAX)
    swapped = np.where(pressed, -choices, choices).astype(np.int8)
    only_one = choices.copy()
    only_one[10] = swapped[10]
    before = measure_quality(choices, offset_ms, INTERVAL_MS)
    for other in (swapped, only_one):
        after = measure_quality(other, offset_ms, INTERVAL_MS)
        for field in dataclasses.fields(before):
            np.testing.assert_array_equal(getattr(before, field.name), getattr(after, field.name))


def test_short_stays_and_small_panels_are_not_judged():
    choices, offset_ms, _ = honest_panel()
    choices[2, 19:] = AWAY
    found = judged(choices, offset_ms)
    assert not found.judged[2]
    assert not found.flagged[2]
    few = judged(choices[:9], offset_ms[:9])
    assert [limit.at for limit in few.limits] == [None] * 6
    assert not few.flagged.any()


def test_limits_are_on_the_indicators_own_scale():
    found = judged(*honest_panel()[:2])
    for limit, row in zip(found.limits, found.out, strict=True):
        figures = getattr(found.indicators, limit.indicator)
        assert limit.at is not None
        beyond = figures > limit.at if limit.side == "above" else figures < limit.at
        np.testing.assert_array_equal(beyond, row)


def test_results_with_and_without():
    classes = PersonClasses(np.array([1, 1, 1, -1, 0, -128], dtype=np.int8))
    found = with_and_without(classes, [True, False, False, False, False, True])
    assert (found.with_flagged.net, found.with_flagged.present) == (0.4, 5)
    assert (found.without_flagged.net, found.without_flagged.present) == (0.25, 4)
    assert found.without_flagged.low < 0.25 < found.without_flagged.high
    nobody = with_and_without(classes, [True] * 6).without_flagged
    assert (nobody.net, nobody.present) == (None, 0)


def test_bad_input_is_named():
    indicators = measure_quality(*honest_panel(20)[:2], INTERVAL_MS)
    with pytest.raises(ValueError, match="flags_least must be a whole number of at least 2"):
        judge_quality(indicators, flags_least=1)
    with pytest.raises(ValueError, match="fence must be above 0"):
        judge_quality(indicators, fence=0)
    with pytest.raises(ValueError, match="for each of 2 persons"):
        with_and_without(PersonClasses(np.array([1, 0], dtype=np.int8)), [True])
