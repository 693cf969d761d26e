"""The attack on the gate: everything that left in whole sessions, turned against the panel.

The attacker holds all released interval figures of a session, knows the rules of the gate, the
size of every group in every combination of categories, who of them came late, and whether
anybody changed between two releases of an interval. Bounds on each count follow from its coding;
a linear programme then asks how closely the likes and dislikes of a group can be narrowed down.
The same code is turned on a naive gate that tells exact counts of any cut of ten or more.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from math import ceil, floor

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import block_diag, coo_array

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.protection import SEALED, STANDARD
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.plan import large_enough
from pulsemeter.release.rounding import code_triple
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.follow_tally import Member, TallyFollower
from pulsemeter.service.release_figures import Releaser
from pulsemeter.storage.memory.reactions import MemoryReactionLog
from pulsemeter.storage.memory.releases import MemoryReleaseBook
from pulsemeter.tally.counters import Standing
from pulsemeter.tally.frame import Frame, records_of

PANELS = 60
INTERVALS, CADENCE_MS, LATE_INTERVAL = 3, 5_000, 1
REGIONS, AGES = ("north", "east", "south", "west"), ("young", "middle", "old")
NAIVE_FLOOR = 10
MARGIN = 1e-6
LIKE, DISLIKE, THERE = range(3)


def study_of(profile):
    return Study(
        name="attacked",
        title="Attacked",
        question="?",
        stimuli=(Stimulus("talk", "A talk", INTERVALS * CADENCE_MS),),
        attributes=(
            Attribute("region", "Region", "?", tuple(Category(c, c) for c in REGIONS)),
            Attribute("age", "Age", "?", tuple(Category(c, c) for c in AGES)),
        ),
        consent=Consent("we", "we", "little", "any time"),
        profile=profile,
        two_way=(("region", "age"),),
        simulated=True,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What one release of one interval told: per cell the bounds of likes, dislikes, present;
    and the standings of the persons it rests on, −1 where somebody didn't count yet."""

    bounds: dict[str, list[tuple[int, int]]]
    standings: np.ndarray


@dataclass(frozen=True, slots=True)
class Attacked:
    """A session as the attacker has it: persons by categories, cells by persons, and per
    interval what was told, in order."""

    persons: list[tuple[str, str]]
    cells: dict[str, np.ndarray]
    told: dict[int, list[Told]]
    smallest: int


# ---- a session, from a seed


class Panel:
    """Persons with categories, and what each is in every interval, now and in the end."""

    def __init__(self, rng, size_choices):
        self.rng = rng
        sizes = rng.choice(size_choices, size=len(REGIONS) * len(AGES))
        atoms = [(region, age) for region in REGIONS for age in AGES]
        self.persons = [atom for atom, size in zip(atoms, sizes, strict=True) for _ in range(size)]
        rng.shuffle(self.persons)
        late = rng.choice((0.0, 0.3, 0.5))
        self.late = rng.random(len(self.persons)) < late
        changing = rng.choice((0.0, 0.03, 0.4))
        leanings = {c: rng.dirichlet((0.4, 0.4, 0.4)) for c in REGIONS}
        chances = np.array([leanings[region] for region, _ in self.persons])
        draws = rng.random((INTERVALS, len(self.persons), 1))
        marks = (draws > chances.cumsum(axis=1)[None]).sum(axis=2)
        codes = np.array([100, -100, SKIPPED, SKIPPED])[marks]
        codes[rng.random(codes.shape) < 0.03] = AWAY
        self.codes = codes
        self.changed = rng.random(codes.shape) < changing

    def records(self, interval, who, moment_ms, sequence):
        """One record each; later ones are presses the other way."""
        made = []
        for person in np.flatnonzero(who):
            code = int(self.codes[interval, person])
            if sequence > INTERVALS:
                code = -code if abs(code) == 100 else 100
            kind = RecordKind.PRESS if abs(code) == 100 else RecordKind.PRESENCE
            clock_ms = interval * CADENCE_MS + moment_ms
            seat = int(person) + 1
            made.append(Record(seat, seat, 1, sequence, kind, 0, 0, code, clock_ms, 0))
        return made

    def member(self, person, enters=0, *, whole_only=False):
        region, age = self.persons[person]
        return Member({"region": region, "age": age}, enters, whole_only)


