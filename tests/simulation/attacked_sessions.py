"""Sessions to be attacked: small panels drawn to be extreme, led through the real tally and gate.

Live ones with late-comers, late presses and withdrawals one by one; sessions on demand whose
persons complete one by one. What left is noted with the true standings that it was made of.
"""

import asyncio
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.protection import RESEARCH, SEALED, STANDARD
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.release.gate import told_share
from pulsemeter.release.plan import large_enough, settle_plan
from pulsemeter.release.rounding import code_triple, rounded
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.keep_room import FIRST_BATCH_FACTOR
from pulsemeter.service.release_figures import Releaser
from pulsemeter.service.roster_member import Member
from pulsemeter.storage.memory.reactions import MemoryReactionLog
from pulsemeter.storage.memory.releases import MemoryReleaseBook
from pulsemeter.tally.frame import Frame, records_of

INTERVALS, CADENCE_MS = 3, 5_000
ATTRIBUTES = {
    "region": ("north", "east", "south", "west"),
    "age": ("young", "middle", "old"),
    "sex": ("woman", "man"),
}
PROFILES = (STANDARD, SEALED, RESEARCH)
NAIVE_FLOOR = 10
LIKE, DISLIKE, NEITHER, ABSENT = range(4)
NOT_COUNTED = -1
STATEMENTS = [
    Statement("both", 1, "talk", 0, 2 * CADENCE_MS, "Said in the first two intervals."),
    Statement("last", 1, "talk", 2 * CADENCE_MS, 3 * CADENCE_MS, "Said in the third."),
]
"""The windows cover whole intervals, so that each class follows from standings."""
INTERVALS_OF = {0: (0,), 1: (1,), 2: (2,), "both": (0, 1), "last": (2,)}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that left: an interval or a statement; per cell the bounds of likes, dislikes and
    present; and which snapshot of the truth it was made of."""

    about: int | str
    bounds: dict[str, list[tuple[int, int]]]
    snapshot: int


@dataclass(slots=True)
class Attacked:
    """A session as the attacker has it, with the truth beside it to check him by.

    `persons` are tuples of categories; `cells` masks of persons; a snapshot is an array
    (intervals, persons) of standings, −1 where somebody didn't count; `gone` who withdrew, by
    snapshot.
    """

    persons: list[tuple[str, ...]]
    cells: dict[str, np.ndarray]
    smallest: int
    outright: bool = False
    told: list[Told] = field(default_factory=list)
    snapshots: list[np.ndarray] = field(default_factory=list)
    gone: list[np.ndarray] = field(default_factory=list)
    kept_back: int = 0
    intervals_of: dict[int | str, tuple[int, ...]] = field(default_factory=INTERVALS_OF.copy)

    def blocks(self):
        """Intervals that figures tie to one another: those of a statement."""
        found = []
        for intervals in sorted(self.intervals_of.values(), key=len, reverse=True):
            if not any(set(intervals) <= set(block) for block in found):
                found.append(intervals)
        return sorted(found)


class Panel:
    """Persons with categories, what each is in every interval, and when each comes and goes."""

    def __init__(self, seed):
        rng = self.rng = np.random.default_rng(seed)
        self.profile = PROFILES[seed % 3]
        self.is_live = bool(rng.random() < 0.6)
        names = list(ATTRIBUTES)[: 3 if rng.random() < 0.25 else 2]
        self.attributes = {name: ATTRIBUTES[name] for name in names}
        atoms = [()]
        for categories in self.attributes.values():
            atoms = [(*atom, category) for atom in atoms for category in categories]
        choices = [(0, 0, 1, 2, 3, 5, 8, 12), (2, 4, 9, 14, 30, 40), (0, 1, 1, 2, 25)]
        sizes = rng.choice(choices[rng.integers(3)], len(atoms))
        if len(names) == 3:
            sizes = (sizes + 1) // 2
        if self.profile is SEALED and rng.random() < 0.8:
            sizes = 3 * sizes
        self.persons = [atom for atom, n in zip(atoms, sizes, strict=True) for _ in range(n)]
        rng.shuffle(self.persons)
        persons = len(self.persons)
        self.late = rng.random(persons) < rng.choice((0.0, 0.3, 0.5))
        self.slow = rng.random((INTERVALS, persons)) < rng.choice((0.0, 0.0, 0.1, 0.2))
        self.leaving = rng.permutation(persons)[: rng.choice((0, 0, 1, 3))]
        self.codes = self._draw()
        changing = rng.choice((0.0, 0.0, 0.03, 0.15))
        self.changed = (rng.random(self.codes.shape) < changing) & ~self.slow
        self.changed_codes = np.where(
            np.abs(self.codes) == 100, -self.codes.astype(int), 100
        ).astype(int)

    def _draw(self):
        """Every category of an attribute leans its own way, many to the utmost; a person follows
        one attribute's lead, the product of two, or does the same all along."""
        rng, persons = self.rng, len(self.persons)
        chances = np.ones((persons, 3))
        leaders = rng.permutation(len(self.attributes))[: rng.integers(1, 3)]
        spread = rng.choice((0.1, 0.4, 2.0))
        for leader in leaders:
            leanings = {
                c: rng.dirichlet((spread,) * 3) for c in list(self.attributes.values())[leader]
            }
            chances *= [leanings[person[leader]] + 1e-3 for person in self.persons]
        chances /= chances.sum(axis=1, keepdims=True)
        draws = rng.random((INTERVALS, persons, 1))
        if rng.random() < 0.5:
            draws[:] = draws[:1]  # everybody presses the same all along
        marks = (draws > chances.cumsum(axis=1)[None]).sum(axis=2).clip(0, 2)
        codes = np.array([100, -100, SKIPPED])[marks]
        codes[rng.random(codes.shape) < rng.choice((0.0, 0.03))] = AWAY
        return codes

    def record(self, person, interval, code, moment_ms, sequence):
        kind = RecordKind.PRESS if abs(code) == 100 else RecordKind.PRESENCE
        clock_ms = interval * CADENCE_MS + moment_ms
        seat = person + 1
        return Record(seat, seat, 1, sequence, kind, 0, 0, int(code), clock_ms, 0)

    def member(self, person, enters=0, *, whole_only=False):
        categories = dict(zip(self.attributes, self.persons[person], strict=True))
        return Member(categories, enters, whole_only)

    def categories(self, people):
        return [self.member(p).categories for p in people]


