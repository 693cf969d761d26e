"""What is taken away from the reactions again, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pulsemeter.domain.participant import Seat
from pulsemeter.service.erasure_ports import MarginCell, Withdrawal
from pulsemeter.storage.memory.answers import MemoryAnswerBook
from pulsemeter.storage.memory.reactions import MemoryReactionLog, MemorySeatBook


class MemoryErasureBook:
    """ErasureBook beside the seats and the log of the same store."""

    def __init__(
        self, log: MemoryReactionLog, seats: MemorySeatBook, answers: MemoryAnswerBook
    ) -> None:
        self._log, self._seats, self._answers = log, seats, answers
        self._margins: dict[str, dict[MarginCell, int]] = {}
        self._steps: dict[str, set[str]] = {}

    async def withdrawals(self) -> Sequence[Withdrawal]:
        """Everybody who withdrew, by the seats' random ids."""
        return [Withdrawal(code, seat) for seat, code in sorted(self._seats.withdrawals.items())]

    async def unfinished(self) -> Sequence[Withdrawal]:
        """Those whose reactions may still stand in the log."""
        return [w for w in await self.withdrawals() if w.seat not in self._seats.finished]

    async def finish(self, withdrawal: Withdrawal) -> None:
        """The log holds nothing of this seat any more."""
        if self._seats.withdrawals.get(withdrawal.seat) == withdrawal.session:
            self._seats.finished.add(withdrawal.seat)

    async def coarsen(
        self, session: str, seats: Sequence[Seat], margins: Mapping[MarginCell, int]
    ) -> None:
        """Write these seats' profiles for good and count persons towards margins."""
        for seat in seats:
            self._seats.coarsen(replace(seat, categories=dict(seat.categories)))
        held = self._margins.setdefault(session, {})
        for cell, persons in margins.items():
            held[cell] = held.get(cell, 0) + persons

    async def margins(self, session: str) -> Mapping[MarginCell, int]:
        """Persons of a cell whose own rows don't say so any more."""
        return dict(sorted(self._margins.get(session, {}).items()))

    async def drop_times(self, session: str) -> int:
        """Set `received_ms` of every record of a session to 0."""
        return self._log.drop_times(session)

    async def forget_arrival(self) -> None:
        """Memory keeps no files."""

    async def forget_order(self, session: str) -> None:
        """Put a session's records in the order of seats."""
        self._log.forget_order(session)

    async def drop_answers(self, session: str) -> None:
        """Remove all answers to questions that stand with a seat of this session."""
        for record in await self._seats.all(session):
            self._seats.answers_of.pop(record.seat.id, None)

    async def erase_persons(self, session: str) -> None:
        """Remove everything about persons of a session."""
        self._log.erase(session)
        self._answers.erase(session)
        self._seats.erase_all(session)
        self._margins.pop(session, None)

    async def steps(self, session: str) -> set[str]:
        """What time has done to this session already."""
        return set(self._steps.get(session, set()))

    async def note_step(self, session: str, step: str) -> None:
        """This step is done."""
        self._steps.setdefault(session, set()).add(step)

    async def tidy(self) -> None:
        """Memory keeps no files."""