async def session_of(panel, profile):
    """Lets the panel through tally and releaser, as the keeper of a live room does."""
    study, log, book = study_of(profile), MemoryReactionLog(), MemoryReleaseBook()
    follower = TallyFollower("ATTACK", study, log)
    releaser = Releaser(follower, [], book, LocalChannel())
    session = Session("ATTACK", study.name, SessionKind.LIVE, SessionState.RUNNING, simulated=True)
    smallest, frames = profile.smallest_roster, 0

    async def append(records):
        nonlocal frames
        frames += 1
        await log.append(Frame("ATTACK", 1, frames, records_of(records)))
        await follower.catch_up()

    people = np.arange(len(panel.persons))
    waiting = [int(p) for p in people[panel.late]]
    follower.settle({int(p) + 1: panel.member(p) for p in people[~panel.late]})
    told = defaultdict(list)
    for interval in range(INTERVALS):
        await append(panel.records(interval, np.ones(len(people), bool), 100, interval + 1))
        if interval == LATE_INTERVAL and len(waiting) >= smallest:
            members = {p + 1: panel.member(p, interval + 1) for p in waiting}
            if large_enough(follower.plan, [m.categories for m in members.values()], smallest):
                follower.extend(members)
                waiting = []
        place = Place(session, study, (interval + 1) * CADENCE_MS + 2_000)
        await releaser.release_live(place, set())
    collect(panel, releaser, follower, told, 0)
    before = len(releaser.releases)
    late_presses = [
        record
        for interval in range(INTERVALS)
        for record in panel.records(
            interval, panel.changed[interval], 4_000, INTERVALS + 1 + interval
        )
    ]
    await append(late_presses)
    if len(waiting) >= smallest:
        categories = [panel.member(p).categories for p in waiting]
        alone = not large_enough(follower.plan, categories, smallest)
        follower.extend({p + 1: panel.member(p, whole_only=alone) for p in waiting})
    await releaser.release_all("final")
    collect(panel, releaser, follower, told, before)
    return follower, told


def collect(panel, releaser, follower, told, start):
    """Note what left, with the true standings it was made of."""
    for release in releaser.releases[start:]:
        assert isinstance(release, IntervalRelease)
        rows = follower.standings(release.stimulus, release.interval)
        standings = np.full(len(panel.persons), -1)
        for seat, row in follower.tally.row_of.items():
            if row < len(rows):
                standings[seat - 1] = rows[row]
        told[release.interval].append((release.figures, standings))


def members_of_cells(panel, follower):
    """Who belongs to which cell of the plan, with the persons in the order of the panel."""
    codes = follower.tally.counters[0, 0].membership.codes
    found = {}
    for partition, placed in zip(follower.plan.partitions, codes, strict=True):
        for number, cell in enumerate(partition.cells):
            inside = np.zeros(len(panel.persons), bool)
            for seat, row in follower.tally.row_of.items():
                inside[seat - 1] = row < len(placed) and placed[row] == number
            found[cell.id] = inside
    return found


# ---- what a coded figure says about the exact counts


@cache
def bounds_of(likes, dislikes, present, roster, profile):
    """The least and the most that likes, dislikes and present can be."""
    there = [p for p in range(roster + 1) if seen(0, p, roster, profile)[1] == present]
    counts = {told: [] for told in (likes, dislikes)}
    for count in range(there[-1] + 1):
        told = seen(count, there[-1], roster, profile)[0]
        if told in counts:
            counts[told].append(count)
    return [(c[0], c[-1]) for c in (counts[likes], counts[dislikes], there)]


def seen(count, present, roster, profile):
    triple = code_triple(count, 0, present, roster, profile)
    return (
        (triple.likes.value, triple.likes.coding),
        (triple.present.value, triple.present.coding),
    )


def through_the_gate(panel, profile):
    follower, left = asyncio.run(session_of(panel, profile))
    cells = members_of_cells(panel, follower)
    partition_of = {c.id: p.attribute for p in follower.plan.partitions for c in p.cells}
    told = {}
    for interval, releases in left.items():
        told[interval], earlier = [], {}
        for figures, standings in releases:
            shown = {f.cell: (f.likes, f.dislikes, f.present) for f in figures}
            # A partition that wasn't told anew stands there as before and is no news.
            new = {partition_of[c] for c in shown if shown[c] != earlier.get(c)}
            earlier = shown
            bounds = {}
            for cell, counts in shown.items():
                if partition_of[cell] in new:
                    roster = int((cells[cell] & (standings >= 0)).sum())
                    codes = ((c.value, c.coding) for c in counts)
                    bounds[cell] = bounds_of(*codes, roster, profile)
            told[interval].append(Told(bounds, standings))
    return Attacked(panel.persons, cells, told, profile.smallest_roster)


