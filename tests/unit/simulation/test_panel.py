"""Simulated panelists follow the truth and record what an honest page would record."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.study import DISLIKE, LIKE
from pulsemeter.simulation.panel import LAG_MAX_MS, LAG_MIN_MS, NOTE, Habits, draw_panel
from pulsemeter.simulation.truth import Leaning, StatementTruth, Truth

STEADY = Habits(0, 0, changes=0, undoes=0, away=0, leaves=0, joins_late=0, comments=0)
TRUTH = Truth(
    Leaning(0.1, 0.1),
    {
        "s1": StatementTruth("s1", Leaning(0.6, 0.1), {("region", "south"): Leaning(0.1, 0.6)}),
        "s2": StatementTruth("s2", Leaning(0.0, 0.0)),
    },
    {"region": {"north": 0.75, "south": 0.25}},
)


def draw(study, statements, size=60, seed=7, habits=None, truth=TRUTH):
    rng = np.random.default_rng(seed)
    return draw_panel(study, statements, truth, size, rng, habits)


def test_the_same_seed_draws_the_same_panel(study, statements):
    assert draw(study, statements) == draw(study, statements)
    assert draw(study, statements) != draw(study, statements, seed=8)


def test_everyone_has_categories_of_the_study_by_the_shares(study, statements):
    panel = draw(study, statements, size=800)
    regions = Counter(p.categories["region"] for p in panel.panelists)
    assert set(regions) == {"north", "south"}
    # 800 draws at 0.75: five standard errors are 61.
    assert abs(regions["north"] - 600) < 61
    assert {p.categories["age"] for p in panel.panelists} == {"young", "old"}


def test_lags_lie_where_published_lags_lie(study, statements):
    lags = [p.lag_ms for p in draw(study, statements, size=400).panelists]
    assert min(lags) >= LAG_MIN_MS
    assert max(lags) <= LAG_MAX_MS
    assert abs(np.mean(lags) - 3_000) < 150


def test_presses_follow_the_truth_behind_the_lag(study, statements):
    panel = draw(study, statements, size=1_500, habits=STEADY)
    presses: dict[tuple[str, int], Counter[int]] = {}
    for panelist in panel.panelists:
        for entry in panelist.script:
            if entry.kind is RecordKind.PRESS:
                key = panelist.categories["region"], (entry.stimulus_ms - 3_000) // 20_000
                presses.setdefault(key, Counter())[entry.choice] += 1
    assert presses["north", 0][LIKE] > 3 * presses["north", 0][DISLIKE]
    assert presses["south", 0][DISLIKE] > 3 * presses["south", 0][LIKE]
    assert presses["north", 1].total() < presses["north", 0].total() / 5


PADS = {
    "per target": Instrument(InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=("A", "B", "C")),
    "four steps": Instrument(InstrumentKind.FOUR_STEPS),
    "slider": Instrument(InstrumentKind.SLIDER, start=30),
}


@pytest.mark.parametrize("pad", PADS)
def test_people_press_what_their_instrument_gives(study, statements, pad):
    instrument = PADS[pad]
    panel = draw(replace(study, instrument=instrument), statements, size=150)
    presses = [e for p in panel.panelists for e in p.script if e.kind is RecordKind.PRESS]
    assert {e.choice for e in presses} <= instrument.choices()
    assert {e.target for e in presses} == set(range(len(instrument.targets)))
    if pad == "slider":
        assert len({e.choice for e in presses}) > 50
        assert not any(e.kind is RecordKind.UNDO for p in panel.panelists for e in p.script)
    else:
        assert {e.choice for e in presses} == instrument.choices()
    for panelist in panel.panelists:
        times = [entry.stimulus_ms for entry in panelist.script]
        assert times == sorted(times)


def test_every_watched_interval_says_something_and_none_says_two_presences(study, statements):
    for panelist in draw(study, statements, size=200).panelists:
        end_ms = panelist.leave_ms or 61_000
        by_interval: dict[int, list] = {}
        for entry in panelist.script:
            by_interval.setdefault(entry.stimulus_ms // 5_000, []).append(entry)
            assert panelist.join_ms <= entry.stimulus_ms < end_ms
        for interval in range(-(-panelist.join_ms // 5_000), end_ms // 5_000):
            kinds = [entry.kind for entry in by_interval[interval]]
            if RecordKind.PRESENCE in kinds:
                assert kinds == [RecordKind.PRESENCE]
            else:
                assert kinds[0] is RecordKind.PRESS
        assert [e.stimulus_ms for e in panelist.script] == sorted(
            e.stimulus_ms for e in panelist.script
        )


def test_the_last_short_interval_ends_with_the_stimulus(study, statements):
    silent = Truth(Leaning(0, 0))
    panel = draw(study, statements, size=1, habits=STEADY, truth=silent)
    script = panel.panelists[0].script
    assert len(script) == 13
    assert script[-1].stimulus_ms == 60_999
    assert {entry.choice for entry in script} == {SKIPPED}


def test_someone_away_presses_nothing_and_is_away(study, statements):
    habits = replace(STEADY, away=1.0, away_min_ms=10_000, away_max_ms=10_000)
    eager = Truth(Leaning(0.5, 0.5))
    for panelist in draw(study, statements, habits=habits, truth=eager).panelists:
        away = [e.stimulus_ms // 5_000 for e in panelist.script if e.choice == AWAY]
        assert len(away) <= 3
        assert away == list(range(away[0], away[-1] + 1)) if away else True
        assert not any(e.choice == SKIPPED for e in panelist.script)


def test_changes_and_undos_stay_in_their_interval(study, statements):
    habits = replace(STEADY, changes=1.0, undoes=1.0)
    eager = Truth(Leaning(1.0, 0.0))
    panel = draw(study, statements, size=40, habits=habits, truth=eager)
    kinds: Counter[RecordKind] = Counter()
    for panelist in panel.panelists:
        script = panelist.script
        pressed_at = 0
        for entry in script:
            kinds[entry.kind] += 1
            if entry.choice == LIKE:
                pressed_at = entry.stimulus_ms
            assert entry.stimulus_ms // 5_000 == pressed_at // 5_000
    assert kinds[RecordKind.UNDO] > 40 * 12
    assert kinds[RecordKind.PRESS] > 2 * 40 * 12


def test_leavers_leave_and_late_ones_come_late_but_never_the_first(study, statements):
    habits = replace(STEADY, leaves=1.0, joins_late=1.0)
    panel = draw(study, statements, habits=habits)
    assert panel.panelists[0].join_ms == 0
    assert panel.early == 1
    for panelist in panel.panelists[1:]:
        assert 0 < panelist.join_ms <= 30_500
        assert panelist.join_ms < panelist.leave_ms <= 61_000


def test_every_comment_says_that_it_is_simulated(study, statements):
    comments = [p.comment for p in draw(study, statements, habits=Habits(comments=1.0)).panelists]
    assert all(comment.endswith(NOTE) for comment in comments)
    assert not any(p.comment for p in draw(study, statements, habits=STEADY).panelists)


def test_an_empty_panel_and_empty_shares_are_refused(study, statements):
    with pytest.raises(ValueError, match="at least 1"):
        draw(study, statements, size=0)
    strange = Truth(Leaning(0, 0), {}, {"region": {"east": 1.0}})
    with pytest.raises(ValueError, match="no category of the study has a share"):
        draw(study, statements, truth=strange)
