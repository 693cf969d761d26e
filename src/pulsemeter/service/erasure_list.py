"""The list of what was erased, so that a backup that is restored loses it again.

An entry is the hash of a random number: whoever reads the list learns how many there are, and
whoever has a backup finds in it what is to go. Sorted, so that its order tells nothing.
"""

import hashlib
from collections.abc import Collection, Sequence

from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import OVER, Session, SessionState
from pulsemeter.service.erasure_ports import ASKED, ROSTERS, Withdrawal
from pulsemeter.service.ports import Stores
from pulsemeter.service.register_ports import ContactShelf

HEADER = "# Pulsemeter: hashes of what was erased. Keep this beside your backups."
_HEX_LENGTH = 64


class ListRefused(ValueError):
    """A file that is no list of erasures; says why."""


def withdrawal_entry(withdrawal: Withdrawal) -> str:
    """The entry of somebody who withdrew."""
    return _hashed(f"seat {withdrawal.session} {withdrawal.seat}")


def session_entry(code: str) -> str:
    """The entry of a session whose persons are all gone."""
    return _hashed(f"session {code}")


def contact_entry(contact: int) -> str:
    """The entry of a contact that was forgotten."""
    return _hashed(f"contact {contact}")


def _hashed(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()


async def erasure_list(stores: Stores, shelf: ContactShelf | None) -> list[str]:
    """Every entry of a data folder."""
    found = {withdrawal_entry(withdrawal) for withdrawal in await stores.erasures.withdrawals()}
    for session in await stores.studies.sessions():
        if {ASKED, Piece.PERSONS} & await stores.erasures.steps(session.code):
            found.add(session_entry(session.code))
    if shelf is not None:
        found |= {contact_entry(contact) for contact in await shelf.forgotten()}
    return sorted(found)


def list_text(entries: Sequence[str]) -> str:
    """The list as a file."""
    return "\n".join([HEADER, *entries, ""])


def read_list(text: str, name: str) -> list[str]:
    """The entries of a file. ListRefused where it isn't one."""
    lines = [line.strip() for line in text.splitlines()]
    if not lines or lines[0] != HEADER:
        raise ListRefused(f"{name} is no list of erasures; `pulsemeter erasures FILE` writes one")
    entries = [line for line in lines[1:] if line]
    for number, entry in enumerate(entries, start=2):
        if len(entry) != _HEX_LENGTH or not set(entry) <= set("0123456789abcdef"):
            raise ListRefused(f"{name}, line {number}: is no entry; the file was altered")
    return entries


async def apply_list(
    stores: Stores, shelf: ContactShelf | None, entries: Collection[str], wall_ms: int
) -> tuple[int, int]:
    """Erase everything on the list once more; how many withdrawn seats and contacts that were. A
    closed session whose persons are to go is marked for the retention that follows."""
    wanted, seats = set(entries), 0
    for session in await stores.studies.sessions():
        if session_entry(session.code) in wanted:
            await _let_persons_go(stores, session, wall_ms)
        for record in await stores.seats.all(session.code):
            withdrawal = Withdrawal(session.code, record.seat.id)
            if withdrawal_entry(withdrawal) in wanted:
                await stores.seats.erase(session.code, record.seat.id)
                await stores.log.redact(session.code, record.seat.id)
                await stores.erasures.finish(withdrawal)
                seats += 1
    contacts: list[int] = []
    if shelf is not None:
        contacts = [one for one in await shelf.ids() if contact_entry(one) in wanted]
        await shelf.forget(contacts)
    return seats, len(contacts)


async def _let_persons_go(stores: Stores, session: Session, wall_ms: int) -> None:
    """Of a closed session figures may still be due; one that runs in this copy was closed long ago,
    and nothing of it may be told a second time."""
    if session.state in OVER:
        await stores.erasures.note_step(session.code, ASKED)
    elif session.state is not SessionState.PLANNED:
        await stores.studies.put_session(session.step(SessionState.CLOSED, wall_ms))
        if (await stores.releases.state(session.code)).cells:
            await stores.erasures.note_step(session.code, ROSTERS)  # sizes stay as they were told
        await stores.erasures.erase_persons(session.code)
        await stores.erasures.note_step(session.code, Piece.PERSONS)
