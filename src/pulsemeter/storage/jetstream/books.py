"""The books that reach into the log, where the log lies elsewhere than they do.

What they do to the log is done there; everything else by the book that stands beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pulsemeter.domain.participant import Seat
from pulsemeter.service.erasure_ports import ErasureBook, MarginCell, Withdrawal
from pulsemeter.service.import_ports import ImportBook, ImportedSeat, ImportedSession, MadeStudy
from pulsemeter.service.ports import Stores
from pulsemeter.storage.jetstream.reaction_log import JetStreamReactionLog
from pulsemeter.tally.frame import Frame


class ErasuresBesideLog:
    """ErasureBook whose log is this one."""

    def __init__(self, book: ErasureBook, log: JetStreamReactionLog) -> None:
        self._book, self._log = book, log

    async def withdrawals(self) -> Sequence[Withdrawal]:
        """Everybody who withdrew, by the seats' random ids."""
        return await self._book.withdrawals()

    async def unfinished(self) -> Sequence[Withdrawal]:
        """Those whose reactions may still stand in the log."""
        return await self._book.unfinished()

    async def finish(self, withdrawal: Withdrawal) -> None:
        """The log holds nothing of this seat any more."""
        await self._book.finish(withdrawal)

    async def coarsen(
        self, session: str, seats: Sequence[Seat], margins: Mapping[MarginCell, int]
    ) -> None:
        """Write these seats' profiles for good and count persons towards margins."""
        await self._book.coarsen(session, seats, margins)

    async def margins(self, session: str) -> Mapping[MarginCell, int]:
        """Persons of a cell whose own rows don't say so any more."""
        return await self._book.margins(session)

    async def drop_times(self, session: str) -> int:
        """Set `received_ms` of every record of a session to 0."""
        return await self._log.drop_times(session)

    async def forget_arrival(self) -> None:
        """Let nothing in the book's files tell in which order people came."""
        await self._book.forget_arrival()

    async def forget_order(self, session: str) -> None:
        """Put a session's records in the order of seats. Who withdraws meanwhile, here or at
        another server, is in what was read and is written anew: so that goes once more."""
        await self._log.forget_order(session)
        withdrawn = [one.seat for one in await self._book.withdrawals() if one.session == session]
        if withdrawn:
            await self._log.redact_all(session, withdrawn)
        await self._book.forget_order(session)

    async def drop_answers(self, session: str) -> None:
        """Remove all answers to questions that stand with a seat of this session."""
        await self._book.drop_answers(session)

    async def erase_persons(self, session: str) -> None:
        """Remove everything about persons of a session; of the log first, for the book knows
        whether it was done."""
        await self._log.erase(session)
        await self._book.erase_persons(session)

    async def steps(self, session: str) -> set[str]:
        """What time has done to this session already."""
        return await self._book.steps(session)

    async def note_step(self, session: str, step: str) -> None:
        """This step is done."""
        await self._book.note_step(session, step)

    async def tidy(self) -> None:
        """Let nothing of what was erased lie on in the book's files."""
        await self._book.tidy()


class ImportsBesideLog:
    """ImportBook whose log is this one."""

    def __init__(self, book: ImportBook, log: JetStreamReactionLog) -> None:
        self._book, self._log = book, log

    async def keep_persons(self, seats: Sequence[ImportedSeat], frames: Iterable[Frame]) -> None:
        """Write the log of one session, then its seats. What a crash leaves in between is found
        by its code, as `codes` tells, and erased by the next import."""
        written: list[int] = []
        try:
            for frame in frames:
                written.append(await self._log.append(frame))  # noqa: PERF401 - to be taken back
            await self._book.keep_persons(seats, ())
        except BaseException:
            await self._log.take_back(written)
            raise

    async def keep_session(self, imported: ImportedSession, made: MadeStudy | None) -> None:
        """Write the session, after its study if that came with it; all or nothing."""
        await self._book.keep_session(imported, made)

    async def codes(self) -> set[str]:
        """The sessions that persons are kept of."""
        return await self._book.codes() | await self._log.codes()


def with_log(stores: Stores, log: JetStreamReactionLog) -> Stores:
    """The same stores with this log in place of their own."""
    return replace(
        stores,
        log=log,
        erasures=ErasuresBesideLog(stores.erasures, log),
        imports=ImportsBesideLog(stores.imports, log),
    )
