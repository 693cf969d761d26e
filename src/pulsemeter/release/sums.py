"""What follows from told counts that add up to one another: the attacker's reckoning, made first.

Each count lies between two bounds; some add up to others. Bounds that narrow each other find the
plain cases, a linear programme the rest. This module must not know what is counted.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.release.rounding import CodedCount
from pulsemeter.release.told_bounds import bounds

Key = Hashable
Totals = Sequence[tuple[Key, tuple[Key, ...]]]
_ROUNDS_MAX = 12
_COIN, _THROWS = 1, 20
_MARGIN = 1e-6


@dataclass(slots=True)
class Sums:
    """Counts with their bounds, and what adds up to what."""

    profile: ProtectionProfile
    between: dict[Key, tuple[int, int]] = field(default_factory=dict)
    totals: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    watched: set[Key] = field(default_factory=set)
    overlaps: dict[Key, int] = field(default_factory=dict)

    def copy(self) -> "Sums":
        """The same, to be added to and perhaps thrown away."""
        return Sums(
            self.profile,
            dict(self.between),
            list(self.totals),
            set(self.watched),
            dict(self.overlaps),
        )

    def tell(self, key: Key, count: CodedCount, most: int) -> None:
        """A count as it would be told, of a group of `most` persons."""
        self.between[key] = bounds(count, most, self.profile)

    def hide(self, key: Key, most: int) -> None:
        """A count that isn't told, of a group of `most` persons."""
        self.between[key] = (0, most)

    def watch(self, key: Key, of: Key, most: int) -> None:
        """Mind that nobody can conclude that nobody, or all `of` them, are counted here."""
        rest = ("rest", key)
        self.hide(rest, most)
        self.add(of, (key, rest))
        self.watched |= {key, rest}

    def watch_overlap(self, key: Key, size: int) -> None:
        """Mind that nothing can be concluded of these persons, who are told of in no figure: not
        their number if they are few, and not that all or none are counted if they are many."""
        self.hide(key, size)
        if size:
            self.overlaps[key] = size

    def add(self, total: Key, parts: Iterable[Key]) -> None:
        """These parts add up to the total."""
        self.totals.append((total, tuple(parts)))

    def gives_away(self) -> bool:
        """Whether it follows that nobody is behind one of the watched counts, or how many of an
        overlap are."""
        known = narrowed(self.between, self.totals)
        if any(known[key][1] < 1 for key in self.watched):
            return True
        if any(self._tells(key, *known[key]) for key in self.overlaps):
            return True
        programme = _Programme(known, self.totals)
        high = programme.pushed_up(list(self.watched))
        if any(high[k] < 1 - _MARGIN and programme.most(k) < 1 for k in self.watched):
            return True
        doubtful = programme.unspread(
            list(self.overlaps), lambda key, low, high: self._tells(key, *_whole(low, high))
        )
        return any(self._tells(key, *programme.span(key)) for key in doubtful)

    def _tells(self, key: Key, least: int, most: int) -> bool:
        size = self.overlaps[key]
        few = size < self.profile.smallest_roster
        return most < 1 or least >= size or (few and least >= most)


def _whole(least: float, most: float) -> tuple[int, int]:
    """Counts are whole numbers."""
    return ceil(least - _MARGIN), floor(most + _MARGIN)


class _Programme:
    """The counts as unknowns of a linear programme."""

    def __init__(self, known: Mapping[Key, tuple[int, int]], totals: Totals) -> None:
        self._column = {key: number for number, key in enumerate(known)}
        self._between = list(known.values())
        rows, columns, values = [], [], []
        for row, (total, parts) in enumerate(totals):
            for key, value in ((total, -1.0), *((part, 1.0) for part in parts)):
                rows.append(row)
                columns.append(self._column[key])
                values.append(value)
        shape = (len(totals), len(known))
        self._sums = csr_array((values, (rows, columns)), shape=shape)

    def pushed_up(self, keys: Sequence[Key]) -> dict[Key, float]:
        """A solution in which as many of these as can be together are 1 or more: each has a
        second unknown, at most itself and at most 1."""
        if not keys:
            return {}
        extra, width, sums = len(keys), len(self._between), self._sums.shape[0]
        places = (np.arange(extra), [self._column[key] for key in keys])
        picked = csr_array((np.full(extra, -1.0), places), shape=(extra, width))
        found = linprog(
            np.concatenate([np.zeros(width), np.full(extra, -1.0)]),
            A_ub=hstack([picked, eye_array(extra)]).tocsr(),
            b_ub=np.zeros(extra),
            A_eq=hstack([self._sums, csr_array((sums, extra))]).tocsr(),
            b_eq=np.zeros(sums),
            bounds=[*self._between, *[(0.0, 1.0)] * extra],
            method="highs",
        )
        return {key: float(found.x[self._column[key]]) for key in keys}

    def unspread(
        self, keys: Sequence[Key], tells: Callable[[Key, float, float], bool]
    ) -> Sequence[Key]:
        """Those of the keys whose values still tell something after looking at solutions that
        push some up and others down, by the throw of a coin; for most a few throws are enough."""
        coin, open_keys = np.random.default_rng(_COIN), list(keys)
        seen = dict.fromkeys(keys, (np.inf, -np.inf))
        for _ in range(_THROWS):
            if not open_keys:
                break
            places = [self._column[key] for key in open_keys]
            cost = np.zeros(len(self._between))
            cost[places] = coin.choice((-1.0, 1.0), len(places))
            for way in (1.0, -1.0):
                values = self._best(way * cost)[places].tolist()
                for key, value in zip(open_keys, values, strict=True):
                    seen[key] = min(seen[key][0], value), max(seen[key][1], value)
            open_keys = [key for key in open_keys if tells(key, *seen[key])]
        return open_keys

    def most(self, key: Key) -> int:
        """The largest that a count can be."""
        return floor(self._end(key, -1.0) + _MARGIN)

    def span(self, key: Key) -> tuple[int, int]:
        """The least and the most that a count can be."""
        return _whole(self._end(key, 1.0), self._end(key, -1.0))

    def _end(self, key: Key, way: float) -> float:
        cost = np.zeros(len(self._between))
        cost[self._column[key]] = way
        return float(self._best(cost)[self._column[key]])

    def _best(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        found = linprog(
            cost,
            A_eq=self._sums,
            b_eq=np.zeros(self._sums.shape[0]),
            bounds=self._between,
            method="highs",
        )
        solution: NDArray[np.float64] = found.x
        return solution


def narrowed(between: Mapping[Key, tuple[int, int]], totals: Totals) -> dict[Key, tuple[int, int]]:
    """The bounds that follow from the sums.

    Examples
    --------
    >>> narrowed({"all": (10, 10), "a": (7, 8), "b": (0, 4)}, [("all", ("a", "b"))])["b"]
    (2, 3)
    """
    known = dict(between)
    for _ in range(_ROUNDS_MAX):
        before = dict(known)
        for total, parts in totals:
            least = sum(known[part][0] for part in parts)
            most = sum(known[part][1] for part in parts)
            low, high = known[total]
            low, high = known[total] = max(low, least), min(high, most)
            for part in parts:
                own_low, own_high = known[part]
                # What the others leave, at the most and at the least.
                room = (low - (most - own_high), high - (least - own_low))
                known[part] = max(own_low, room[0]), min(own_high, room[1])
                least += known[part][0] - own_low
                most += known[part][1] - own_high
        if known == before:
            break
    return known
