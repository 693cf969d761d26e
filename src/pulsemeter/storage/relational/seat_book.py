"""Seats, their writers and closing answers, in the file of the reactions.

Knows no token and no address; a comment lies under an id of its own, without its seat.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.ports import ClosingAnswers, SeatRecord, StoreError
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.relational.database import Connection, Database
from pulsemeter.storage.relational.queries import load_queries

_SQL = load_queries("seat_book")
_OF_SEAT = "categories", "writers", "overall_answers", "answers"


class SqlSeatBook:
    """SeatBook in the store of the reactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, records: Sequence[SeatRecord]) -> None:
        """Write new seats, all or none. A seat of the same id or secret exists: StoreError."""

        def work(connection: Connection) -> None:
            add_seats(connection, records)

        await self._database.write(work)

    async def all(self, session: str) -> Sequence[SeatRecord]:
        """Every seat of a session, by id."""

        def work(connection: Connection) -> list[SeatRecord]:
            writers: dict[int, list[int]] = {}
            for seat, writer in connection.execute(_SQL["writers"], (session,)):
                writers.setdefault(seat, []).append(writer)
            former: dict[int, list[bytes]] = {}
            for seat, secret in connection.execute(_SQL["former_secrets"], (session,)):
                former.setdefault(seat, []).append(secret)
            rows = connection.execute(_SQL["all"], (session,)).fetchall()
            return [_record(row, writers.get(row[0], ()), former.get(row[0], ())) for row in rows]

        return await self._database.read(work)

    async def put(self, seats: Sequence[Seat]) -> None:
        """Write the present state of these seats; a withdrawn one stays as it is."""

        def work(connection: Connection) -> None:
            for seat in seats:
                state = seat.step.value, seat.consent_version, int(seat.likes_left), seat.stage
                if connection.execute(_SQL["put"], (*state, seat.id)).rowcount:
                    connection.execute(_SQL["put_categories"], _profile_row(seat))
                else:
                    _step_of(connection, seat.id)

        await self._database.write(work)

    async def claim(self, claims: Sequence[tuple[int, int]]) -> Sequence[int]:
        """Let writers take seats; their ranks, 0 where the seat is withdrawn."""

        def work(connection: Connection) -> list[int]:
            return [_claim(connection, seat, writer) for seat, writer in claims]

        return await self._database.write(work)

    async def hand_over(self, seat: int, secret_hash: bytes) -> bytes:
        """Let another secret hold a seat; the one that held it, now a former one."""

        def work(connection: Connection) -> bytes:
            row = connection.execute(_SQL["secret"], (seat,)).fetchone()
            if row is None:
                raise StoreError("there is no such seat.")
            if connection.execute(_SQL["known_secret"], (secret_hash,)).fetchone():
                raise StoreError("this secret holds a seat, or held one before.")
            connection.execute(_SQL["keep_secret"], (row[0], seat))
            connection.execute(_SQL["change_secret"], (secret_hash, seat))
            return bytes(row[0])

        return await self._database.write(work)

    async def enter(self, session: str, entries: Sequence[tuple[int, int]]) -> None:
        """Put seats on the roster; a seat that is on it keeps its first interval."""

        def work(connection: Connection) -> None:
            connection.executemany(
                _SQL["enter"], [(interval, seat, session) for seat, interval in entries]
            )

        await self._database.write(work)

    async def answer(
        self, session: str, seat: int, answers: ClosingAnswers, comment_id: int
    ) -> None:
        """Keep closing answers; of a withdrawn seat nothing is kept."""

        def work(connection: Connection) -> None:
            if _step_of(connection, seat) == SeatStep.WITHDRAWN:
                return
            if answers.overall:
                connection.execute(_SQL["answer"], (seat, session, answers.overall))
            if answers.comment:
                connection.execute(_SQL["comment"], (comment_id, session, answers.comment))

        await self._database.write(work)

    async def answers(self, session: str) -> Sequence[ClosingAnswers]:
        """Overall impressions by seat, then comments by their own random id."""

        def work(connection: Connection) -> list[ClosingAnswers]:
            overall = connection.execute(_SQL["overall_answers"], (session,)).fetchall()
            comments = connection.execute(_SQL["comments"], (session,)).fetchall()
            return [
                *(ClosingAnswers(text) for (text,) in overall),
                *(ClosingAnswers("", text) for (text,) in comments),
            ]

        return await self._database.read(work)

    async def impressions(self, session: str) -> Mapping[int, str]:
        """Each overall impression by its seat."""

        def work(connection: Connection) -> dict[int, str]:
            return dict(connection.execute(_SQL["impressions"], (session,)).fetchall())

        return await self._database.read(work)

    async def erase(self, session: str, seat: int) -> None:
        """Remove a seat's categories, answers and writers; its row stays as withdrawn."""

        def work(connection: Connection) -> None:
            if connection.execute(_SQL["withdraw"], (seat, session)).rowcount:
                connection.execute(_SQL["note_withdrawal"], (seat, session))
                for table in _OF_SEAT:
                    connection.execute(_SQL[f"erase_{table}"], (seat,))
                    self._database.write_table_anew(connection, table)

        await self._database.write(work)
        await self._database.tidy()


def add_seats(connection: Connection, records: Sequence[SeatRecord]) -> None:
    """Write new seats. StoreError where one of the same id or secret exists."""
    try:
        connection.executemany(_SQL["add"], [_seat_row(record) for record in records])
    except connection.IntegrityError:
        raise StoreError("a seat with this id or this secret exists already.") from None
    connection.executemany(_SQL["put_categories"], [_profile_row(r.seat) for r in records])
    for record in records:
        for writer in record.seat.writers:
            connection.execute(_SQL["take"], (record.seat.id, writer)).fetchall()


def _seat_row(record: SeatRecord) -> tuple[object, ...]:
    seat = record.seat
    return (
        seat.id,
        seat.session,
        seat.step.value,
        seat.consent_version,
        int(seat.likes_left),
        record.secret_hash,
        record.recovery_hash,
        record.enters,
        seat.stage,
    )


def _profile_row(seat: Seat) -> tuple[int, str, str, str]:
    return seat.id, to_body(seat.categories), seat.arm, to_body(seat.order)


def _step_of(connection: Connection, seat: int) -> str:
    row = connection.execute(_SQL["step"], (seat,)).fetchone()
    if row is None:
        raise StoreError("there is no such seat.")
    return str(row[0])


def _claim(connection: Connection, seat: int, writer: int) -> int:
    if _step_of(connection, seat) == SeatStep.WITHDRAWN:
        return 0
    rows = connection.execute(_SQL["rank"], (seat, writer)).fetchall()
    if not rows:
        rows = connection.execute(_SQL["take"], (seat, writer)).fetchall()
    return int(rows[0][0])


def _record(row: tuple[Any, ...], writers: Sequence[int], former: Sequence[bytes]) -> SeatRecord:
    seat_id, session, step, consent, categories, likes_left, secret, recovery, enters, *rest = row
    arm, playlist, stage, is_coarse = rest
    seat = Seat(
        id=seat_id,
        session=session,
        step=SeatStep(step),
        consent_version=consent,
        categories=from_body(categories, dict[str, str]),
        likes_left=bool(likes_left),
        writers=tuple(writers),
        arm=arm,
        order=from_body(playlist, tuple[int, ...]),
        stage=stage,
    )
    return SeatRecord(seat, secret, recovery, enters, tuple(former), bool(is_coarse))