def study_of(panel):
    return Study(
        name="attacked",
        title="Attacked",
        question="?",
        stimuli=(Stimulus("talk", "A talk", INTERVALS * CADENCE_MS),),
        attributes=tuple(
            Attribute(name, name.title(), "?", tuple(Category(c, c) for c in categories))
            for name, categories in panel.attributes.items()
        ),
        consent=Consent("we", "we", "little", "any time"),
        profile=panel.profile,
        lag_ms=0,
        two_way=(("region", "age"),),
        simulated=True,
    )


class Rehearsed:
    """One session: tally, releaser, and a note of all that left."""

    def __init__(self, panel, keys=None):
        self.panel, self.keys = panel, keys
        self.study = study_of(panel)
        self.log, self.book = MemoryReactionLog(), MemoryReleaseBook()
        self.follower = TallyFollower("ATTACK", self.study, self.log)
        planned = STATEMENTS if keys is None else []
        self.releaser = Releaser(self.follower, planned, self.book, LocalChannel())
        self.waiting = []
        self.withdrawn = np.zeros(len(panel.persons), bool)
        self.noted = []
        self.snapshots, self.gone = [], []
        self.shares = []
        self._frames = self._sequence = self._seen = 0

    @property
    def floor(self):
        return self.panel.profile.smallest_roster

    async def append(self, presses):
        """(person, interval, code) pressed, in one commit."""
        self._frames += 1
        self._sequence += 1
        records = [
            self.panel.record(p, k, code, 100 + 40 * self._sequence, self._sequence)
            for p, k, code in presses
            if not self.withdrawn[p]
        ]
        if records:
            await self.log.append(Frame("ATTACK", 1, self._frames, records_of(records)))
        await self.follower.catch_up()

    def withdraw(self, person):
        self.withdrawn[person] = True
        self.waiting = [p for p in self.waiting if p != person]
        self.follower.forget(person + 1)
        self.note()

    def enter(self, enters=0):
        """Let the waiting in if every cell gets enough of them, as the keeper of rooms does."""
        if len(self.waiting) < self.floor:
            return False
        categories = self.panel.categories(self.waiting)
        if not large_enough(self.follower.plan, categories, self.floor):
            return False
        self._extend(enters)
        return True

    def _extend(self, enters, *, whole_only=False):
        self.follower.extend(
            {p + 1: self.panel.member(p, enters, whole_only=whole_only) for p in self.waiting}
        )
        self.waiting = []

    async def release_live(self, session_ms):
        session = Session(
            "ATTACK", "attacked", SessionKind.LIVE, SessionState.RUNNING, simulated=True
        )
        if self.keys is not None:
            self.releaser.know(self.keys.press(session_ms, self.releaser.leaving))
        await self.releaser.release_live(Place(session, self.study, session_ms), set())
        self.note()

    async def release_all(self, standing):
        await self.releaser.release_all(standing)
        self.note()

    async def close(self):
        if self.keys is not None:
            self.releaser.know(self.keys.close())
        if self.follower.plan is None:
            if self.waiting:
                self.follower.settle({p + 1: self.panel.member(p) for p in self.waiting})
                self.waiting = []
        elif len(self.waiting) >= self.floor and not self.enter():
            self._extend(0, whole_only=True)
        if self.follower.plan is not None:
            await self.release_all("final")

    def note(self):
        """What left since the last note, with the true standings at this moment."""
        new = self.releaser.releases[self._seen :]
        self._seen += len(new)
        if not new:
            return
        truth = np.full((INTERVALS, len(self.panel.persons)), NOT_COUNTED)
        for interval in range(INTERVALS):
            rows = self.follower.standings(0, interval)
            for seat, row in self.follower.tally.row_of.items():
                if row < len(rows):
                    truth[interval, seat - 1] = min(rows[row], ABSENT)
        self.snapshots.append(truth)
        self.gone.append(self.withdrawn.copy())
        for release in new:
            is_interval = isinstance(release, IntervalRelease)
            about = release.interval if is_interval else release.statement
            self.noted.append((about, release, len(self.snapshots) - 1))

    def cells(self):
        """Who belongs to which cell of the plan."""
        membership = self.follower.tally.roster
        found = {}
        for partition, placed in zip(self.follower.plan.partitions, membership.codes, strict=True):
            for number, cell in enumerate(partition.cells):
                inside = np.zeros(len(self.panel.persons), bool)
                for seat, row in self.follower.tally.row_of.items():
                    inside[seat - 1] = row < len(placed) and placed[row] == number
                found[cell.id] = inside
        return found


