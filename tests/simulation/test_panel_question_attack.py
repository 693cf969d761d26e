"""The attack on questions that are put while a session runs: nobody has to answer, so that somebody
did is told, too, and is turned against the panel.

The attacker holds all told counts, the rules of the gate and how many persons of each region and
age are on the roster. A linear programme over who answered what, or nothing, asks how closely a
group can be narrowed down. The same code is turned on a naive gate that tells exact counts.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import coo_array
from tests.simulation.test_answer_attack import ranges, study_of

from pulsemeter.domain.panel_question import PanelQuestion
from pulsemeter.domain.protection import SEALED, STANDARD
from pulsemeter.domain.questionnaire import Part
from pulsemeter.release.answer_counts import count_question
from pulsemeter.release.answer_gate import release_question
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.rounding import code_count, rounded

PANELS = 24
REGIONS, AGES = ("north", "east", "south"), ("young", "middle", "old")
ATOMS = [(region, age) for region in REGIONS for age in AGES]
QUESTION = PanelQuestion(1, "Clear?", ("Yes", "No", "Hardly"))
STATES = len(QUESTION.answers) + 1
"""An answer each, and none."""


class Panel:
    """Persons by region and age with what they answered, 0 for nothing, drawn to the extreme."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.profile = replace(SEALED, smallest_roster=12) if seed % 3 == 2 else STANDARD
        self.size = rng.choice((1, 2, 4, 9, 14, 30) if seed % 2 else (6, 12, 14, 30, 40), 9)
        self.atom = np.repeat(np.arange(9), self.size)
        evenness = rng.choice((0.3, 3.0))
        leaning = {region: rng.dirichlet([evenness] * (STATES - 1)) for region in REGIONS}
        silent = rng.choice((0.0, 0.02, 0.1, 0.5))
        self.state = np.array(
            [
                0 if rng.random() < silent else 1 + rng.choice(STATES - 1, p=leaning[ATOMS[a][0]])
                for a in self.atom
            ]
        )
        self.truth = np.zeros((9, STATES), dtype=int)
        np.add.at(self.truth, (self.atom, self.state), 1)


def told_of(panel):
    """Constraints (atoms, states, least, most) of all that left."""
    study = study_of(panel.profile, REGIONS, AGES)
    roster = [dict(zip(("region", "age"), ATOMS[atom], strict=True)) for atom in panel.atom]
    plan = settle_plan(study, roster)
    codes = np.array([plan.codes(person) for person in roster]).T
    given = [{Part.AFTER: str(state) if state else ""} for state in panel.state]
    counts = count_question(QUESTION.as_question(), given, codes, plan.sizes)
    told = release_question(plan, counts, panel.profile)
    inside = {
        cell.id: np.isin(np.arange(9), panel.atom[codes[number] == place])
        for number, partition in enumerate(plan.partitions)
        for place, cell in enumerate(partition.cells)
    }
    return list(constraints(panel, told, inside))


def constraints(panel, told, inside):
    profile = panel.profile
    for note in told.held_back:
        if note.startswith("everything of it"):
            profile = replace(profile, rounding_step=int(note.split()[-2]))
    answered = np.arange(STATES) > 0
    for figure in told.answers:
        atoms = inside[figure.cell]
        size = int(panel.size[atoms].sum())
        limit = rounded(size, profile.rounding_step)
        codes = [code_count(count, limit, profile) for count in range(size + 1)]
        base = alike(codes, figure.persons)
        yield atoms, answered, base[0], base[-1]
        used = limit if figure.persons.coding == "over" else codes[base[0]].used
        of_base = [code_count(count, used, profile) for count in range(size + 1)]
        for one in figure.answers:
            able = alike(of_base, one.persons)
            yield atoms, np.arange(STATES) == int(one.answer), able[0], able[-1]


def alike(codes, told):
    """The counts that would be told like this."""
    return [n for n, c in enumerate(codes) if (c.value, c.coding) == (told.value, told.coding)]


def naive(panel):
    """Exact counts of every answer in every category and pair of ten persons or more."""
    groups = [
        np.array([r in atom or r == "all" for atom in ATOMS]) for r in ("all", *REGIONS, *AGES)
    ]
    groups += [np.arange(9) == k for k in range(9)]
    for atoms in groups:
        if panel.size[atoms].sum() >= 10:
            for state in range(STATES):
                exact = int(panel.truth[atoms, state].sum())
                yield atoms, np.arange(STATES) == state, exact, exact


def broken(panel, found, smallest):
    """Groups of fewer than the floor of whom a number is known, and groups of any size of whom all
    are known to have done the same."""
    rows, limits = [], []
    for atoms, states, least, most in found:
        row = np.outer(atoms, states).ravel().astype(float)
        rows += [row, -row]
        limits += [most, -least]
    if not rows:
        return []
    persons = np.kron(np.eye(9), np.ones(STATES))
    groups = [np.arange(9) == k for k in range(9)]
    groups += [np.array([name in atom for atom in ATOMS]) for name in (*REGIONS, *AGES)]
    goals, about = [], []
    for atoms in groups:
        for state in range(STATES):
            goals.append(np.outer(atoms, np.arange(STATES) == state).ravel().astype(float))
            about.append(int(panel.size[atoms].sum()))
    ends = ranges(coo_array(np.array(rows)), limits, persons, panel.size, goals)
    return [
        (size, least, most)
        for size, (least, most) in zip(about, ends, strict=True)
        if least == size or (least == most and size < smallest)
    ]


@pytest.fixture(scope="module")
def released():
    """Panels with what left of them."""
    panels = [Panel(seed) for seed in range(PANELS)]
    return [(panel, told_of(panel)) for panel in panels]


def test_the_panels_are_worth_attacking_and_what_was_told_is_true(released):
    assert sum(len(found) >= STATES for _, found in released) > PANELS / 2
    assert sum(len(found) > 4 * STATES for _, found in released) >= PANELS / 4
    for panel, found in released:
        for atoms, states, least, most in found:
            assert least <= panel.truth[np.ix_(atoms, states)].sum() <= most


def test_nobody_is_given_away_by_what_was_answered_or_not(released):
    for seed, (panel, found) in enumerate(released):
        assert broken(panel, found, panel.profile.smallest_roster) == [], f"panel {seed}"


def test_the_same_attack_breaks_a_naive_gate():
    panels = [Panel(seed) for seed in range(6)]
    assert all(broken(panel, list(naive(panel)), 10) for panel in panels)
