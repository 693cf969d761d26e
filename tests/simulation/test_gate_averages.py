"""The patient attacks on the gate: averages over an hour, counters that step; and what use is left.

Somebody who always does the same is sought in 720 intervals in which everybody else changes.
"""

from functools import cache

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.simulation.attacked_sessions import ABSENT, DISLIKE, LIKE, NEITHER, bounds_of

from pulsemeter.domain.protection import PROFILES, RESEARCH, SEALED, STANDARD
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.rounding import code_triple, rounded
from pulsemeter.release.together import Together

INTERVALS = 720
REGIONS, AGES = ("north", "east", "south"), ("young", "old")


def study_of(profile):
    return Study(
        name="averaged",
        title="Averaged",
        question="?",
        stimuli=(Stimulus("talk", "A talk", 60_000),),
        attributes=tuple(
            Attribute(name, name, "?", tuple(Category(c, c) for c in categories))
            for name, categories in (("region", REGIONS), ("age", AGES))
        ),
        consent=Consent("we", "we", "little", "any time"),
        profile=profile,
        two_way=(("region", "age"),),
    )


class Hour:
    """A panel over an hour: the only young person of the north and the three old ones of the east
    always like; the others press as the interval leads them."""

    def __init__(self, profile, seed):
        self.profile = profile
        scale = 3 if profile is SEALED else 1
        sizes = {("north", "young"): 1, ("east", "old"): 3}
        self.persons = [
            (region, age)
            for region in REGIONS
            for age in AGES
            for _ in range(sizes.get((region, age), 14 * scale))
        ]
        roster = [dict(zip(("region", "age"), p, strict=True)) for p in self.persons]
        self.plan = settle_plan(study_of(profile), roster)
        self.codes = np.array([self.plan.codes(person) for person in roster]).T
        self.together = Together(self.plan, self.codes, profile)
        self.constant = {
            "one": self.of("north", "young"),
            "three": self.of("east", "old"),
        }
        self.told = [self.interval(np.random.default_rng([seed, k])) for k in range(INTERVALS)]

    def of(self, region, age):
        return np.array([p == (region, age) for p in self.persons])

    def interval(self, rng):
        chances = rng.dirichlet((1.0, 1.0, 1.0))
        rows = rng.choice([LIKE, DISLIKE, NEITHER], p=chances, size=len(self.persons))
        rows[rng.random(len(rows)) < 0.05] = ABSENT
        for always in self.constant.values():
            rows[always] = LIKE
        together = getattr(self, "_together", None) or Together(self.plan, self.codes, self.profile)
        self._together = together
        told = together.may_leave_alone(rows.astype(np.int8))
        figures = []
        for number in sorted(told):
            for cell in range(len(self.plan.partitions[number].cells)):
                mine = self.codes[number] == cell
                likes, dislikes, present = (
                    int((mine & mark).sum())
                    for mark in (rows == LIKE, rows == DISLIKE, rows < ABSENT)
                )
                triple = code_triple(likes, dislikes, present, int(mine.sum()), self.profile)
                counts = (triple.likes, triple.dislikes, triple.present)
                figures.append(((number, cell), tuple((c.value, c.coding) for c in counts)))
        return tuple(figures)

    @cache  # noqa: B019 - an hour lives as long as its test
    def span(self, figures, name):
        """The least and the most of a group who can have liked, by one interval's figures."""
        kinds = sorted(set(self.persons))
        place = np.array([kinds.index(p) for p in self.persons])
        sizes = np.bincount(place)
        rows, limits = [], []
        for (number, cell), codes in figures:
            mine = self.codes[number] == cell
            counted = np.bincount(place[mine], minlength=len(kinds)) > 0
            known = bounds_of(*codes, int(mine.sum()), self.profile)
            for kind, (least, most) in enumerate(known):
                row = np.zeros((3, len(kinds)))
                row[kind] = counted
                rows += [row.ravel(), -row.ravel()]
                limits += [most, -least]
        for kind in range(len(kinds)):
            row = np.zeros((3, len(kinds)))
            row[:, kind] = 1, 1, -1
            rows.append(row.ravel())
            limits.append(0)
        cost = np.zeros((3, len(kinds)))
        cost[LIKE, place[self.constant[name]][0]] = 1
        ends = []
        for way in (1, -1):
            found = linprog(
                way * cost.ravel(), A_ub=np.array(rows), b_ub=limits,
                bounds=[(0, n) for n in np.tile(sizes, 3)], method="highs",
            )  # fmt: skip
            assert found.success
            ends.append(way * found.fun)
        return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))