async def live_session(panel, keys=None):
    held = Rehearsed(panel, keys)
    people = np.arange(len(panel.persons))
    on_time = people[~panel.late]
    held.waiting = [int(p) for p in people[panel.late]]
    held.follower.settle({int(p) + 1: panel.member(p) for p in on_time})
    leaving = list(panel.leaving)
    for interval in range(INTERVALS):
        prompt = people[~panel.slow[interval]]
        parts = np.array_split(prompt, 3 if panel.profile is RESEARCH else 1)
        for second, some in enumerate(parts):
            await held.append([(p, interval, panel.codes[interval, p]) for p in some])
            # Research tells a running interval anew every second.
            await held.release_live((interval + 1) * CADENCE_MS + 500 * second)
        slow = people[panel.slow[interval]]
        await held.append([(p, interval, panel.codes[interval, p]) for p in slow])
        if interval == 0:
            held.enter(interval + 1)
        await held.release_live((interval + 1) * CADENCE_MS + 2_500)
        if leaving:
            held.withdraw(int(leaving.pop()))
            await held.release_live((interval + 1) * CADENCE_MS + 2_600)
    await held.append(
        [(p, k, panel.changed_codes[k, p]) for k, p in zip(*np.nonzero(panel.changed), strict=True)]
    )
    await held.release_live(INTERVALS * CADENCE_MS + 4_000)
    for person in leaving:
        held.withdraw(int(person))
        await held.release_live(INTERVALS * CADENCE_MS + 4_100)
    await held.close()
    return held


