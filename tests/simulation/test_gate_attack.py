"""The attack on the gate: everything that left in whole sessions, turned against the panel.

Sessions come from `attacked_sessions`, the attack from `attacker`. Nothing may be found out of any
group below the smallest roster, nor that everybody of any group did the same; under the research
profile, which tells exact counts, nothing but what one figure says outright.
"""

from collections import Counter

import pytest
from tests.simulation.attacked_sessions import (
    PROFILES,
    Panel,
    false_bounds,
    through_a_naive_gate,
    through_the_gate,
)
from tests.simulation.attacker import attack, subtract

PANELS = 60
MANY_PANELS = 2_000
NAIVE_PANELS = 20


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions through the gate, by seed."""
    return {seed: through_the_gate(seed) for seed in range(PANELS)}


def test_the_sessions_are_worth_attacking(sessions):
    panels = {seed: Panel(seed) for seed in sessions}
    kinds = Counter((p.profile.name, p.is_live) for p in panels.values())
    assert len(kinds) == 2 * len(PROFILES)
    told = {seed: [t for t in s.told if t.bounds] for seed, s in sessions.items()}
    assert sum(len(t) > 0 for t in told.values()) > 0.8 * PANELS
    # Most sessions tell several cells, of statements too; many tell something more than once.
    assert sum(any(len(t.bounds) > 4 for t in some) for some in told.values()) > PANELS / 2
    assert sum(any(isinstance(t.about, str) for t in some) for some in told.values()) > PANELS / 2
    again = [max(Counter(t.about for t in some).values(), default=0) for some in told.values()]
    assert sum(times > 1 for times in again) > PANELS / 4
    assert max(again) > 2
    # Somebody withdrew between releases, came late, changed; and the gate had to keep back.
    assert sum(s.gone[-1].any() for s in sessions.values() if s.gone) > PANELS / 5
    assert sum(bool((s.snapshots[0] < 0).any()) for s in sessions.values() if s.snapshots) > 9
    assert sum(s.kept_back > 0 for s in sessions.values()) > PANELS / 10


def test_what_was_told_is_true(sessions):
    for attacked in sessions.values():
        assert false_bounds(attacked) == []


def test_no_group_below_the_floor_and_nobodys_answer_is_found_out(sessions):
    for seed, attacked in sessions.items():
        assert attack(attacked) == [], f"panel {seed}"


def test_what_stands_beside_the_figures_tells_of_nobody():
    """Nine persons under research of whom three had pressed by the first look at an interval: the
    share of the panel said so, where the figure said "too few". Who pressed by the next look was
    then known not to have been there before."""
    attacked = through_the_gate(1376)
    too_few = [t.bounds["all"] for t in attacked.told if t.bounds and t.bounds["all"][0] == (0, 4)]
    assert len(too_few) > 2
    assert attack(attacked) == []


def test_no_difference_of_figures_tells_of_few_persons(sessions):
    """Any cell less any other inside it, or less others that don't overlap."""
    for seed, attacked in sessions.items():
        assert subtract(attacked) == [], f"panel {seed}"


def test_the_same_attack_breaks_a_naive_gate():
    naive = [through_a_naive_gate(seed) for seed in range(NAIVE_PANELS)]
    assert all(attack(attacked) for attacked in naive)
    assert sum(bool(subtract(attacked)) for attacked in naive) > NAIVE_PANELS / 4


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(MANY_PANELS // 100))
def test_two_thousand_panels_withstand(hundred):
    for seed in range(1_000 + 100 * hundred, 1_100 + 100 * hundred):
        assert attack(through_the_gate(seed)) == [], f"panel {seed}"
