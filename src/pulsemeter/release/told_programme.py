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
from scipy.sparse import block_array, block_diag, csr_array, eye_array, hstack, kron, vstack

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
        links = [_linked(link, sizes) for link in pool.links]
        figures = block_diag([csr_array(pool.inside.astype(np.float64))] * 3)
        one = eye_array(columns)
        rows = [
            [figures, *(None for _ in links)],
            [hstack([one, one, -one]), *(None for _ in links)],
        ]
        least = [pool.least.T.reshape(-1), np.full(columns, -np.inf)]
        most = [pool.most.T.reshape(-1), np.zeros(columns)]
        for number, (seen, types, size) in enumerate(links):
            row: list[csr_array | None] = [None] * len(links)
            row[number] = types
            rows.append([seen, *row])
            least.append(size)
            most.append(size)
        self._matrix = block_array(rows).tocsc()
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
        wanted = np.zeros((asked, 3, self._columns))
        truth = np.zeros(asked)
        for number, (way, target) in enumerate(goal):
            wanted[number, target.kind] = way * target.groups
            truth[number] = way * (target.groups @ self._pool.held[:, target.kind])
        moved = csr_array(wanted.reshape(asked, -1))
        moved.resize((asked, width))
        matrix = block_array([[self._matrix, None], [moved, -eye_array(asked)]]).tocsc()
        found = milp(
            np.concatenate([np.zeros(width), -np.ones(asked)]),
            bounds=Bounds(
                np.concatenate([np.zeros(width), np.full(asked, -np.inf)]),
                np.concatenate([self._highest, np.ones(asked)]),
            ),
            constraints=LinearConstraint(
                matrix,
                np.concatenate([self._least, truth]),
                np.concatenate([self._most, np.full(asked, np.inf)]),
            ),
        )
        if found.x is None:
            return targets
        seen = found.x[: 3 * self._columns].reshape(3, -1)
        change = seen[:2] - self._pool.held[:, :2].T
        return [t for t in targets if not t.is_answered_by(float(change[t.kind] @ t.groups))]


def _linked(link: Link, sizes: Whole) -> tuple[csr_array, csr_array, Numbers]:
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
    return vstack(seen).tocsr(), types.tocsr(), right


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