def through_a_naive_gate(panel):
    """Exact counts of every category and every pair of categories with ten persons or more."""
    regions, ages = (np.array(column) for column in zip(*panel.persons, strict=True))
    cuts = {"all": np.ones(len(regions), bool)}
    cuts |= {region: regions == region for region in REGIONS}
    cuts |= {age: ages == age for age in AGES}
    cuts |= {f"{r}×{a}": (regions == r) & (ages == a) for r in REGIONS for a in AGES}
    cells = {name: inside for name, inside in cuts.items() if inside.sum() >= NAIVE_FLOOR}
    told = {}
    for interval in range(INTERVALS):
        codes = panel.codes[interval]
        standings = np.select(
            [codes == 100, codes == -100, codes == SKIPPED],
            [Standing.LIKE, Standing.DISLIKE, Standing.NEITHER],
            default=Standing.AWAY,
        )
        marks = (standings == Standing.LIKE, standings == Standing.DISLIKE, standings < 3)
        exact = {
            name: [(int((inside & mark).sum()),) * 2 for mark in marks]
            for name, inside in cells.items()
        }
        told[interval] = [Told(exact, standings)]
    return Attacked(panel.persons, cells, told, NAIVE_FLOOR)


# ---- the attack


class Programme:
    """The linear programme of one interval: per group of indistinguishable persons and per
    state of theirs three unknowns (likes, dislikes, present)."""

    def __init__(self, attacked, releases):
        self.releases = releases
        first, last = releases[0].standings, releases[-1].standings
        both = (first >= 0) & (last >= 0)
        # Not who: whenever somebody changed, it may have been anybody.
        changed = both & bool((first != last)[both].any())
        inside = np.array(list(attacked.cells.values()))
        traits = [
            (*attacked.persons[p], bool(first[p] >= 0), bool(changed[p]), *inside[:, p].tolist())
            for p in range(len(attacked.persons))
        ]
        self.group_of = traits
        self.size = defaultdict(int)
        for person, trait in enumerate(traits):
            if last[person] >= 0:
                self.size[trait] += 1
        self.column = {}
        for trait in self.size:
            for state in range(2 if trait[3] else 1):
                self.column[trait, state] = 3 * len(self.column)
        self.width = 3 * len(self.column)
        self._constrain(attacked)

    def counted(self, number):
        """The groups that a release counts, each in the state it was in then."""
        for trait in self.size:
            if number == len(self.releases) - 1 or trait[2]:
                yield trait, (number and trait[3]) * 1

    def _constrain(self, attacked):
        rows, limits = [], []

        def at_most(coefficients, limit):
            rows.append(coefficients)
            limits.append(limit)

        for (trait, _), start in self.column.items():
            at_most({start + THERE: 1.0}, self.size[trait])
            at_most({start + LIKE: 1.0, start + DISLIKE: 1.0, start + THERE: -1.0}, 0)
        place = {cell: 4 + k for k, cell in enumerate(attacked.cells)}
        for number, release in enumerate(self.releases):
            counted = list(self.counted(number))
            for cell, bounds in release.bounds.items():
                starts = [self.column[g, s] for g, s in counted if g[place[cell]]]
                for kind, (least, most) in enumerate(bounds):
                    at_most({start + kind: 1.0 for start in starts}, most)
                    at_most({start + kind: -1.0 for start in starts}, -least)
        entries = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
        r, c, v = zip(*entries, strict=True)
        self.matrix = coo_array((v, (r, c)), shape=(len(rows), self.width))
        self.limits = limits

    def targets(self, smallest):
        """Groups that nothing may be found out about: (size, unknowns with their signs)."""
        wanted = {}
        for number in {0, len(self.releases) - 1}:
            counted = list(self.counted(number))
            for name, test in self._groups():
                inside = [(g, s) for g, s in counted if test(g)]
                size = sum(self.size[g] for g, _ in inside)
                if 0 < size < smallest:
                    wanted[number, name] = (size, {self.column[g, s]: 1.0 for g, s in inside})
        return wanted

    def _groups(self):
        """Everybody, each category, each pair of them, and those who came late."""
        yield "everybody", lambda g: True
        yield "latecomers", lambda g: not g[2]
        for region in REGIONS:
            yield region, lambda g, region=region: g[0] == region
            for age in AGES:
                yield (region, age), lambda g, r=region, a=age: g[:2] == (r, a)
        for age in AGES:
            yield age, lambda g, age=age: g[1] == age


def ranges(programmes_and_goals):
    """Least and most of each goal, all in one solve: the copies share nothing."""
    matrices, limits, costs = [], [], []
    for programme, goal in programmes_and_goals:
        for sense in (1.0, -1.0):
            cost = np.zeros(programme.width)
            for column, sign in goal.items():
                cost[column] = sense * sign
            costs.append(cost)
            matrices.append(programme.matrix)
            limits.extend(programme.limits)
    found = linprog(
        np.concatenate(costs), A_ub=block_diag(matrices, "csr"), b_ub=limits, method="highs"
    )
    assert found.success, found.message
    values, at = [], 0
    for cost in costs:
        values.append(float(cost @ found.x[at : at + len(cost)]))
        at += len(cost)
    return [
        (ceil(least - MARGIN), floor(-most + MARGIN))
        for least, most in zip(values[::2], values[1::2], strict=True)
    ]