@pytest.mark.parametrize("profile", [STANDARD, SEALED], ids=lambda p: p.name)
def test_an_hour_does_not_tell_what_somebody_always_pressed(profile):
    hour = Hour(profile, 1)
    spans = np.array([hour.span(figures, "one") for figures in hour.told])
    assert (spans[:, 0].max(), spans[:, 1].min()) == (0, 1)
    # What a small group always does is narrowed down by an hour, and still not known.
    spans = np.array([hour.span(figures, "three") for figures in hour.told])
    assert spans[:, 0].max() < spans[:, 1].min() == 3


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_no_sum_of_averages_is_a_small_group(profile):
    """However exactly averages become known: no combination of cells is a group below the floor."""
    hour = Hour(profile, 2)
    kinds = sorted(set(hour.persons))
    place = np.array([kinds.index(p) for p in hour.persons])
    cells = np.array(
        [
            np.bincount(place[hour.codes[number] == cell], minlength=len(kinds)) > 0
            for number in sorted(hour.plan.released)
            for cell in range(len(hour.plan.partitions[number].cells))
        ]
    ).astype(float)
    rank = np.linalg.matrix_rank(cells)
    for name in hour.constant:
        group = np.zeros(len(kinds))
        group[place[hour.constant[name]][0]] = 1
        assert np.linalg.matrix_rank(np.vstack([cells, group])) == rank + 1, name


@pytest.mark.parametrize("profile", [STANDARD, SEALED], ids=lambda p: p.name)
def test_a_rounded_end_leaves_room_for_more_than_one_count(profile):
    """The ends of a told interval derive from the coded count: each code stands for two counts or
    more, at the ends too."""
    for roster in range(profile.smallest_roster, 80):
        told = {}
        for likes in range(roster + 1):
            code = code_triple(likes, 0, roster, roster, profile).likes
            told.setdefault((code.value, code.coding), []).append(likes)
        assert min(len(counts) for counts in told.values()) > 1, roster


@pytest.mark.parametrize("profile", [STANDARD, SEALED], ids=lambda p: p.name)
def test_counters_do_not_step_by_one(profile):
    """Joined, active, quotas and taps: one after the other comes, the screen moves in steps."""
    told = [rounded(count, profile.rounding_step) for count in range(400)]
    steps = set(np.diff(told).tolist())
    assert steps == {0, profile.rounding_step}
    counts = np.bincount(np.array(told) // profile.rounding_step)
    assert (counts[1:-1] == profile.rounding_step).all()


@pytest.mark.parametrize(("profile", "least"), [(STANDARD, 0.95), (RESEARCH, 0.95)])
def test_an_ordinary_panel_keeps_nearly_all_its_figures(profile, least):
    """Two hundred persons who don't lean to the utmost."""
    rng = np.random.default_rng(3)
    roster = [{"region": REGIONS[p % 3], "age": AGES[int(rng.integers(2))]} for p in range(200)]
    plan = settle_plan(study_of(profile), roster)
    together = Together(plan, np.array([plan.codes(p) for p in roster]).T, profile)
    told = 0
    for _ in range(60):
        chances = rng.dirichlet((6.0, 4.0, 6.0))
        rows = rng.choice([LIKE, DISLIKE, NEITHER, ABSENT], p=[*(0.94 * chances), 0.06], size=200)
        told += len(together.may_leave_alone(rows.astype(np.int8)))
    assert len(plan.released) == 4
    assert told >= least * 60 * len(plan.released)
