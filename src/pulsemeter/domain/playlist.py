"""In which order a seat watches several stimuli, and the arms to which seats are assigned.

Orders are counted out, not drawn: what chance decides is handed in as a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import factorial
from typing import TypeVar

from pulsemeter.domain.instrument import Instrument

BREAK_MAX_MS = 3_600_000

_Option = TypeVar("_Option")


class Order(StrEnum):
    """How the order of a playlist comes about for each seat."""

    FIXED = "fixed"
    RANDOM = "random"
    LATIN = "latin"


@dataclass(frozen=True, slots=True)
class Playlist:
    """The order of the study's stimuli and the least time of a break between two of them."""

    order: Order = Order.FIXED
    break_ms: int = 0


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the ways in which the study is shown, to compare them.

    `share` is its weight in the assignment. An arm without `stimuli` shows all of the study's;
    `instrument` and `order` take the place of the study's where they are given; an arm that
    doesn't press is a control: its persons watch and answer questions.
    """

    id: str
    label: str
    share: int = 1
    stimuli: tuple[str, ...] = ()
    instrument: Instrument | None = None
    order: Order | None = None
    presses: bool = True


def latin_rows(count: int) -> tuple[tuple[int, ...], ...]:
    """Orders in which each of `count` stimuli stands equally often at each place and follows
    each other one equally often: as many rows for an even count, twice as many for an odd one.

    Source: Williams, E. J. (1949), Australian Journal of Scientific Research A 2, 149–168.

    >>> latin_rows(4)
    ((0, 1, 3, 2), (1, 2, 0, 3), (2, 3, 1, 0), (3, 0, 2, 1))
    """
    if count < 2:
        return (tuple(range(count)),)
    first = [(k + 1) // 2 if k % 2 else (count - k // 2) % count for k in range(count)]
    rows = [tuple((place + shift) % count for place in first) for shift in range(count)]
    if count % 2:
        rows += [row[::-1] for row in rows]
    return tuple(rows)


def permutation(count: int, number: int) -> tuple[int, ...]:
    """The `number`-th order of `count` things; every number from 0 to count! − 1 is another one.

    >>> permutation(3, 0), permutation(3, 5)
    ((0, 1, 2), (2, 1, 0))
    """
    left = list(range(count))
    number %= factorial(count)
    order = []
    for size in range(count, 0, -1):
        place, number = divmod(number, factorial(size - 1))
        order.append(left.pop(place))
    return tuple(order)


def least_filled(
    options: Sequence[_Option],
    held: Mapping[_Option, int],
    shares: Mapping[_Option, int] | None = None,
) -> list[_Option]:
    """The options that are furthest behind their share; more than one when they are even.

    `held` says how many have each option already, `shares` how many of them belong to each
    round (one each by itself).
    """

    def filled(option: _Option) -> float:
        return held.get(option, 0) / (shares.get(option, 1) if shares else 1)

    least = min(map(filled, options))
    return [option for option in options if filled(option) == least]
