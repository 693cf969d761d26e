"""The player of the linkage game: a copy of a disk on one side, a list of contacts on the other.

The player wants to know which seat is whose. What is on the disk of a seat is its random id, in
several spellings, and of a link its hash; what the player knows is every contact's categories, the
order in which invitations went out (and people came, in the worst case), and each one's link. So
anything on the disk that lies in the order of coming links them: rows in a page, copies in a
write-ahead log, frames of a log. Each place of a seat's id in each file is tried as an order, and
each place of a link's hash too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scipy.stats import poisson

FALSE_ALARM = 1e-6
"""Chance that a disk which tells nothing looks as if it told something."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody on the mailing list, in the order of mailing: group of categories and link."""

    group: str
    link_hash: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """The best way to link that the player found: how many it got right, by which order, and how
    many right ones a disk that tells nothing would hardly ever give to so many tries."""

    right: int
    by: str
    at_chance: int


def disk_of(folder: Path) -> dict[str, bytes]:
    """Every file of a data folder as it lies there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def varint(number: int) -> bytes:
    """A whole number below 2**63 as SQLite writes the key of a row."""
    if number < 2**56:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        return bytes(reversed(groups))
    high = number >> 8
    return bytes((high >> shift) & 0x7F | 0x80 for shift in range(49, -1, -7)) + bytes(
        (number & 0xFF,)
    )


def spellings(seat: int) -> dict[str, bytes]:
    """How a seat's id may be written."""
    return {
        "column": seat.to_bytes(8, "big"),
        "record": seat.to_bytes(8, "little"),
        "key": varint(seat),
        "text": str(seat).encode(),
    }


def orders(
    disk: Mapping[str, bytes], spelled: Mapping[int, Mapping[str, bytes]]
) -> Iterator[tuple[str, list[int]]]:
    """Things in the order in which they lie on the disk: by their first and by their last place,
    file by file and spelling by spelling."""
    for name, content in disk.items():
        for kind in sorted({kind for ways in spelled.values() for kind in ways}):
            for side, find in (("first", content.find), ("last", content.rfind)):
                places = {thing: find(ways[kind]) for thing, ways in spelled.items()}
                found = sorted((place, thing) for thing, place in places.items() if place >= 0)
                if len(found) > len(spelled) / 2:
                    yield f"{side} {kind} in {name}", [thing for _, thing in found]


def play(
    disk: Mapping[str, bytes],
    contacts: Sequence[Contact],
    group_of_seat: Mapping[int, str],
    truth: Mapping[int, int],
) -> Found:
    """The player's best try. `truth` (seat to contact) only counts what was right.

    Whoever is in a group of their own is linked by that alone; groups are given as the disk tells
    them, so the game also asks whether categories are kept coarse enough.
    """
    links = {number: {"hash": contact.link_hash} for number, contact in enumerate(contacts)}
    lists = [("mailing", list(range(len(contacts))))]
    lists += list(orders(disk, links))
    seats = list(orders(disk, {seat: spellings(seat) for seat in group_of_seat}))
    tries = [
        (f"{one}, {other}{', backwards' if backwards else ''}", people, order)
        for one, people in lists
        for other, found in seats
        for backwards, order in ((False, found), (True, found[::-1]))
    ]
    groups = len(set(group_of_seat.values()))
    best = Found(0, "nothing", int(poisson.isf(FALSE_ALARM / max(len(tries), 1), groups)))
    for name, people, order in tries:
        right = _right(people, order, contacts, group_of_seat, truth)
        if right > best.right:
            best = Found(right, name, best.at_chance)
    return best


def _right(
    people: Sequence[int],
    order: Sequence[int],
    contacts: Sequence[Contact],
    group_of_seat: Mapping[int, str],
    truth: Mapping[int, int],
) -> int:
    """How many the n-th contact of a group with the n-th seat of it gets right."""
    waiting = defaultdict(list)
    for seat in order:
        waiting[group_of_seat[seat]].append(seat)
    taken: dict[str, int] = defaultdict(int)
    right = 0
    for number in people:
        group = contacts[number].group
        place = taken[group]
        taken[group] += 1
        if place < len(waiting[group]):
            right += truth[waiting[group][place]] == number
    return right
