"""The attack on a session: everything that left, pooled, turned against single persons.

The attacker knows the rules of the gate, who is in which combination of categories, when everybody
came, who withdrew, and who pressed something new between two releases (not what). Persons about
whom he knows the same are a group. A linear programme over what each group did in each interval
holds all figures at once: classes for statements follow from intervals, figures of several releases
from the same persons. For every group below the floor he asks how many liked (disliked), and of
every group whether all did. The same code is turned on our gate and on a naive one.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations, product
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array
from tests.simulation.attacked_sessions import (
    ABSENT,
    DISLIKE,
    LIKE,
    class_of,
)

MARGIN = 1e-6
THROWS = 8


@dataclass(frozen=True)
class Target:
    """What is asked: the number of a group who did something, in one interval or statement."""

    about: int | str
    name: tuple
    kind: int
    size: int
    columns: np.ndarray
    truth: int


class Programme:
    """One block of intervals: per group, state and joint standing one unknown number of persons."""

    def __init__(self, attacked, block):
        self.attacked, self.block = attacked, block
        self.types = list(product(range(ABSENT + 1), repeat=len(block)))
        self.told = [
            t for t in attacked.told if t.bounds and set(attacked.intervals_of[t.about]) <= {*block}
        ]
        self.snapshots = sorted({t.snapshot for t in self.told})
        # What a joint standing comes to is asked a hundred thousand times.
        self.standing, self._places = cache(self._standing), cache(self._places_of)
        if self.told:
            self._group()
            self._tie()

    # ---- groups

    def _group(self):
        """Persons with the same history; each change of theirs begins a new state."""
        attacked, block = self.attacked, list(self.block)
        persons = len(attacked.persons)
        cells = np.array(list(attacked.cells.values())).reshape(-1, persons)
        rows = np.array([attacked.snapshots[s][block] for s in self.snapshots])
        gone = np.array([attacked.gone[s] for s in self.snapshots])
        counted = rows >= 0
        here = counted.any(axis=1)
        state = np.full(here.shape, -1)
        for person in range(persons):
            last, number = None, -1
            for s in range(len(rows)):
                if not here[s, person]:
                    continue
                now = (*rows[s, :, person], gone[s, person])
                # Coming into a further interval is no change of what one was in the others.
                if last is None or any(a != b for a, b in zip(last, now, strict=True) if a >= 0):
                    number += 1
                last, state[s, person] = now, number
        # In which of the intervals somebody pressed something new is seen as well.
        moved = (rows[1:] != rows[:-1]) & (rows[:-1] >= 0) & ~gone[1:, np.newaxis]
        traits = [
            (
                attacked.persons[p],
                moved[:, :, p].tobytes(),
                tuple(cells[:, p]),
                tuple(state[:, p]),
                tuple(map(tuple, counted[:, :, p])),
                tuple(gone[:, p]),
            )
            for p in range(persons)
        ]
        self.traits = sorted(set(traits), key=str)
        place = {trait: k for k, trait in enumerate(self.traits)}
        self.group_of = np.array([place[t] for t in traits])
        self.state, self.counted, self.cells = state, counted, cells
        self.rows, self.gone = rows, gone
        members = [np.flatnonzero(self.group_of == g) for g in range(len(self.traits))]
        self.sizes = np.array([len(m) for m in members])
        self.first = np.array([m[0] for m in members])
        self.column, self.held = {}, {}
        for group, mine in enumerate(members):
            for number in range(state[:, mine[0]].max() + 1):
                snapshot = np.flatnonzero(state[:, mine[0]] == number)[-1]
                self.column[group, number] = len(self.column)
                codes = np.where(rows[snapshot][:, mine] < 0, ABSENT, rows[snapshot][:, mine])
                tally = defaultdict(int)
                for person in range(len(mine)):
                    tally[tuple(codes[:, person].tolist())] += 1
                is_gone = gone[snapshot, mine[0]]
                self.held[group, number] = (tally, is_gone)
        self.width = len(self.column) * len(self.types)

    def _column(self, group, number, kind_of):
        """Unknowns of a group in a state whose joint standing passes."""
        start = self.column[group, number] * len(self.types)
        return [start + k for k, t in enumerate(self.types) if kind_of(t)]

    def _standing(self, about, joint):
        """What a joint standing comes to in an interval or for a statement."""
        return class_of([joint[self.block.index(k)] for k in self.attacked.intervals_of[about]])

    def counted_in(self, about, s):
        """Groups that a figure of this snapshot counts, each in the state it was in then."""
        lead = self.block.index(self.attacked.intervals_of[about][0])
        for group, person in enumerate(self.first):
            if self.counted[s, lead, person]:
                yield group, self.state[s, person]

    # ---- what is known

    def _tie(self):
        equal, within = [], []
        self.tied = []
        for group, number in self.column:
            everyone = self._column(group, number, lambda t: True)
            equal.append((everyone, [1.0] * len(everyone), self.sizes[group]))
            if self.held[group, number][1]:
                there = self._column(group, number, lambda t: set(t) != {ABSENT})
                equal.append((there, [1.0] * len(there), 0))
        self._tie_states(equal)
        place = {cell: k for k, cell in enumerate(self.attacked.cells)}
        for told in self.told:
            s = self.snapshots.index(told.snapshot)
            counted = list(self.counted_in(told.about, s))
            for cell, bounds in told.bounds.items():
                mine = [c for c in counted if self.cells[place[cell], self.first[c[0]]]]
                for kind, (least, most) in enumerate(bounds):
                    columns = self._did(mine, told.about, kind)
                    within.append((columns, least, most))
        self.within = within
        rows = [(columns, [1.0] * len(columns), most) for columns, _, most in within]
        rows += [(columns, [-1.0] * len(columns), -least) for columns, least, _ in within]
        self.upper, self.upper_limits = self._matrix(rows)
        self.equal, self.equal_limits = self._matrix(equal)

    def _tie_states(self, equal):
        """Who changed in one interval of a block only did the same as before in the other."""
        for group, person in enumerate(self.first):
            numbers = self.state[:, person]
            for number in range(1, numbers.max() + 1):
                before = np.flatnonzero(numbers == number - 1)[-1]
                after = np.flatnonzero(numbers == number)[0]
                if self.gone[after, person]:
                    continue  # what somebody was before going is not seen
                for place in range(len(self.block)):
                    was, now = (self.rows[s, place] for s in (before, after))
                    mine = self.group_of == group
                    if (was[mine] < 0).any() or (was[mine] != now[mine]).any():
                        continue
                    self.tied.append((group, number, place))
                    for standing in range(ABSENT + 1):
                        passing = [
                            self._column(group, n, lambda t, p=place, v=standing: t[p] == v)
                            for n in (number - 1, number)
                        ]
                        signs = [1.0] * len(passing[0]) + [-1.0] * len(passing[1])
                        equal.append((passing[0] + passing[1], signs, 0))

    def _did(self, groups, about, kind):
        """Unknowns of those who liked (0), disliked (1) or were present (2)."""
        starts = (self.column[c] * len(self.types) for c in groups)
        return [start + k for start in starts for k in self._places(about, kind)]

    def _places_of(self, about, kind):
        """Joint standings in which somebody liked (0), disliked (1) or was present (2)."""
        return [k for k, joint in enumerate(self.types) if self._does(about, joint, kind)]

    def _matrix(self, rows):
        entries = [
            (r, c, v) for r, (cs, vs, _) in enumerate(rows) for c, v in zip(cs, vs, strict=True)
        ]
        if not entries:
            return None, None
        r, c, v = zip(*entries, strict=True)
        limits = [limit for _, _, limit in rows]
        return coo_array((v, (r, c)), shape=(len(rows), self.width)).tocsr(), limits

    # ---- what is asked

    def targets(self):
        """Every group, every category and pair of categories, every cell, and who came late,
        changed or went, for each figure's persons as they were at its release."""
        found = {}
        for told in self.told:
            s = self.snapshots.index(told.snapshot)
            counted = list(self.counted_in(told.about, s))
            for name, mine in self._named(counted, s):
                key = (told.about, tuple(sorted(mine)))
                if mine and key not in found:
                    found[key] = (name, mine)
        for (about, _), (name, groups) in found.items():
            size = int(sum(self.sizes[g] for g, _ in groups))
            for kind in (LIKE, DISLIKE):
                asked = [c for c in groups if not self._is_outright(c, about, kind)]
                size = int(sum(self.sizes[g] for g, _ in asked))
                if not size:
                    continue
                truth = sum(
                    n
                    for c in asked
                    for joint, n in self.held[c][0].items()
                    if self.standing(about, joint) == kind
                )
                columns = np.array(self._did(asked, about, kind))
                yield Target(about, name, kind, size, columns, truth)

    def _named(self, counted, s):
        person = self.attacked.persons
        first = self.first

        def those(test):
            return [c for c in counted if test(c)]

        for c in counted:
            yield ("group", c), [c]
        for cell, inside in zip(self.attacked.cells, self.cells, strict=True):
            yield ("cell", cell), those(lambda c, i=inside: i[first[c[0]]])
        for size in (1, 2):
            for places in combinations(range(len(person[0])), size):
                combos = {tuple(person[first[g]][p] for p in places) for g, _ in counted}
                for combo in combos:
                    yield (
                        combo,
                        those(
                            lambda c, combo=combo, places=places: (
                                combo == tuple(person[first[c[0]]][p] for p in places)
                            )
                        ),
                    )
        for one, other in permutations(zip(self.attacked.cells, self.cells, strict=True), 2):
            yield (
                ("of", one[0], "not", other[0]),
                those(lambda c, a=one[1], b=other[1]: a[first[c[0]]] and not b[first[c[0]]]),
            )
        yield ("everybody",), counted
        yield ("late",), those(lambda c: self.state[0, first[c[0]]] < 0)
        yield ("changed",), those(lambda c: c[1] > 0)
        yield ("gone",), those(lambda c: self.gone[s, first[c[0]]])

    def _is_outright(self, group, about, kind):
        """Under a profile that tells exact counts, one figure may say that nobody or everybody of
        a cell did something; that much is told by design, of cells of at least the floor."""
        if self.held[group][1]:
            return True  # who withdrew is nothing any more, as everybody knows
        if not self.attacked.outright:
            return False
        return self._outright()[group].get((about, kind), False)

    def _outright(self):
        if hasattr(self, "_known"):
            return self._known
        able = {c: dict.fromkeys(self.types, True) for c in self.column}
        place = {cell: k for k, cell in enumerate(self.attacked.cells)}
        for told in self.told:
            s = self.snapshots.index(told.snapshot)
            counted = list(self.counted_in(told.about, s))
            for cell, bounds in told.bounds.items():
                # Who withdrew counts in the cell and does nothing, as everybody knows.
                mine = [
                    c
                    for c in counted
                    if self.cells[place[cell], self.first[c[0]]] and not self.held[c][1]
                ]
                size = sum(self.sizes[g] for g, _ in mine)
                for kind, (least, most) in enumerate(bounds):
                    for c in mine if most == 0 or least == size else ():
                        for joint in self.types:
                            did = self._does(told.about, joint, kind)
                            able[c][joint] &= did == (most > 0)
        self._tell_changes(able, place)
        for group, number, k in self.tied * 2:
            states = [able[group, number - 1], able[group, number]]
            common = set.intersection(*({t[k] for t, ok in s.items() if ok} for s in states))
            for joints in states:
                for joint in joints:
                    joints[joint] &= joint[k] in common
        self._known = {
            c: {
                (about, kind): len(
                    {self.standing(about, t) == kind for t, is_able in joints.items() if is_able}
                )
                < 2
                for about in {t.about for t in self.told}
                for kind in (LIKE, DISLIKE)
            }
            for c, joints in able.items()
        }
        return self._known

    def _tell_changes(self, able, place):
        """Two exact figures of one cell, one after the other, say outright what those did who
        changed or came in between, if all of them did or none."""
        newest = {}
        for told in self.told:
            counted = set(self.counted_in(told.about, self.snapshots.index(told.snapshot)))
            for cell, bounds in told.bounds.items():
                mine = {c for c in counted if self.cells[place[cell], self.first[c[0]]]}
                before, exact = newest.get((told.about, cell), (None, None))
                newest[told.about, cell] = mine, bounds
                if before is None:
                    continue
                came, went = self._changed(before, mine, told.about)
                for kind in range(3):
                    if bounds[kind][0] < bounds[kind][1] or exact[kind][0] < exact[kind][1]:
                        continue
                    more = bounds[kind][0] - exact[kind][0]
                    for some, others, sign in ((came, went, 1), (went, came, -1)):
                        if sign * more == sum(self.sizes[g] for g, _ in some):
                            self._restrict(able, some, told.about, kind, True)
                            self._restrict(able, others, told.about, kind, False)

    def _changed(self, before, after, about):
        """Groups in states that only one of two figures counts; without those that are the same as
        far as the figure goes, and those that are nothing any more."""
        tied = set(self.tied)
        places = [self.block.index(k) for k in self.attacked.intervals_of[about]]

        def since(group, number):
            while number and all((group, number, place) in tied for place in places):
                number -= 1
            return group, number

        was, now = ({since(*c): c for c in some} for some in (before, after))
        came = {c for begun, c in now.items() if begun not in was}
        went = {c for begun, c in was.items() if begun not in now}
        return {c for c in came if not self.held[c][1]}, went

    def _does(self, about, joint, kind):
        """Whether somebody with this joint standing liked (0), disliked (1), was present (2)."""
        standing = self.standing(about, joint)
        return standing < ABSENT if kind == 2 else standing == kind

    def _restrict(self, able, groups, about, kind, did):
        for group in groups:
            for joint in self.types:
                able[group][joint] &= self._does(about, joint, kind) == did

    # ---- the answer

    def solve(self, cost):
        found = linprog(
            cost,
            A_ub=self.upper,
            b_ub=self.upper_limits,
            A_eq=self.equal,
            b_eq=self.equal_limits,
            method="highs",
        )
        assert found.success, found.message
        return found.x

    def broken(self, smallest):
        """The targets that the figures leave no doubt about. Whatever two solutions differ in is
        doubtful, so that most need no programme of their own."""
        asked = [t for t in self.targets() if t.size]
        span = {id(t): [t.truth, t.truth] for t in asked}

        def is_open(target):
            least, most = (
                f(v + m)
                for f, v, m in zip((ceil, floor), span[id(target)], (-MARGIN, MARGIN), strict=True)
            )
            return least >= target.size or (target.size < smallest and least >= most)

        def look(solution):
            for target in asked:
                value = float(solution[target.columns].sum())
                low, high = span[id(target)]
                span[id(target)] = [min(low, value), max(high, value)]

        coin = np.random.default_rng(1)
        for throw in range(THROWS):
            left = [t for t in asked if is_open(t)]
            if not left:
                return []
            cost = np.zeros(self.width)
            for target in left:
                way = coin.choice((-1.0, 1.0)) if throw else 1.0
                cost[target.columns] += way / target.size
            look(self.solve(cost))
            look(self.solve(-cost))
        found = []
        for target in asked:
            for way in (1.0, -1.0):
                if is_open(target):
                    cost = np.zeros(self.width)
                    cost[target.columns] = way
                    look(self.solve(cost))
            if is_open(target):
                found.append((target.about, target.name, target.kind, target.size, target.truth))
        return found


