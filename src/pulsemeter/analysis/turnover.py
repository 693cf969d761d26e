"""Turnover of one group: the same persons' answers before and after, crossed and counted.

Moves towards the end of the ordered categories are up, towards their start down. This module must
not know segments' names in a study, reactions or why anybody moved.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray, checked_whole, normal_quantile
from pulsemeter.analysis.proportion import net_approval, net_interval, wilson_interval

PERSONS_MIN = 2
"""One person is no share, whatever the floor."""

IntArray = NDArray[np.int64]
Answer = str | int | float | None


@dataclass(frozen=True, slots=True)
class SegmentChange:
    """Change in one group; counts are always there, shares are None where `reason` says why.

    `n` answered both times, `before_only`, `after_only` and `unanswered` are the rest and in no
    base. `turnover` (categories, categories) counts persons, before in rows, after in columns.
    `changed` = `up` + `down`, towards the end or the start of the categories. `changed_share` has
    a Wilson interval. `net` = (up − down) / n, −1..1, has a Bonett-Price interval `low`, `high`.
    """

    name: str
    n: int
    before_only: int
    after_only: int
    unanswered: int
    turnover: IntArray
    changed: int
    up: int
    down: int
    changed_share: float | None
    changed_low: float | None
    changed_high: float | None
    up_share: float | None
    down_share: float | None
    net: float | None
    low: float | None
    high: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChangeShares:
    """Shares of those who answered both times, with their intervals; see `SegmentChange`."""

    changed_share: float
    changed_low: float
    changed_high: float
    up_share: float
    down_share: float
    net: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Answers:
    """Places of answers in the categories, −1 where there is none, and the rules for shares.

    `before` and `after` have one place per person, `floor` is the number of persons who answered
    both times from which a group has shares.
    """

    before: IntArray
    after: IntArray
    categories: int
    floor: int
    confidence: float

    @property
    def both(self) -> BoolArray:
        """Persons who answered both times."""
        return (self.before >= 0) & (self.after >= 0)


def checked_categories(categories: Sequence[str | int]) -> tuple[str | int, ...]:
    """At least two different labels, in order, or an error that says what is wrong."""
    labels = tuple(categories)
    if isinstance(categories, str) or len(labels) < 2:
        raise ValueError("categories must be at least two labels, in order")
    if len(set(labels)) < len(labels):
        raise ValueError("categories hold a label twice")
    return labels


def read_answers(
    before: Sequence[Answer] | NDArray[np.generic],
    after: Sequence[Answer] | NDArray[np.generic],
    labels: tuple[str | int, ...],
    floor: int,
    confidence: float,
) -> Answers:
    """Find the answers' places, or say which of them is none of the categories.

    Raises
    ------
    ValueError
        Also when lengths, floor or confidence don't fit.
    """
    first, second = _places("before", before, labels), _places("after", after, labels)
    if len(first) != len(second):
        raise ValueError(f"{len(first)} answers before, {len(second)} after")
    normal_quantile(confidence)
    least = max(checked_whole("floor", floor, least=1), PERSONS_MIN)
    return Answers(first, second, len(labels), least, confidence)


def segment_change(name: str, members: BoolArray, table: Answers) -> SegmentChange:
    """Count one group's turnover and, from the floor on, give its shares with intervals.

    Parameters
    ----------
    name : str
        What the group is called.
    members : ndarray of bool, shape (persons,)
        Who is in it; perhaps nobody.
    table : Answers
        Of all persons.

    Returns
    -------
    SegmentChange
        Shares of those in the group who answered both times.
    """
    rows = members & table.both
    first, second = table.before[rows], table.after[rows]
    k, n = table.categories, len(first)
    up, down = int((second > first).sum()), int((second < first).sum())
    had, has = table.before[members] >= 0, table.after[members] >= 0
    enough = n >= table.floor
    shares: dict[str, float | None] = dict.fromkeys(ChangeShares.__slots__)
    if enough:
        shares = asdict(change_shares(up, down, n, table.confidence))
    return SegmentChange(
        name=name,
        n=n,
        before_only=int((had & ~has).sum()),
        after_only=int((~had & has).sum()),
        unanswered=int((~had & ~has).sum()),
        turnover=np.bincount(first * k + second, minlength=k * k).reshape(k, k).astype(np.int64),
        changed=up + down,
        up=up,
        down=down,
        **shares,
        reason="" if enough else f"too few: {n} answered both times, {table.floor} are needed",
    )


def change_shares(up: int, down: int, n: int, confidence: float) -> ChangeShares:
    """The shares that follow from three counts, exact ones or those that a gate has told.

    Parameters
    ----------
    up, down, n : int
        Persons who moved up, who moved down, and who answered both times; n is at least 1.
    confidence : float
        Of the intervals, 0..1.

    Returns
    -------
    ChangeShares
        Net change with Bonett and Price's interval, the share of movers with Wilson's.

    Raises
    ------
    ValueError
        Nobody answered both times, or more moved than answered.
    """
    if n < 1:
        raise ValueError("nobody answered both times")
    changed = wilson_interval(up + down, n, confidence)
    net = net_interval(up, down, n, confidence)
    return ChangeShares(
        changed_share=(up + down) / n,
        changed_low=float(changed.low),
        changed_high=float(changed.high),
        up_share=up / n,
        down_share=down / n,
        net=float(net_approval(up, down, n)),
        low=float(net.low),
        high=float(net.high),
    )


def _places(
    name: str, answers: Sequence[Answer] | NDArray[np.generic], labels: tuple[str | int, ...]
) -> IntArray:
    """Each answer's place in the categories, −1 where there is none."""
    place: dict[object, int] = {label: k for k, label in enumerate(labels)}
    found = np.full(len(answers), -1, dtype=np.int64)
    for person, answer in enumerate(answers):
        if answer is None or (isinstance(answer, float | np.floating) and math.isnan(answer)):
            continue
        if answer not in place:
            raise ValueError(
                f"{name} holds the answer {str(answer)!r}, which is none of the categories"
            )
        found[person] = place[answer]
    return found