def narrowed(attacked, only):
    """What an attacker has who looks at one attribute and the whole panel."""

    def kept(cell):
        return cell == "all" or (cell.startswith(f"{only}:") and "×" not in cell)

    told = {
        interval: [
            Told({c: b for c, b in told.bounds.items() if kept(c)}, told.standings)
            for told in releases
        ]
        for interval, releases in attacked.told.items()
    }
    cells = {cell: inside for cell, inside in attacked.cells.items() if kept(cell)}
    return Attacked(attacked.persons, cells, told, attacked.smallest)


def attack(attacked, only=None):
    """What was found out: groups below the floor whose likes or dislikes are known, and groups
    of any size whose every member is known to have pressed the same.

    `only` names an attribute whose cells the attacker has, beside the whole panel.
    """
    if only:
        attacked = narrowed(attacked, only)
    goals, about = [], []
    for interval, releases in attacked.told.items():
        programme = Programme(attacked, releases)
        for name, (size, signs) in programme.targets(attacked.smallest).items():
            for kind in (LIKE, DISLIKE):
                goals.append((programme, {c + kind: sign for c, sign in signs.items()}))
                about.append((interval, name, kind, size))
        for cell, inside in attacked.cells.items():
            of_cell = {programme.group_of[p] for p in np.flatnonzero(inside)}
            counted = [(g, s) for g, s in programme.counted(0) if g in of_cell]
            size = sum(programme.size[g] for g, _ in counted)
            for kind in (LIKE, DISLIKE) if size else ():
                goals.append((programme, {programme.column[g, s] + kind: 1.0 for g, s in counted}))
                about.append((interval, ("cell", cell), kind, size))
    findings = []
    for (interval, name, kind, size), (least, most) in zip(about, ranges(goals), strict=True):
        is_cell = isinstance(name, tuple) and name[0] == "cell"
        if least == size or (least == most and not is_cell):
            findings.append((interval, name, kind, size, least))
    return findings


def panel_of(seed):
    """Many tiny groups, or some of each size."""
    sizes = (0, 0, 1, 2, 3, 5, 8, 12) if seed % 2 else (2, 4, 9, 14, 30, 40)
    return Panel(np.random.default_rng(seed), sizes)


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions through the gate, by seed; every third under the sealed profile. Research
    isn't among them: it tells exact counts, to those who run a consenting study."""
    return {
        seed: through_the_gate(panel_of(seed), SEALED if seed % 3 == 2 else STANDARD)
        for seed in range(PANELS)
    }


@pytest.fixture(scope="module")
def findings(sessions):
    """What the attack found in each session."""
    return {seed: attack(attacked) for seed, attacked in sessions.items()}


def test_the_sessions_are_worth_attacking(sessions):
    told = [r for s in sessions.values() for releases in s.told.values() for r in releases]
    assert sum(len(release.bounds) > 4 for release in told) > PANELS
    twice = [
        releases
        for s in sessions.values()
        for releases in s.told.values()
        if len(releases) > 1 and releases[1].bounds
    ]
    assert len(twice) > PANELS / 4
    assert any((r[0].standings < 0).any() and (r[1].standings >= 0).all() for r in twice)


def test_what_was_told_is_true(sessions):
    # An attack on false bounds would prove nothing.
    for attacked in sessions.values():
        for release in (r for releases in attacked.told.values() for r in releases):
            for cell, bounds in release.bounds.items():
                mine = release.standings[attacked.cells[cell]]
                exact = ((mine == 0).sum(), (mine == 1).sum(), ((mine >= 0) & (mine < 3)).sum())
                for count, (least, most) in zip(exact, bounds, strict=True):
                    assert least <= count <= most


def test_one_attribute_beside_the_whole_panel_gives_nobody_away(sessions, findings):
    for seed in (seed for seed, found in findings.items() if found):
        for attribute in ("region", "age"):
            assert attack(sessions[seed], attribute) == [], f"panel {seed}, by {attribute}"


def test_all_attributes_together_give_hardly_anybody_away(findings):
    """A known gap: where two attributes' cells both lean to the utmost, their overlap may follow
    (as many likes in the north and among the young as in the whole panel). The gate counts per
    attribute and doesn't know the overlaps. Drawn as extreme as here it shows in one panel of
    sixty; it must not become more."""
    broken = [seed for seed, found in findings.items() if found]
    assert len(broken) <= 1, {seed: findings[seed][:3] for seed in broken}


def test_the_same_attack_breaks_a_naive_gate():
    broken = [bool(attack(through_a_naive_gate(panel_of(seed)))) for seed in range(20)]
    assert all(broken)