def attack(attacked):
    """What was found out about groups below the floor and about whole cells, by block."""
    found = []
    for block in attacked.blocks():
        programme = Programme(attacked, block)
        if programme.told:
            found += programme.broken(attacked.smallest)
    return found


def subtract(attacked):
    """The plain attack: a figure less another, or less several that don't overlap, where what is
    left are some persons, fewer than the floor, and the bounds leave their number no room."""
    found = set()
    for told in attacked.told:
        counted = attacked.snapshots[told.snapshot][attacked.intervals_of[told.about][0]] >= 0
        cells = {c: attacked.cells[c] & counted for c in told.bounds}
        for whole, members in cells.items():
            inside = {c: m for c, m in cells.items() if c != whole and not (m & ~members).any()}
            for chosen in [*([c] for c in inside), *apart(inside)]:
                rest = members & ~np.any([inside[c] for c in chosen], axis=0)
                for kind in (LIKE, DISLIKE) if 0 < rest.sum() < attacked.smallest else ():
                    if attacked.outright and said(told, cells, rest, kind):
                        continue
                    low, high = told.bounds[whole][kind]
                    least = max(low - sum(told.bounds[c][kind][1] for c in chosen), 0)
                    most = min(high - sum(told.bounds[c][kind][0] for c in chosen), rest.sum())
                    if least >= most:
                        found.add((told.about, whole, *chosen, kind))
    return sorted(found, key=str)


def said(told, cells, rest, kind):
    """Whether single figures say outright that all of these did it, or none."""
    for cell, members in cells.items():
        least, most = told.bounds[cell][kind]
        if most == 0 or least == members.sum():
            rest = rest & ~members
    return not rest.any()


def apart(cells):
    """Families of cells that don't overlap: greedily, beginning with each."""
    names = list(cells)
    for first in range(len(names)):
        chosen, taken = [], np.zeros_like(next(iter(cells.values())))
        for name in names[first:] + names[:first]:
            if cells[name].any() and not (cells[name] & taken).any():
                chosen.append(name)
                taken = taken | cells[name]
        yield chosen
