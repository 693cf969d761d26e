"""What is taken away from the reactions again, in their own store.

A row that is deleted may leave copies of itself in unused space, so each engine is told which
tables lost something of persons.
"""

import sys
from collections.abc import Mapping, Sequence

from pulsemeter.domain.participant import Seat
from pulsemeter.service.erasure_ports import MarginCell, Withdrawal
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries
from pulsemeter.tally.frame import by_seat, decode_frame, encode_frame, without_times

_SQL = load_queries("erasure_book")
_FRAMES_AT_ONCE = 500
"""So few frames are rewritten in one transaction that a press hardly waits for them."""
_OF_PERSONS = (
    "categories", "writers", "answers", "overall_answers", "comments", "said", "margins",
)  # fmt: skip


class SqlErasureBook:
    """ErasureBook in the store of the reactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def withdrawals(self) -> Sequence[Withdrawal]:
        """Everybody who withdrew, by the seats' random ids."""
        return await self._listed("withdrawals")

    async def unfinished(self) -> Sequence[Withdrawal]:
        """Those whose reactions may still stand in the log."""
        return await self._listed("unfinished")

    async def _listed(self, query: str) -> list[Withdrawal]:
        def work(connection: Connection) -> list[Withdrawal]:
            return [Withdrawal(*row) for row in connection.execute(_SQL[query])]

        return await self._database.read(work)

    async def finish(self, withdrawal: Withdrawal) -> None:
        """The log holds nothing of this seat any more."""

        def work(connection: Connection) -> None:
            connection.execute(_SQL["finish"], (withdrawal.seat, withdrawal.session))

        await self._database.write(work)

    async def coarsen(
        self, session: str, seats: Sequence[Seat], margins: Mapping[MarginCell, int]
    ) -> None:
        """Write these seats' profiles for good and count persons towards margins."""
        rows = [(to_body(s.categories), s.arm, to_body(s.order), s.id) for s in seats]
        counted = [(session, to_body(cell), persons) for cell, persons in margins.items()]

        def work(connection: Connection) -> None:
            connection.executemany(_SQL["coarsen"], rows)
            self._database.write_table_anew(connection, "categories")
            connection.executemany(_SQL["add_margin"], counted)

        await self._database.write(work)

    async def margins(self, session: str) -> Mapping[MarginCell, int]:
        """Persons of a cell whose own rows don't say so any more."""

        def work(connection: Connection) -> list[tuple[str, int]]:
            return connection.execute(_SQL["margins"], (session,)).fetchall()

        found = await self._database.read(work)
        return {from_body(cell, tuple[tuple[str, str], ...]): n for cell, n in found}

    async def drop_times(self, session: str) -> int:
        """Set `received_ms` of every record of a session to 0, where it stands."""
        rewritten, after = 0, 0

        def work(connection: Connection) -> tuple[int, int]:
            rows = connection.execute(_SQL["frames"], (session, after, _FRAMES_AT_ONCE)).fetchall()
            changed = 0
            for position, blob in rows:
                bare = without_times(decode_frame(blob))
                if bare is not None:
                    connection.execute(_SQL["rewrite_frame"], (encode_frame(bare), position))
                    changed += 1
            return (rows[-1][0] if rows else 0), changed

        while True:
            last, changed = await self._database.write(work)
            rewritten += changed
            if not last:
                return rewritten
            after = last

    async def forget_arrival(self) -> None:
        """Write all tables anew: engines lay rows down as they were written."""
        await self._database.write_anew()

    async def forget_order(self, session: str) -> None:
        """Put a session's records in the order of seats and write all tables anew."""

        # In one transaction: a crash in the midst of it must not lose what was moved.
        def work(connection: Connection) -> None:
            rows = connection.execute(_SQL["frames"], (session, 0, sys.maxsize)).fetchall()
            if rows:
                frames = by_seat([decode_frame(blob) for _, blob in rows])
                moved = [(encode_frame(f), at) for f, (at, _) in zip(frames, rows, strict=True)]
                connection.executemany(_SQL["rewrite_frame"], moved)

        await self._database.write(work)
        await self._database.write_anew()

    async def drop_answers(self, session: str) -> None:
        """Remove all answers to questions that stand with a seat of this session."""

        def work(connection: Connection) -> None:
            self._erase(connection, "answers", session)

        await self._database.write(work)

    async def erase_persons(self, session: str) -> None:
        """Remove everything about persons of a session."""

        def work(connection: Connection) -> None:
            for table in _OF_PERSONS:
                self._erase(connection, table, session)
            for query in ("drop_frames", "drop_seats", "drop_withdrawals"):
                connection.execute(_SQL[query], (session,))

        await self._database.write(work)

    async def steps(self, session: str) -> set[str]:
        """What time has done to this session already."""

        def work(connection: Connection) -> set[str]:
            return {step for (step,) in connection.execute(_SQL["steps"], (session,))}

        return await self._database.read(work)

    async def note_step(self, session: str, step: str) -> None:
        """This step is done."""

        def work(connection: Connection) -> None:
            connection.execute(_SQL["note_step"], (session, step))

        await self._database.write(work)

    async def tidy(self) -> None:
        """Let nothing of what was erased lie on."""
        await self._database.tidy()

    def _erase(self, connection: Connection, table: str, session: str) -> None:
        connection.execute(_SQL[f"erase_{table}"], (session,))
        self._database.write_table_anew(connection, table)
