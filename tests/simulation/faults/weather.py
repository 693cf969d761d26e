"""What goes wrong in one run, drawn from its seed, and when: the disk, the network, the machine,
the people. Coverage of all of it is counted over many seeds."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from faults.disk import FILES, STEPS

Kind = Literal[
    "crash", "kill", "fail sync", "full disk", "slow disk", "clock", "cut", "break lines",
    "sleep", "reload", "take over", "withdraw",
]  # fmt: skip

ALL_THAT_HAPPENS = (
    "long delay", "loss", "duplication", "reordering", "partition", "broken line",
    "torn write", "failed fsync", "full disk", "slow disk",
    *(f"crash when {step}" for step in STEPS), "kill -9", "power cut",
    "clock ahead", "clock back", "slept", "reload", "takeover", "withdrawal", "late join",
    "second phone pressed too", "answered again",
)  # fmt: skip
"""Every kind must really have happened in some run, or the runs prove less than they say."""


@dataclass(frozen=True, slots=True)
class Calamity:
    """At this second of the run, for so long, to whom or what."""

    at_s: float
    kind: Kind
    length_s: float = 0.0
    whom: int = 0
    what: str = ""
    amount: float = 0.0


@dataclass(frozen=True, slots=True)
class Weather:
    """The constant nuisance of the network, and single calamities."""

    slow_share: float
    lost_share: float
    twice_share: float
    calamities: tuple[Calamity, ...]


def draw_weather(seed: int, persons: int, end_s: float) -> Weather:
    """What a seed has in store for so many persons, all of it begun before `end_s`."""
    chance = random.Random(f"{seed} weather")
    found = [
        *_machine(chance, end_s),
        *_lines(chance, end_s),
        *(deed for whom in range(persons) for deed in _person(chance, end_s, whom)),
    ]
    if chance.random() < 0.35:
        whom = chance.randrange(persons)
        found.append(Calamity(chance.uniform(0.0, end_s * 1.3), "withdraw", whom=whom))
    return Weather(
        chance.choice((0.0, 0.02, 0.1)),
        chance.choice((0.0, 0.05, 0.2)),
        chance.choice((0.0, 0.1)),
        tuple(sorted(found, key=lambda calamity: calamity.at_s)),
    )


def _times(chance: random.Random, end_s: float, most: int) -> list[float]:
    return [chance.uniform(0.0, end_s) for _ in range(chance.randint(0, most))]


def _machine(chance: random.Random, end_s: float) -> Iterator[Calamity]:
    """Crashes, its disk, its wall clock."""
    for at_s in _times(chance, end_s, 3):
        yield Calamity(at_s, "crash", what=chance.choice(STEPS))
    for at_s in _times(chance, end_s, 1):
        yield Calamity(at_s, "kill")
    for at_s in _times(chance, end_s, 1):
        yield Calamity(at_s, "fail sync", what=chance.choice(list(FILES)))
    for at_s in _times(chance, end_s, 1):
        yield Calamity(at_s, "full disk", chance.uniform(1.0, 12.0))
    for at_s in _times(chance, end_s, 1):
        yield Calamity(at_s, "slow disk", chance.uniform(0.5, 8.0), amount=0.4)
    for at_s in _times(chance, end_s, 2):
        leap_s = chance.choice((-1, 1)) * 10 ** chance.uniform(0.0, 4.0)
        yield Calamity(at_s, "clock", amount=leap_s)


def _lines(chance: random.Random, end_s: float) -> Iterator[Calamity]:
    """Phones that reach nobody for a while, and lines that break."""
    for at_s in _times(chance, end_s, 3):
        share = chance.choice((0.2, 0.6, 1.0))
        yield Calamity(at_s, "cut", chance.uniform(1.0, 15.0), amount=share)
    for at_s in _times(chance, end_s, 3):
        yield Calamity(at_s, "break lines", amount=chance.choice((0.1, 0.5, 1.0)))


def _person(chance: random.Random, end_s: float, whom: int) -> Iterator[Calamity]:
    """What one person does with a phone, or with two."""
    if chance.random() < 0.25:
        yield Calamity(chance.uniform(0.0, end_s), "sleep", chance.uniform(2.0, 50.0), whom)
    if chance.random() < 0.2:
        yield Calamity(chance.uniform(0.0, end_s), "reload", whom=whom)
    if chance.random() < 0.1:
        yield Calamity(chance.uniform(0.0, end_s), "take over", whom=whom)
