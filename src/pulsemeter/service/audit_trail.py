"""Noting what staff do with a study and its people, and reading it again.

A deed is written before it is done: an entry for something that failed afterwards is better than
a deed without one. Participants don't appear here; what they do is theirs.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from pulsemeter.domain.audit import BEGINNING, AuditEntry, Break, Deed, first_break
from pulsemeter.domain.counted import counted
from pulsemeter.domain.extension import extended
from pulsemeter.domain.session import SessionState
from pulsemeter.service.audit_ports import AuditBook
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.ports import Clock

COMMAND_LINE = "command line"
"""Who acts where nobody signed in: whoever may run commands on the server's machine."""
SERVER = "server"
"""Who acts where a rule does by itself, as retention."""
_TEXT_MAX = 1_000
_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a look at the whole chain found: its length, its newest hash, its first break."""

    entries: int
    head: bytes
    broken: Break | None


class AuditTrail:
    """The audit log of one store."""

    def __init__(self, book: AuditBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    async def note(self, actor: str, act: str, subject: str, detail: str = "") -> AuditEntry:
        """Write down that this is being done; returns once it is durable. Texts longer than
        1,000 characters are cut, because a reason typed into a form has no other bound."""
        texts = (_plain(text) for text in (actor, act, subject, detail))
        return await self._book.append(Deed(self._clock.wall_ms(), *texts))

    async def note_step(self, actor: str, place: Place, state: SessionState) -> AuditEntry:
        """Write down that a session is taken to its next state; of a close, whether it came
        before everything was shown. SessionStateError, and no entry, where the present state
        doesn't lead there."""
        place.session.step(state, self._clock.wall_ms())
        detail = ""
        if state is SessionState.CLOSED and place.session.is_live:
            left_ms = place.study.stimuli[0].duration_ms - place.session_ms
            if left_ms > 0:
                detail = f"early, {-(-left_ms // 1_000)} s before the end of the stimulus"
        return await self.note(actor, f"session {state.value}", place.session.code, detail)

    async def note_extension(self, actor: str, place: Place, by_ms: int) -> AuditEntry:
        """Write down that the end of a session is moved. SessionStateError, and no entry, where it
        can't be."""
        extended(place.study, place.session, by_ms)
        detail = f"by {counted(by_ms // 60_000, 'minute')}"
        return await self.note(actor, "session extended", place.session.code, detail)

    async def note_plan(self, actor: str, code: str, digest: str) -> AuditEntry:
        """Write down by which digest the plan of a session that has just opened is known: a chain
        is harder to write anew than one row."""
        return await self.note(actor, "plan sealed", code, f"SHA-256 {digest}")

    async def all(self, after: int = 0) -> AsyncIterator[AuditEntry]:
        """Every entry with a number above `after`, in order."""
        while entries := await self._book.entries(after, _PAGE):
            for entry in entries:
                yield entry
            after = entries[-1].number

    async def early_closes(self) -> dict[str, AuditEntry]:
        """By session, the close that came before everything was shown. Everybody who works with
        its figures is told."""
        act = f"session {SessionState.CLOSED}"
        return {e.deed.subject: e async for e in self.all() if e.deed.act == act and e.deed.detail}

    async def verified(self) -> AuditReport:
        """Whether the chain is whole."""
        held = [entry async for entry in self.all()]
        head = held[-1].link if held else BEGINNING
        return AuditReport(len(held), head, first_break(held))


def _plain(text: str) -> str:
    # Half a character, as a broken form or argument may hold it, can't be stored.
    return text.encode("utf-8", "replace").decode().strip()[:_TEXT_MAX]
