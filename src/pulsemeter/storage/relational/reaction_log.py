"""The log of reactions: one blob per group commit, in the order of their positions.

Knows frames as bytes; what a record means is not its affair.
"""

from collections.abc import Sequence
from functools import partial

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries
from pulsemeter.tally.frame import Frame, FrameError, decode_frame, encode_frame, redact_frame

_SQL = load_queries("reaction_log")
_PAGE_FRAMES = 1_000
_REWRITTEN_AT_ONCE = 100


class SqlReactionLog:
    """ReactionLog in the store of the reactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, frame: Frame) -> int:
        """Write a frame; returns its position once it is on disk."""
        try:
            blob = encode_frame(frame)
        except (FrameError, UnicodeEncodeError) as error:
            raise StoreError(f"this frame can't be written: {error}") from None

        def work(connection: Connection) -> int:
            # fetchall, not fetchone: a RETURNING statement is finished only when it is drained.
            ((position,),) = connection.execute(_SQL["append"], (frame.session, blob)).fetchall()
            return int(position)

        return await self._database.write(work)

    async def read(
        self, session: str, after: int = 0, limit: int = 1_000
    ) -> Sequence[tuple[int, Frame]]:
        """Frames of a session behind a position, in order, at most `limit`."""

        def work(connection: Connection) -> list[tuple[int, Frame]]:
            rows = connection.execute(_SQL["read"], (session, after, max(limit, 0)))
            return [(position, self._decode(position, blob)) for position, blob in rows]

        return await self._database.read(work)

    async def redact(self, session: str, seat: int) -> int:
        """Blank a seat's records where they stand; returns how many frames were rewritten."""
        needle = seat.to_bytes(8, "little")

        # Looked for on the reading side first: a long log must not hold up the appends.
        def find(connection: Connection, after: int = 0) -> tuple[list[int], int]:
            holding, last = [], after
            while rows := connection.execute(
                _SQL["read"], (session, last, _PAGE_FRAMES)
            ).fetchall():
                holding += [position for position, blob in rows if needle in blob]
                last = rows[-1][0]
            return holding, last

        holding, last = await self._database.read(find)
        rewritten = 0
        # A few at a time: presses are written in between, and who is interrupted begins again.
        for at in range(0, len(holding), _REWRITTEN_AT_ONCE):
            some = holding[at : at + _REWRITTEN_AT_ONCE]
            rewritten += await self._database.write(partial(self._blank_all, session, seat, some))

        def rewrite_newer(connection: Connection) -> int:
            return self._blank_all(session, seat, find(connection, last)[0], connection)

        rewritten += await self._database.write(rewrite_newer)
        await self._database.tidy()
        return rewritten

    def _blank_all(
        self, session: str, seat: int, positions: Sequence[int], connection: Connection
    ) -> int:
        return sum(self._blank(connection, session, position, seat) for position in positions)

    def _blank(self, connection: Connection, session: str, position: int, seat: int) -> bool:
        rows = connection.execute(_SQL["read"], (session, position - 1, 1)).fetchall()
        blanked = redact_frame(self._decode(position, rows[0][1]), seat)
        if blanked is None:
            return False
        connection.execute(_SQL["rewrite"], (encode_frame(blanked), position))
        return True

    def _decode(self, position: int, blob: bytes) -> Frame:
        try:
            return decode_frame(blob)
        except FrameError as error:
            raise StoreError(
                f"the frame at position {position} of {self._database.place} is damaged: {error}. "
                "Stop the server, keep a copy of what is there, and restore it from a backup."
            ) from None
