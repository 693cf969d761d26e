"""The attack on the gate where a passage lies over statements: three kinds of figures about the
same seconds."""

from collections import Counter

import pytest
from tests.simulation.attacked_sessions import (
    CADENCE_MS,
    INTERVALS,
    INTERVALS_OF,
    STATEMENTS,
    false_bounds,
    through_the_gate,
)
from tests.simulation.attacker import attack, subtract

from pulsemeter.domain.passage import SpokenPassage
from pulsemeter.domain.statement import Statement

PANELS, MANY_PANELS = 12, 300
SHORT = [
    Statement(f"s{k}", 1, "talk", k * CADENCE_MS, (k + 1) * CADENCE_MS, "Said in one interval.")
    for k in range(INTERVALS)
]
PAIR = SpokenPassage("pair", 1, "talk", tuple((s.start_ms, s.end_ms) for s in SHORT[:2]))
WHOLE = SpokenPassage("whole", 1, "talk", tuple((s.start_ms, s.end_ms) for s in STATEMENTS))
PARTED = SpokenPassage("parted", 1, "talk", ((0, CADENCE_MS), (2 * CADENCE_MS, 3 * CADENCE_MS)))
"""With a pause between its parts."""


class Said:
    """Statements and passages as they stand from the beginning; takes the place of live keys."""

    def __init__(self, judged, intervals_of):
        self.judged = judged
        self._intervals_of = {**{k: (k,) for k in range(INTERVALS)}, **intervals_of}

    def press(self, _now_ms, _leaving):
        return self.judged

    def close(self):
        return self.judged

    def intervals_of(self):
        return self._intervals_of


def of_two(seed):
    """Statements of an interval each, and a passage over the first two."""
    over = {statement.id: (k,) for k, statement in enumerate(SHORT)}
    return through_the_gate(seed, Said([*SHORT, PAIR], {**over, PAIR.id: (0, 1)}))


def of_three(seed):
    """The attack's own statements, a passage over all of them, and one with a pause."""
    over = {name: INTERVALS_OF[name] for name in ("both", "last")}
    over |= {WHOLE.id: (0, 1, 2), PARTED.id: (0, 2)}
    return through_the_gate(seed, Said([*STATEMENTS, WHOLE, PARTED], over))


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions through the gate, by seed."""
    return {seed: of_two(seed) for seed in range(PANELS)}


def test_the_sessions_are_worth_attacking(sessions):
    told = [t for s in sessions.values() for t in s.told if t.bounds]
    about = Counter(t.about for t in told)
    assert all(about[name] > PANELS / 2 for name in (0, "s0", "s1", PAIR.id))
    assert sum(len(t.bounds) > 4 for t in told if t.about == PAIR.id) > PANELS / 4


def test_what_was_told_is_true(sessions):
    # Of three intervals, too, and where a pause lies between.
    for attacked in (*sessions.values(), of_three(0), of_three(1)):
        assert false_bounds(attacked) == []


def test_no_group_below_the_floor_and_nobodys_answer_is_found_out(sessions):
    for seed, attacked in sessions.items():
        assert attack(attacked) == [], f"panel {seed}"
        assert subtract(attacked) == [], f"panel {seed}"


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(MANY_PANELS // 100))
def test_three_hundred_panels_withstand(hundred):
    for seed in range(3_000 + 100 * hundred, 3_100 + 100 * hundred):
        assert attack(of_two(seed)) == [], f"panel {seed}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_passages_over_three_intervals_withstand(seed):
    assert attack(of_three(seed)) == []
