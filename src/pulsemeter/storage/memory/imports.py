"""Imported sessions in memory."""

from collections.abc import Iterable, Sequence

from pulsemeter.service.import_ports import ImportedSeat, ImportedSession, MadeStudy
from pulsemeter.service.ports import SeatRecord, StoreError
from pulsemeter.storage.memory.reactions import MemoryReactionLog, MemorySeatBook
from pulsemeter.storage.memory.studies import MemoryStudyBook
from pulsemeter.tally.frame import Frame, FrameError, encode_frame


class MemoryImportBook:
    """ImportBook over the other books in memory."""

    def __init__(
        self, log: MemoryReactionLog, seats: MemorySeatBook, studies: MemoryStudyBook
    ) -> None:
        self._log, self._seats, self._studies = log, seats, studies

    async def keep_persons(self, seats: Sequence[ImportedSeat], frames: Iterable[Frame]) -> None:
        """Keep seats and the log of one session, all or nothing."""
        held = list(frames)
        for frame in held:  # one that can't be written must not leave the others behind
            try:
                encode_frame(frame)
            except FrameError as error:
                raise StoreError(f"this frame can't be written: {error}") from None
        await self._seats.add(
            [SeatRecord(one.seat, one.secret_hash, one.recovery_hash) for one in seats]
        )
        for frame in held:
            await self._log.append(frame)

    async def keep_session(self, imported: ImportedSession, made: MadeStudy | None) -> None:
        """Keep the session, after its study if that came with it; all or nothing."""
        session, name = imported.session, imported.session.study
        is_here = await self._studies.study(name) is not None
        if made is not None:
            if is_here:
                raise StoreError(f"study {name} came into the store meanwhile; import again.")
            await self._studies.add_study(made.study, made.source, made.statements, made.passages)
        await self._studies.put_session(session)
        await self._studies.put_plan(session.code, imported.plan)
        await self._studies.put_session(session, imported.frozen)

    async def codes(self) -> set[str]:
        """The sessions that persons are kept of."""
        return self._seats.codes() | self._log.codes()