async def session_on_demand(panel):
    """Persons complete one by one; the first and the last fifth in batches."""
    held = Rehearsed(panel)
    order = panel.rng.permutation(len(panel.persons))
    edge = max(len(order) // 5, 1)
    batches = [order[:edge], *([p] for p in order[edge:-edge]), order[-edge:]]
    leaving = {int(p) for p in panel.leaving}
    for batch in batches:
        await held.append([(p, k, panel.codes[k, p]) for p in batch for k in range(INTERVALS)])
        held.waiting += [int(p) for p in batch if not held.withdrawn[p]]
        if held.follower.plan is None:
            plan = settle_plan(held.study, panel.categories(held.waiting))
            whole = all(partition.is_released for partition in plan.partitions)
            enough = FIRST_BATCH_FACTOR * held.floor
            if len(held.waiting) >= held.floor and (whole or len(held.waiting) >= enough):
                members = {p + 1: panel.member(p) for p in held.waiting}
                held.follower.settle(members)
                held.waiting = []
                await held.release_all("provisional")
        elif held.enter():
            await held.release_all("provisional")
        if leaving and panel.rng.random() < 0.05:
            held.withdraw(leaving.pop())
    await held.close()
    return held


# ---- what a coded figure says about the exact counts, found by trying them all


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


@cache
def seen(count, present, roster, profile):
    triple = code_triple(count, 0, present, roster, profile)
    return (
        (triple.likes.value, triple.likes.coding),
        (triple.present.value, triple.present.coding),
    )


@cache
def there_at_most(share, roster, profile):
    """The most persons that can have been there, by the told share of the panel."""
    if share is None:
        return roster
    whole = rounded(roster, profile.rounding_step)
    return max(
        there
        for there in range(roster + 1)
        if told_share(min(1.0, rounded(there, profile.rounding_step) / whole)) == share
    )


def through_the_gate(seed, keys=None):
    """A whole session of this panel, and what the attacker has of it. With `keys` it is a live one
    whose statements are opened by the attacker."""
    panel = Panel(seed)
    is_live = panel.is_live or keys is not None
    held = asyncio.run(live_session(panel, keys) if is_live else session_on_demand(panel))
    if held.follower.plan is None:
        return Attacked(panel.persons, {}, panel.profile.smallest_roster)
    cells = held.cells()
    attacked = Attacked(
        panel.persons,
        cells,
        panel.profile.smallest_roster,
        outright=not panel.profile.ends_coded,
        snapshots=held.snapshots,
        gone=held.gone,
    )
    if keys is not None:
        attacked.intervals_of = keys.intervals_of()
    plan = held.follower.plan
    partition_of = {c.id: p.attribute for p in plan.partitions for c in p.cells}
    released = {p.attribute for p in plan.partitions if p.is_released}
    shown = {}
    for about, release, snapshot in held.noted:
        now = {f.cell: counts_in(f) for f in release.figures}
        before = shown.get(about, {})
        # A partition that wasn't told anew stands there as before and is no news.
        new = {partition_of[c] for c in now if now[c] != before.get(c)}
        shown[about] = now
        attacked.kept_back += len(released - {partition_of[c] for c in now})
        counted = held.snapshots[snapshot][attacked.intervals_of[about][0]] >= 0
        bounds = {}
        for cell, codes in now.items():
            if partition_of[cell] in new:
                roster = int((cells[cell] & counted).sum())
                bounds[cell] = list(bounds_of(*codes, roster, panel.profile))
        if "all" in bounds:
            # Beside the figure stands the share of the panel. Told of something else than the
            # figure, it gave away who hadn't been heard of yet (panel 1376).
            there = there_at_most(release.panel_share, int(counted.sum()), panel.profile)
            least, most = bounds["all"][2]
            bounds["all"][2] = least, min(most, there)
        attacked.told.append(Told(about, bounds, snapshot))
    return attacked


def counts_in(figure):
    """The three told counts of a figure, as (value, coding)."""
    likes = figure.likes if hasattr(figure, "likes") else figure.likers
    dislikes = figure.dislikes if hasattr(figure, "dislikes") else figure.dislikers
    return tuple((c.value, c.coding) for c in (likes, dislikes, figure.present))


def class_of(standings):
    """The class for a statement over these intervals, from a person's standings in each."""
    there = [s for s in standings if 0 <= s < ABSENT]
    if 2 * len(there) < len(standings):
        return ABSENT
    net = there.count(LIKE) - there.count(DISLIKE)
    return LIKE if net > 0 else DISLIKE if net < 0 else NEITHER


def false_bounds(attacked):
    """What was told and isn't so; an attack on false bounds would prove nothing."""
    found = []
    for told in attacked.told:
        rows = attacked.snapshots[told.snapshot][list(attacked.intervals_of[told.about])]
        classes = np.array([class_of(column) for column in rows.T])
        counted = rows[0] >= 0
        for cell, bounds in told.bounds.items():
            mine = classes[attacked.cells[cell] & counted]
            exact = ((mine == LIKE).sum(), (mine == DISLIKE).sum(), (mine < ABSENT).sum())
            found += [
                (told.about, cell, int(count))
                for count, (least, most) in zip(exact, bounds, strict=True)
                if not least <= count <= most
            ]
    return found


def sessions_with_statements(seeds):
    """Whole sessions of which something about a statement left; more than half of them do."""
    found = []
    for seed in seeds:
        panel = Panel(seed)
        held = asyncio.run((live_session if panel.is_live else session_on_demand)(panel))
        if any(isinstance(r, StatementRelease) and r.figures for r in held.releaser.releases):
            found.append(held)
    assert len(found) > len(seeds) / 2
    return found


def through_a_naive_gate(seed):
    """Exact counts of every category and every pair of categories with ten persons or more."""
    panel = Panel(seed)
    persons = np.array(panel.persons)
    cuts = {"all": np.ones(len(persons), bool)}
    for column, categories in enumerate(panel.attributes.values()):
        cuts |= {category: persons[:, column] == category for category in categories}
    for region in ATTRIBUTES["region"]:
        for age in ATTRIBUTES["age"]:
            cuts[f"{region}×{age}"] = cuts[region] & cuts[age]
    cells = {name: inside for name, inside in cuts.items() if inside.sum() >= NAIVE_FLOOR}
    truth = np.select(
        [panel.codes == 100, panel.codes == -100, panel.codes == SKIPPED],
        [LIKE, DISLIKE, NEITHER],
        default=ABSENT,
    )
    attacked = Attacked(panel.persons, cells, NAIVE_FLOOR, snapshots=[truth])
    attacked.gone = [np.zeros(len(persons), bool)]
    for about, intervals in INTERVALS_OF.items():
        classes = np.array([class_of(column) for column in truth[list(intervals)].T])
        marks = (classes == LIKE, classes == DISLIKE, classes < ABSENT)
        exact = {
            name: [(int((inside & mark).sum()),) * 2 for mark in marks]
            for name, inside in cells.items()
        }
        attacked.told.append(Told(about, exact, 0))
    return attacked
