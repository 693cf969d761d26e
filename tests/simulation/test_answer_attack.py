"""The attack on released answers: every figure of a question that was asked twice, turned against
the panel.

The attacker holds all told counts (answers before and after, who moved, the table of the whole
panel), the rules of the gate and the size of every group. A linear programme over who went from
which answer to which asks how closely the answers of a group can be narrowed down. The same code is
turned on a naive gate that tells exact counts of any cut of ten or more.
"""

from dataclasses import replace
from functools import cache
from math import ceil, floor

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import block_diag, coo_array

from pulsemeter.domain.protection import SEALED, STANDARD
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.release.answer_counts import count_question
from pulsemeter.release.answer_gate import release_question
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.rounding import code_count, rounded

PANELS = 24
AT_ONCE = 10
REGIONS, AGES = ("north", "east", "south", "west"), ("young", "middle", "old")
BOTH = (Part.BEFORE, Part.AFTER)
PARTY = Question(
    "party", QuestionKind.SINGLE, "?", BOTH, answers=tuple(Answer(a, a) for a in "abc")
)
SURE = Question("sure", QuestionKind.SCALE, "?", BOTH, steps=4)
NAIVE_FLOOR = 10
MARGIN = 1e-6


class Panel:
    """Persons by region and age with their answers before and after, drawn to the extreme."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.profile = SEALED if seed % 3 == 2 else STANDARD
        self.question = SURE if seed % 2 else PARTY
        self.options = 4 if seed % 2 else 3
        sizes = rng.choice((0, 0, 1, 2, 3, 5, 8, 12) if seed % 4 < 2 else (2, 4, 9, 14, 30, 40), 12)
        atoms = [(region, age) for region in REGIONS for age in AGES]
        self.persons = [atom for atom, n in zip(atoms, sizes, strict=True) for _ in range(n)]
        k = self.options
        leanings = {region: rng.dirichlet([0.4] * k) for region in REGIONS}
        stays = rng.choice((0.5, 0.9, 0.98, 1.0))
        self.before = np.array([rng.choice(k, p=leanings[r]) for r, _ in self.persons], dtype=int)
        moved = rng.random(len(self.persons)) >= stays
        self.after = np.where(moved, rng.integers(0, k, len(self.persons)), self.before)

    @property
    def names(self):
        return "1234" if self.question is SURE else "abc"

    def groups(self):
        """Everybody, each category and each pair of them, as masks."""
        regions = np.array([r for r, _ in self.persons])
        ages = np.array([a for _, a in self.persons])
        yield "all", np.ones(len(regions), bool)
        yield from ((r, regions == r) for r in REGIONS)
        yield from ((a, ages == a) for a in AGES)
        yield from ((f"{r}×{a}", (regions == r) & (ages == a)) for r in REGIONS for a in AGES)


def study_of(profile, regions, ages):
    """A study of these regions and ages, and of both together."""
    return Study(
        name="attacked",
        title="Attacked",
        question="?",
        stimuli=(Stimulus("talk", "A talk", 15_000),),
        attributes=(
            Attribute("region", "Region", "?", tuple(Category(c, c) for c in regions)),
            Attribute("age", "Age", "?", tuple(Category(c, c) for c in ages)),
        ),
        consent=Consent("we", "we", "little", "any time"),
        profile=profile,
        two_way=(("region", "age"),),
    )


def through_the_gate(panel):
    """Constraints (mask over persons, mask over moves, least, most) of all that left."""
    study = study_of(panel.profile, REGIONS, AGES)
    roster = [{"region": region, "age": age} for region, age in panel.persons]
    plan = settle_plan(study, roster)
    codes = np.array([plan.codes(person) for person in roster]).reshape(len(roster), -1).T
    given = [
        {Part.BEFORE: panel.names[b], Part.AFTER: panel.names[a]}
        for b, a in zip(panel.before, panel.after, strict=True)
    ]
    counts = count_question(panel.question, given, codes, plan.sizes)
    told = release_question(plan, counts, panel.profile)
    inside = {
        cell.id: codes[number] == place
        for number, partition in enumerate(plan.partitions)
        for place, cell in enumerate(partition.cells)
    }
    return told, inside, list(constraints(panel, told, inside))


def constraints(panel, told, inside):
    k = panel.options
    froms, tos = np.divmod(np.arange(k * k), k)

    profile = panel.profile
    for note in told.held_back:
        if note.startswith("everything of it"):
            profile = replace(profile, rounding_step=int(note.split()[-2]))

    def known(cell, moves, count):
        members = inside[cell]
        return members, moves, *bounds(count.value, count.coding, int(members.sum()), profile)

    for figure in told.answers:
        way = froms if figure.part == "before" else tos
        for place, one in enumerate(figure.answers):
            yield known(figure.cell, way == place, one.persons)
    for figure in told.moves:
        if panel.question is SURE:
            yield known(figure.cell, tos > froms, figure.up)
            yield known(figure.cell, tos < froms, figure.down)
        elif not figure.answer:
            yield known(figure.cell, tos == froms, figure.unchanged)
        else:
            place = panel.names.index(figure.answer)
            yield known(figure.cell, (tos == place) & (froms != place), figure.up)
            yield known(figure.cell, (froms == place) & (tos != place), figure.down)
    for figure in told.crossed:
        rows, columns = (
            np.isin(way, [panel.names.index(a) for a in name.split("+")])
            for way, name in ((froms, figure.before), (tos, figure.after))
        )
        yield known("all", rows & columns, figure.persons)


@cache
def bounds(value, coding, size, profile):
    """The least and the most of the counts that would be told like this."""
    limit = rounded(size, profile.rounding_step)
    codes = [code_count(count, limit, profile) for count in range(size + 1)]
    able = [n for n, code in enumerate(codes) if (code.value, code.coding) == (value, coding)]
    return able[0], able[-1]


def through_a_naive_gate(panel):
    """Exact counts of each answer in every category and pair of ten persons or more."""
    k = panel.options
    froms, tos = np.divmod(np.arange(k * k), k)
    found, inside = [], {}
    for name, members in panel.groups():
        if members.sum() < NAIVE_FLOOR:
            continue
        inside[name] = members
        for way, held in ((froms, panel.before), (tos, panel.after)):
            exact = np.bincount(held[members], minlength=k)
            found += [(members, way == place, int(n), int(n)) for place, n in enumerate(exact)]
    return inside, found


def attack(panel, inside, found, smallest):
    """Groups below the floor with an answer whose number is known, and cells of any size all of
    whose members are known to have given the same answer, or to have moved."""
    k = panel.options
    froms, tos = np.divmod(np.arange(k * k), k)
    traits = [
        (person, *(bool(members[p]) for members in inside.values()))
        for p, person in enumerate(panel.persons)
    ]
    kinds = sorted(set(traits))
    of_kind = np.array([kinds.index(trait) for trait in traits])
    size = np.bincount(of_kind, minlength=len(kinds))
    rows, limits = [], []
    for members, moves, least, most in found:
        row = np.outer(np.bincount(of_kind[members], minlength=len(kinds)) > 0, moves).ravel()
        rows += [row.astype(float), -row.astype(float)]
        limits += [most, -least]
    persons = np.kron(np.eye(len(kinds)), np.ones(k * k))
    matrix = coo_array(np.array(rows)) if rows else coo_array((0, len(kinds) * k * k))
    goals, about = [], []
    small = [(n, m) for n, m in panel.groups() if 0 < m.sum() < smallest]
    cells = [(("cell", n), m) for n, m in inside.items() if m.sum()]
    for name, members in small + cells:
        mine = np.bincount(of_kind[members], minlength=len(kinds)) > 0
        for way in (froms, tos):
            for place in range(k):
                goals.append(np.outer(mine, way == place).ravel().astype(float))
                about.append((name, int(members.sum())))
        goals.append(np.outer(mine, froms != tos).ravel().astype(float))
        about.append((name, int(members.sum())))
    broken = []
    for (name, members), (least, most) in zip(
        about, ranges(matrix, limits, persons, size, goals), strict=True
    ):
        if least == members or (least == most and not isinstance(name, tuple)):
            broken.append((name, members, least))
    return broken


def ranges(matrix, limits, persons, size, goals):
    """Least and most of each goal, several in one solve."""
    found = []
    for begin in range(0, len(goals), AT_ONCE):
        found += ends(matrix, limits, persons, size, goals[begin : begin + AT_ONCE])
    return found


def ends(matrix, limits, persons, size, goals):
    """The same of a few goals: the copies of the programme share nothing."""
    costs = [sense * goal for goal in goals for sense in (1.0, -1.0)]
    copies = len(costs)
    found = linprog(
        np.concatenate(costs),
        A_ub=block_diag([matrix] * copies, "csr") if limits else None,
        b_ub=limits * copies if limits else None,
        A_eq=block_diag([coo_array(persons)] * copies, "csr"),
        b_eq=np.tile(size, copies),
        method="highs",
    )
    assert found.success, found.message
    width = len(costs[0])
    values = [cost @ found.x[n * width : (n + 1) * width] for n, cost in enumerate(costs)]
    return [
        (ceil(least - MARGIN), floor(-most + MARGIN))
        for least, most in zip(values[::2], values[1::2], strict=True)
    ]


@pytest.fixture(scope="module")
def released():
    """Panels with what left of them, by seed."""
    return {seed: (Panel(seed), *through_the_gate(Panel(seed))) for seed in range(PANELS)}


def test_the_panels_are_worth_attacking(released):
    told = [figures for _, figures, _, _ in released.values()]
    assert sum(len({f.cell for f in figures.answers}) > 3 for figures in told) > PANELS / 3
    assert sum(len(figures.moves) > 3 for figures in told) > PANELS / 3
    assert sum(bool(figures.crossed) for figures in told) > PANELS / 4
    assert sum(any("give single answers" in h for h in f.held_back) for f in told) > PANELS / 8


def test_what_was_told_is_true(released):
    # An attack on false bounds would prove nothing.
    for panel, _, _, found in released.values():
        moves = panel.before * panel.options + panel.after
        for members, which, least, most in found:
            assert least <= which[moves[members]].sum() <= most


def broken_by(panel, inside, found):
    return attack(panel, inside, found, panel.profile.smallest_roster)


def test_all_attributes_together_give_nobody_away(released):
    """Unlike the gate of intervals, this one knows how many persons two cells have in common. Who
    sees one attribute alone knows less, so nothing is left to be attacked there."""
    for seed, (panel, _, inside, found) in released.items():
        assert broken_by(panel, inside, found) == [], f"panel {seed}"


def test_the_same_attack_breaks_a_naive_gate():
    panels = [Panel(seed) for seed in range(6)]
    assert all(attack(panel, *through_a_naive_gate(panel), NAIVE_FLOOR) for panel in panels)
