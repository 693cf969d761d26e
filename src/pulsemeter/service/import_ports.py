"""Where a session that another system held is kept: its persons whole or not at all, then itself.

A session of ours grows press by press; one that is imported comes at once. Reactions and studies
are two files, which no transaction of SQLite holds together. So persons come first, under a code
that nothing knows: an import that dies in between leaves rows that no page, figure or export finds,
and the next import, or the next start of a server, erases them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pulsemeter.domain.participant import Seat
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.service.wording_ports import SealedPlan
from pulsemeter.tally.frame import Frame


@dataclass(frozen=True, slots=True)
class ImportedSeat:
    """A seat that nobody holds: the hashes are of secrets that were never told anybody."""

    seat: Seat
    secret_hash: bytes
    recovery_hash: bytes


@dataclass(frozen=True, slots=True)
class MadeStudy:
    """A study that comes with an import: its file, and what is said in it."""

    study: Study
    source: str
    statements: Sequence[Statement] = ()
    passages: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class ImportedSession:
    """A closed session with the study that it froze and its plan of analysis."""

    session: Session
    frozen: Study
    plan: SealedPlan


class ImportBook(Protocol):
    """Imported sessions, in the stores of the reactions and of the studies."""

    async def keep_persons(self, seats: Sequence[ImportedSeat], frames: Iterable[Frame]) -> None:
        """Write seats and the log of one session, all or nothing. StoreError where a seat of the
        same id or secret exists."""
        ...

    async def keep_session(self, imported: ImportedSession, made: MadeStudy | None) -> None:
        """Write the session, after its study if that came with it; all or nothing. StoreError
        where the study isn't here, or is here though it is to be made."""
        ...

    async def codes(self) -> set[str]:
        """The sessions that persons are kept of, whether there are such sessions or not."""
        ...
