"""Everything told of an interval or a statement, as somebody has it who knows the roster.

Persons whom nothing tells apart are a group. Whoever changed between two releases, came in between
or withdrew is told apart, as a neighbour may have seen it. What a group was in one interval, as
long as nobody of it changed, is one column; a figure counts some columns. What is told of intervals
and of the statement above them hangs together by links. Counts; decides nothing.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.plan import SettledPlan
from pulsemeter.release.rounding import code_triple
from pulsemeter.release.told_bounds import triple_bounds

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Standings = NDArray[np.int8]
Partitions = frozenset[int]
Name = Hashable

LIKE, DISLIKE, NEITHER, ABSENT = range(4)
STANDINGS = 4
PRESENT = 2
"""Column of those present in the bounds, after likes and dislikes."""
NOT_COUNTED = -1
_SHAPES_MAX = 64
_SHAPE_COLUMNS_MAX = 128
"""Only smaller shapes are kept: those of an interval come again and again. Those of a statement,
with all that changed under it, never do and take megabytes each."""
_LINKED_MAX = 2_500
"""A statement is reckoned together with its intervals where that takes no more unknowns: four for
each interval, to the power, and that for each group."""
_FAR = 100_000
"""More than any attribute has cells."""
_SEED = 11


@dataclass(frozen=True, slots=True, eq=False)
class Under:
    """An interval under a statement's window, as it was when the statement was told; `whole` says
    that the window covers all of it."""

    name: Name
    standings: Standings
    whole: bool


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What figures of one interval or statement rest on: what each person was (`LIKE` to `ABSENT`;
    −1 where not counted), who had withdrawn, and the partitions that were told of it."""

    name: Name
    standings: Standings
    told: Partitions
    gone: Flags | None = None
    under: tuple[Under, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A statement told once: per group the columns of the statement and of its intervals. `courses`
    are what persons really were in each interval, and then for the statement."""

    statement: Whole
    intervals: tuple[Whole, ...]
    whole: tuple[bool, ...]
    courses: frozenset[tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Columns, figures, and what the figures say.

    `held` (columns, 4) counts a column's persons by what they really were. `inside` (figures,
    columns) says what a figure counts, `basis` (figures,) and `partition` (figures,) whose it is;
    `line` (figures,) is the same for one cell of one interval or statement, told again and again.
    `least` and `most` (figures, 3) bound its likes, dislikes and present. `unions` (unions,
    columns) are columns that somebody may ask about together.
    """

    held: Whole
    inside: Flags
    basis: Whole
    partition: Whole
    line: Whole
    least: Whole
    most: Whole
    unions: Flags
    links: tuple[Link, ...] = ()

    def only(self, stay: Flags) -> "Pool":
        """The pool with these figures alone."""
        return Pool(
            self.held, self.inside[stay], self.basis[stay], self.partition[stay],
            self.line[stay], self.least[stay], self.most[stay], self.unions, self.links,
        )  # fmt: skip


@dataclass(slots=True)
class _Seen:
    """A row of standings that somebody may have noticed, in order of time: of which interval or
    statement, which persons began a new state with it, and their column."""

    name: Name
    row: Standings
    gone: Flags
    began: Flags
    columns: Whole = field(default_factory=lambda: np.empty(0, dtype=np.int64))


class Roster:
    """Who counts where: `codes` (partitions, persons), −1 in no cell."""

    def __init__(self, plan: SettledPlan, codes: Whole, profile: ProtectionProfile) -> None:
        self._plan = plan
        self._profile = profile
        released = sorted(plan.released)
        # A table's cells follow from its attributes'.
        apart = [n for n in released if "×" not in plan.partitions[n].attribute]
        self._on_it = codes[0] >= 0
        places, first, place = np.unique(
            codes[apart], axis=1, return_index=True, return_inverse=True
        )
        self._place: Whole = place.reshape(-1)
        self._attributes: Whole = places[1:]
        cells = [(n, k) for n in released for k in range(len(plan.partitions[n].cells))]
        self._cells = np.array([n for n, _ in cells], dtype=np.int64)
        self._in_cell = np.array([codes[n, first] == k for n, k in cells], dtype=bool)
        self._shapes: dict[bytes, tuple[list[Flags], Flags]] = {}

    def pool(self, bases: Sequence[Basis]) -> Pool:
        """What figures of these bases, in order of time, tell together."""
        seen, own = self._seen(bases)
        group, first = self._grouped(seen)
        place = self._place[first]
        held = self._columns(seen, group, first)
        maps = np.array([seen[k].columns for k in own])
        begun = {one.name: one.columns for one in reversed(seen)}
        at_first = np.array([begun[basis.name] for basis in bases])
        inside, unions = self._shape(place, maps, at_first, len(held))
        lines = {name: number for number, name in enumerate({b.name: None for b in bases})}
        figures = []
        for number, basis in enumerate(bases):
            which = np.isin(self._cells, list(basis.told))
            counts = inside[number][which]
            whose = np.full(len(counts), number)
            line = lines[basis.name] * len(self._cells) + np.flatnonzero(which)
            figures.append((counts, whose, self._cells[which], line, *self._told(counts @ held)))
        inside_all, whose, partition, line, least, most = (
            np.concatenate([figure[k] for figure in figures]) for k in range(6)
        )
        self._settle_gone(seen, held, inside_all, first)
        links = _links(bases, seen)
        return Pool(held, inside_all, whose, partition, line, least, most, unions, links)

    def _filled(self, standings: Standings) -> Standings:
        """A row for every person; whoever wasn't there then didn't count."""
        row = np.full(len(self._on_it), NOT_COUNTED, dtype=np.int8)
        size = min(len(row), len(standings))
        row[:size] = np.minimum(standings[:size], np.int8(ABSENT))
        row[~self._on_it] = NOT_COUNTED
        return row

    def _seen(self, bases: Sequence[Basis]) -> tuple[list[_Seen], list[int]]:
        """Every row in order of time, and where each base's own stands."""
        found: list[_Seen] = []
        last: dict[Name, _Seen] = {}
        own = []
        for basis in bases:
            gone = np.zeros(len(self._on_it), dtype=bool)
            if basis.gone is not None:
                size = min(len(gone), len(basis.gone))
                gone[:size] = basis.gone[:size]
            rows = [(under.name, under.standings) for under in basis.under]
            for name, standings in [*rows, (basis.name, basis.standings)]:
                row = self._filled(standings)
                before = last.get(name)
                began = row >= 0
                if before is not None:
                    same = (before.row == row) & (before.gone == gone)
                    began &= ~same
                last[name] = _Seen(name, row, gone, began)
                found.append(last[name])
            own.append(len(found) - 1)
        return found, own

    def _grouped(self, seen: Sequence[_Seen]) -> tuple[Whole, Whole]:
        """Each person's group, and a person of each: the same cells and the same history."""
        chance = np.random.default_rng(_SEED).integers(1, 2**50, 2 * len(seen))
        key = self._place.astype(np.int64)
        for one, (a, b) in zip(seen, chance.reshape(-1, 2).tolist(), strict=True):
            key = key + a * one.began + b * one.gone
        _, first, group = np.unique(key, return_index=True, return_inverse=True)
        return group.reshape(-1), first

    @staticmethod
    def _columns(seen: Sequence[_Seen], group: Whole, first: Whole) -> Whole:
        """Give every group a column for each of its states; count who was what in it."""
        newest: dict[Name, Whole] = {}
        counts = []
        start = 0
        for one in seen:
            columns = newest.get(one.name, np.full(len(first), NOT_COUNTED))
            begins = one.began[first]
            columns = columns.copy()
            columns[begins] = start + np.arange(begins.sum())
            newest[one.name] = one.columns = columns
            mine = one.began
            slot = columns[group[mine]] - start
            held = np.zeros((int(begins.sum()), STANDINGS), dtype=np.int64)
            np.add.at(held, (slot, one.row[mine].astype(np.int64)), 1)
            counts.append(held)
            start += len(held)
        return np.concatenate(counts)

    def _shape(
        self, place: Whole, maps: Whole, at_first: Whole, columns: int
    ) -> tuple[list[Flags], Flags]:
        """Which columns each cell counts, per base, and the unions to be watched. The same for
        most intervals, so the newest few are kept."""
        if columns > _SHAPE_COLUMNS_MAX:
            return self._shape_anew(place, maps, at_first, columns)
        key = place.tobytes() + maps.tobytes() + at_first.tobytes()
        if key not in self._shapes:
            if len(self._shapes) >= _SHAPES_MAX:
                self._shapes.clear()
            self._shapes[key] = self._shape_anew(place, maps, at_first, columns)
        return self._shapes[key]

    def _shape_anew(
        self, place: Whole, maps: Whole, at_first: Whole, columns: int
    ) -> tuple[list[Flags], Flags]:
        inside = []
        for row in maps:
            there = row >= 0
            counts = np.zeros((len(self._cells), columns), dtype=bool)
            counts[:, row[there]] = self._in_cell[:, place[there]]
            inside.append(counts)
        return inside, self._unions(place, maps, at_first, columns)

    def _told(self, counts: Whole) -> tuple[Whole, Whole]:
        """What figures of these counts would say."""
        known = []
        for likes, dislikes, neither, absent in counts.tolist():
            present = likes + dislikes + neither
            triple = code_triple(likes, dislikes, present, present + absent, self._profile)
            known.append(triple_bounds(triple, present + absent, self._profile))
        between = np.array(known, dtype=np.int64).reshape(-1, 3, 2)
        return between[:, :, 0], between[:, :, 1]

    def _unions(self, place: Whole, maps: Whole, at_first: Whole, columns: int) -> Flags:
        """Cells, overlaps of two attributes' cells, and in each cell those who came later or
        changed, as far as they are more than one column."""
        attributes = list(self._attributes[:, place])
        found = {}
        for row, begun in zip(maps, at_first, strict=True):
            alike = [*attributes, np.zeros_like(place)]
            labels = [first * _FAR + second for first, second in combinations(attributes, 2)]
            labels += alike
            # What a cell has outside another one: a figure less some others.
            labels += [
                np.where(theirs == kind, -_FAR, mine)
                for mine, theirs in permutations(alike, 2)
                for kind in np.unique(theirs)
            ]
            later = begun != row
            if later.any():
                labels += [np.where(later, code, -_FAR) for code in alike]
            for label in labels:
                for kind in np.unique(label[(row >= 0) & (label > -_FAR)]):
                    union = np.zeros(columns, dtype=bool)
                    union[row[(row >= 0) & (label == kind)]] = True
                    if union.sum() > 1:
                        found[union.tobytes()] = union
        return np.array(list(found.values()), dtype=bool).reshape(len(found), columns)

    @staticmethod
    def _settle_gone(seen: Sequence[_Seen], held: Whole, inside: Flags, first: Whole) -> None:
        """Who withdrew is nothing any more, as everybody knows: no figure leaves doubt of it."""
        for one in seen:
            gone = one.columns[one.gone[first] & (one.columns >= 0)]
            held[gone] = 0
            inside[:, gone] = False


def _links(bases: Sequence[Basis], seen: Sequence[_Seen]) -> tuple[Link, ...]:
    """The links of each statement's release, as far as they can be reckoned with."""
    found, at = [], 0
    for basis in bases:
        under, own = seen[at : at + len(basis.under)], seen[at + len(basis.under)]
        at += len(basis.under) + 1
        there = own.columns >= 0
        unknowns = int(there.sum()) * STANDINGS ** len(basis.under)
        if basis.under and 0 < unknowns <= _LINKED_MAX:
            courses = np.array([one.row for one in (*under, own)])[:, own.row >= 0]
            found.append(
                Link(
                    own.columns[there],
                    tuple(one.columns[there] for one in under),
                    tuple(one.whole for one in basis.under),
                    frozenset(map(tuple, courses.T.tolist())),
                )
            )
    return tuple(found)
