"""All panels that would have been told the same, as a linear programme.

Its unknowns are likes, dislikes and present of each column of a pool. Knows no rule of the gate.
"""

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, kron, vstack

from pulsemeter.release.told_pool import (
    ABSENT,
    DISLIKE,
    LIKE,
    NEITHER,
    PRESENT,
    Flags,
    Link,
    Pool,
    Whole,
)

_TOGETHER_MAX, _ONE_BY_ONE_MAX = 10, 30
_LINKED_MAX = 6
"""A pool that needs more than this counts as giving something away; the gate has no hours."""
_MARGIN = 1e-6
_SEED, _HALF = 7, 0.5
Numbers = NDArray[Any]


class Target(NamedTuple):
    """An open question: of these groups, could more have done it, or fewer, as far as it asks."""

    kind: int
    groups: Flags
    more: bool
    fewer: bool

    def is_answered_by(self, change: float) -> bool:
        """Whether a panel answers it in which so many more did it."""
        return (self.more and change > 1 - _MARGIN) or (self.fewer and change < _MARGIN - 1)


class Programme:
    """All panels that would be told the same: likes, dislikes and present of each column, and for
    each link how many of a group were what in its intervals."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        columns = self._columns = len(pool.held)
        sizes = pool.held.sum(axis=1)
        figures, one = len(pool.inside), np.arange(columns)
        counts, counted = np.nonzero(pool.inside)
        entries = _Entries()
        for kind in range(3):
            entries.add(counts + kind * figures, counted + kind * columns, 1.0)
        # Who liked or disliked was present.
        for kind, sign in ((LIKE, 1.0), (DISLIKE, 1.0), (PRESENT, -1.0)):
            entries.add(3 * figures + one, kind * columns + one, sign)
        height, width = 3 * figures + columns, 3 * columns
        least = [pool.least.T.reshape(-1), np.full(columns, -np.inf)]
        most = [pool.most.T.reshape(-1), np.zeros(columns)]
        for link in pool.links:
            seen, types, size = _linked(link, sizes)
            entries.add(seen.row + height, seen.col, seen.data)
            entries.add(types.row + height, types.col + width, types.data)
            height, width = height + types.shape[0], width + types.shape[1]
            least.append(size)
            most.append(size)
        self._matrix = entries.matrix(height, width)
        self._least, self._most = np.concatenate(least), np.concatenate(most)
        self._highest = np.full(self._matrix.shape[1], np.inf)
        self._highest[: 3 * columns] = np.tile(sizes, 3)

    def unsettled(self, targets: Sequence[Target]) -> Target | None:
        """An open question that no panel answers, or none was found for; None if each has one. At
        first many are asked at once, some for more and some for fewer by the throw of a coin; then
        one by one."""
        coin = np.random.default_rng(_SEED)
        for _ in range(_TOGETHER_MAX):
            if not targets:
                return None
            before = len(targets)
            ways = [1 if t.more and (not t.fewer or coin.random() < _HALF) else -1 for t in targets]
            targets = self._left(targets, list(zip(ways, targets, strict=True)))
            if len(targets) == before:
                break
        for _ in range(_LINKED_MAX if self._pool.links else _ONE_BY_ONE_MAX):
            if not targets:
                return None
            first = targets[0]
            for way, asks in ((1, first.more), (-1, first.fewer)):
                if asks and targets and targets[0] is first:
                    targets = self._left(targets, [(way, first)])
            if targets and targets[0] is first:
                return first
        return targets[0] if targets else None

    def _left(
        self, targets: Sequence[Target], goal: Sequence[tuple[int, Target]]
    ) -> Sequence[Target]:
        """What is still open after a panel that answers as much of the goal as can be at once: each
        question has a further unknown, at most 1 and at most what the panel has more, or fewer."""
        width, asked = self._matrix.shape[1], len(goal)
        height = self._matrix.shape[0]
        truth = np.zeros(asked)
        entries = _Entries(self._matrix)
        for number, (way, target) in enumerate(goal):
            entries.add(
                height + number, target.kind * self._columns + np.flatnonzero(target.groups), way
            )
            truth[number] = way * (target.groups @ self._pool.held[:, target.kind])
        further = np.arange(asked)
        entries.add(height + further, width + further, -1.0)
        matrix = entries.matrix(height + asked, width + asked)
        found = milp(
            np.concatenate([np.zeros(width), -np.ones(asked)]),
            bounds=Bounds(
                np.concatenate([np.zeros(width), np.full(asked, -np.inf)]),
                np.concatenate([self._highest, np.ones(asked)]),
            ),
            constraints=LinearConstraint(
                matrix.tocsc(),
                np.concatenate([self._least, truth]),
                np.concatenate([self._most, np.full(asked, np.inf)]),
            ),
        )
        if found.x is None:
            return targets
        seen = found.x[: 3 * self._columns].reshape(3, -1)
        change = seen[:2] - self._pool.held[:, :2].T
        return [t for t in targets if not t.is_answered_by(float(change[t.kind] @ t.groups))]


class _Entries:
    """Entries of a matrix, put down piece by piece: a programme is small, and building it of blocks
    would take longer than solving it. `start` is a matrix that is there already."""

    def __init__(self, start: coo_array | None = None) -> None:
        self._parts: list[tuple[Numbers, Numbers, Numbers]] = []
        if start is not None:
            self._parts.append((start.row, start.col, start.data))

    def add(self, rows: Numbers | int, columns: Numbers, values: Numbers | float) -> None:
        """Entries in these columns; of rows and values one for all will do."""
        shape = columns.shape
        self._parts.append((np.broadcast_to(rows, shape), columns, np.broadcast_to(values, shape)))

    def matrix(self, height: int, width: int) -> coo_array:
        """All of it."""
        rows, columns, values = (
            np.concatenate([part[place] for part in self._parts]) for place in range(3)
        )
        return coo_array((values.astype(float), (rows, columns)), shape=(height, width))


def _linked(link: Link, sizes: Whole) -> tuple[coo_array, coo_array, Numbers]:
    """A link as equations: what is counted in its columns is the sum over what its persons can have
    been, and these are everybody of the group. Coefficients of the columns' unknowns, of the new
    ones (a group's together), and the right side."""
    here = link.statement
    lines = (*link.intervals, link.statement)
    able = np.array(sorted({*_courses(link.whole), *link.courses}), dtype=np.int64)
    blocks = [np.ones((1, len(able)))]
    seen = [csr_array((len(here), 3 * len(sizes)))]
    for place, columns in enumerate(lines):
        for kind, marks in (
            (LIKE, able[:, place] == LIKE),
            (DISLIKE, able[:, place] == DISLIKE),
            (PRESENT, able[:, place] < ABSENT),
        ):
            at = (np.arange(len(here)), kind * len(sizes) + columns)
            seen.append(csr_array((np.full(len(here), -1.0), at), (len(here), 3 * len(sizes))))
            blocks.append(marks[np.newaxis].astype(np.float64))
    types = vstack([kron(eye_array(len(here)), block) for block in blocks])
    right = np.zeros(types.shape[0])
    right[: len(here)] = sizes[here]
    return vstack(seen).tocoo(), types.tocoo(), right


def _stated(course: Sequence[int]) -> int:
    """What somebody was for a statement who was this in its intervals."""
    present = [standing for standing in course if standing < ABSENT]
    if 2 * len(present) < len(course):
        return ABSENT
    net = present.count(LIKE) - present.count(DISLIKE)
    return LIKE if net > 0 else DISLIKE if net < 0 else NEITHER


@cache
def _courses(whole: tuple[bool, ...]) -> list[tuple[int, ...]]:
    """What a person can have been in each interval under a statement's window and for the
    statement; a press in an interval that the window covers in part may lie outside."""
    found = set()
    for course in product(range(ABSENT + 1), repeat=len(whole)):
        if _stated(course) == ABSENT:
            found.add((*course, ABSENT))
            continue
        for counted in product(*((True,) if is_whole else (True, False) for is_whole in whole)):
            heard = [
                standing if counts or standing == ABSENT else NEITHER
                for standing, counts in zip(course, counted, strict=True)
            ]
            found.add((*course, _stated(heard)))
    return sorted(found)
