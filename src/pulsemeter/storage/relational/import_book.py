"""Imported sessions: their persons in the file of the reactions, themselves in that of the studies.

Each of the two is one transaction, so a power cut leaves both, the persons alone, or nothing.
"""

from collections.abc import Iterable, Sequence

from pulsemeter.service.import_ports import ImportedSeat, ImportedSession, MadeStudy
from pulsemeter.service.ports import SeatRecord, StoreError
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries
from pulsemeter.storage.relational.seat_book import add_seats
from pulsemeter.storage.relational.statement_book import write_plan
from pulsemeter.storage.relational.study_book import study_is_here, write_session, write_study
from pulsemeter.tally.frame import Frame, FrameError, encode_frame

_SQL = load_queries("import_book")


class SqlImportBook:
    """ImportBook in the store of the reactions and in that of the studies."""

    def __init__(self, reactions: Database, studies: Database) -> None:
        self._reactions = reactions
        self._studies = studies

    async def keep_persons(self, seats: Sequence[ImportedSeat], frames: Iterable[Frame]) -> None:
        """Write seats and the log of one session, all or nothing."""

        def work(connection: Connection) -> None:
            add_seats(
                connection,
                [SeatRecord(held.seat, held.secret_hash, held.recovery_hash) for held in seats],
            )
            for frame in frames:
                try:
                    blob = encode_frame(frame)
                except FrameError as error:
                    raise StoreError(f"this frame can't be written: {error}") from None
                connection.execute(_SQL["append"], (frame.session, blob))

        await self._reactions.write(work)

    async def keep_session(self, imported: ImportedSession, made: MadeStudy | None) -> None:
        """Write the session, after its study if that came with it; all or nothing."""
        session = imported.session

        def work(connection: Connection) -> None:
            if made is not None:
                if study_is_here(connection, made.study.name):
                    raise StoreError(
                        f"study {made.study.name} came into the store meanwhile; import again."
                    )
                write_study(connection, made.study, made.source, made.statements, made.passages)
            write_session(connection, session)
            write_plan(connection, session.code, imported.plan)
            write_session(connection, session, imported.frozen)

        await self._studies.write(work)

    async def codes(self) -> set[str]:
        """The sessions that persons are kept of."""

        def work(connection: Connection) -> set[str]:
            return {code for (code,) in connection.execute(_SQL["codes"])}

        return await self._reactions.read(work)
