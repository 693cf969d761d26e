"""The audit log as a chain: each entry carries a hash over itself and the entry before.

Whoever changes, removes or inserts an entry breaks every link behind it. What a chain can't
show by itself is that its end was cut off, or that all of it was written anew; for that the head
(the newest hash) has to be known from elsewhere. Knows no store and no clock.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

BEGINNING = bytes(32)
"""What stands in place of an entry before the first."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something sensitive that somebody did: who, what, to what, and a few words.

    `actor` is a member of the staff, "command line" or "server"; never a participant, and
    `subject` and `detail` name no seat, token or address.
    """

    wall_ms: int
    actor: str
    act: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed at its place in the chain, from 1."""

    number: int
    deed: Deed
    link: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken first, and in what way."""

    number: int
    reason: str


def link_of(previous: bytes, number: int, deed: Deed) -> bytes:
    """The hash (32 bytes) that ties a deed to the entry before it.

    Every part goes in with its length, so that no two different entries read the same.
    """
    parts = (
        str(number),
        str(deed.wall_ms),
        deed.actor,
        deed.act,
        deed.subject,
        deed.detail,
    )
    chained = hashlib.sha256(previous)
    for part in parts:
        data = part.encode()
        chained.update(len(data).to_bytes(8, "big"))
        chained.update(data)
    return chained.digest()


def chained(previous: AuditEntry | None, deed: Deed) -> AuditEntry:
    """The entry that follows."""
    number, link = (previous.number, previous.link) if previous else (0, BEGINNING)
    return AuditEntry(number + 1, deed, link_of(link, number + 1, deed))


def first_break(entries: Iterable[AuditEntry]) -> Break | None:
    """Where this chain, told from its beginning, is broken first; None where it is whole.

    Examples
    --------
    >>> one = chained(None, Deed(0, "owner", "open", "moon"))
    >>> first_break([one, chained(one, Deed(1, "owner", "close", "moon"))]) is None
    True
    >>> first_break([AuditEntry(1, Deed(0, "nobody", "open", "moon"), one.link)])
    Break(number=1, reason='its content is not what was written')
    """
    link = BEGINNING
    expected = 1
    for entry in entries:
        if entry.number != expected:
            return Break(expected, f"it is missing; entry {entry.number} stands in its place")
        if entry.link != link_of(link, entry.number, entry.deed):
            return Break(entry.number, "its content is not what was written")
        link, expected = entry.link, expected + 1
    return None
