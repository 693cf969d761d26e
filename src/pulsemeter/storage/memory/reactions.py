"""The log and the seats in memory.

Frames are kept as bytes, so that what is read is never what the writer still holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.ports import ClosingAnswers, SeatRecord, StoreError
from pulsemeter.tally.frame import (
    Frame,
    FrameError,
    by_seat,
    decode_frame,
    encode_frame,
    redact_frame,
    without_times,
)


class MemoryReactionLog:
    """ReactionLog; a position is a place in one list of all sessions, from 1."""

    def __init__(self) -> None:
        self._frames: list[tuple[str, bytes]] = []

    async def append(self, frame: Frame) -> int:
        """Keep a frame; returns its position."""
        try:
            self._frames.append((frame.session, encode_frame(frame)))
        except (FrameError, UnicodeEncodeError) as error:
            raise StoreError(f"this frame can't be written: {error}") from None
        return len(self._frames)

    async def read(
        self, session: str, after: int = 0, limit: int = 1_000
    ) -> Sequence[tuple[int, Frame]]:
        """Frames of a session behind a position, in order, at most `limit`."""
        found: list[tuple[int, Frame]] = []
        for position in range(max(after, 0) + 1, len(self._frames) + 1):
            if len(found) >= limit:
                break
            owner, blob = self._frames[position - 1]
            if owner == session:
                found.append((position, decode_frame(blob)))
        return found

    async def redact(self, session: str, seat: int) -> int:
        """Blank a seat's records where they stand; returns how many frames were rewritten."""
        rewritten = 0
        for place, (owner, blob) in enumerate(self._frames):
            if owner == session and (blanked := redact_frame(decode_frame(blob), seat)):
                self._frames[place] = owner, encode_frame(blanked)
                rewritten += 1
        return rewritten

    def drop_times(self, session: str) -> int:
        """Take away when each record of a session came in."""
        rewritten = 0
        for place, (owner, blob) in enumerate(self._frames):
            if owner == session and (bare := without_times(decode_frame(blob))):
                self._frames[place] = owner, encode_frame(bare)
                rewritten += 1
        return rewritten

    def forget_order(self, session: str) -> None:
        """Put a session's records in the order of seats."""
        mine = [place for place, (owner, _) in enumerate(self._frames) if owner == session]
        frames = [decode_frame(self._frames[place][1]) for place in mine]
        for place, frame in zip(mine, by_seat(frames) if frames else [], strict=True):
            self._frames[place] = session, encode_frame(frame)

    def codes(self) -> set[str]:
        """The sessions that have frames."""
        return {owner for owner, _ in self._frames if owner}

    def erase(self, session: str) -> None:
        """Drop a session's frames; positions of the others stay."""
        self._frames = [("", b"") if owner == session else (owner, blob)
                        for owner, blob in self._frames]  # fmt: skip


class MemorySeatBook:
    """SeatBook; comments apart from seats."""

    def __init__(self) -> None:
        self._records: dict[int, SeatRecord] = {}
        self._overall: dict[int, str] = {}
        self.answers_of: dict[int, dict[tuple[str, str], str]] = {}
        self._comments: dict[int, tuple[str, str]] = {}
        self.withdrawals: dict[int, str] = {}
        self.finished: set[int] = set()

    async def add(self, records: Sequence[SeatRecord]) -> None:
        """Write new seats, all or none. A seat of the same id or secret exists: StoreError."""
        held = dict(self._records)
        secrets = {record.secret_hash for record in held.values()}
        for record in records:
            if record.seat.id in held or record.secret_hash in secrets:
                raise StoreError("a seat with this id or this secret exists already.")
            secrets.add(record.secret_hash)
            held[record.seat.id] = replace(record, seat=_copy(record.seat))
        self._records = held

    async def all(self, session: str) -> Sequence[SeatRecord]:
        """Every seat of a session, by id."""
        return [
            replace(record, seat=_copy(record.seat))
            for _, record in sorted(self._records.items())
            if record.seat.session == session
        ]

    async def put(self, seats: Sequence[Seat]) -> None:
        """Write the present state of these seats; a withdrawn one stays as it is."""
        held = [self._seat(seat.id) for seat in seats]
        for before, seat in zip(held, seats, strict=True):
            if before.step is not SeatStep.WITHDRAWN:
                kept = replace(_copy(seat), session=before.session, writers=before.writers)
                self._write(self._with_coarse_profile(kept))

    async def claim(self, claims: Sequence[tuple[int, int]]) -> Sequence[int]:
        """Let writers take seats; their ranks, 0 where the seat is withdrawn."""
        for seat_id, _ in claims:
            self._seat(seat_id)
        return [self._claim(seat_id, writer) for seat_id, writer in claims]

    async def hand_over(self, seat: int, secret_hash: bytes) -> bytes:
        """Let another secret hold a seat; the one that held it, now a former one."""
        self._seat(seat)
        for record in self._records.values():
            if secret_hash in (record.secret_hash, *record.former_hashes):
                raise StoreError("this secret holds a seat, or held one before.")
        record = self._records[seat]
        former = tuple(sorted((*record.former_hashes, record.secret_hash)))
        self._records[seat] = replace(record, secret_hash=secret_hash, former_hashes=former)
        return record.secret_hash

    async def enter(self, session: str, entries: Sequence[tuple[int, int]]) -> None:
        """Put seats on the roster; a seat that is on it keeps its first interval."""
        for seat_id, interval in entries:
            record = self._records.get(seat_id)
            if record and record.seat.session == session and record.enters is None:
                self._records[seat_id] = replace(record, enters=interval)

    async def answer(
        self, session: str, seat: int, answers: ClosingAnswers, comment_id: int
    ) -> None:
        """Keep closing answers; of a withdrawn seat nothing is kept."""
        if self._seat(seat).step is SeatStep.WITHDRAWN:
            return
        if answers.overall:
            self._overall[seat] = answers.overall
        if answers.comment:
            self._comments[comment_id] = session, answers.comment

    async def answers(self, session: str) -> Sequence[ClosingAnswers]:
        """Overall impressions by seat, then comments by their own random id."""
        overall = sorted(s for s in self._overall if self._seat(s).session == session)
        comments = [text for _, (of, text) in sorted(self._comments.items()) if of == session]
        return [
            *(ClosingAnswers(self._overall[seat]) for seat in overall),
            *(ClosingAnswers("", text) for text in comments),
        ]

    async def impressions(self, session: str) -> Mapping[int, str]:
        """Each overall impression by its seat."""
        held = self._overall.items()
        return {seat: said for seat, said in held if self._seat(seat).session == session}

    async def erase(self, session: str, seat: int) -> None:
        """Remove a seat's categories, answers and writers; its row stays as withdrawn."""
        record = self._records.get(seat)
        if record and record.seat.session == session:
            held = record.seat
            gone = Seat(seat, session, SeatStep.WITHDRAWN, held.consent_version)
            self._write(replace(gone, likes_left=held.likes_left))
            self._records[seat] = replace(self._records[seat], is_coarse=False)
            self._overall.pop(seat, None)
            self.answers_of.pop(seat, None)
            self.withdrawals[seat] = session

    def coarsen(self, seat: Seat) -> None:
        """Keep this profile of a seat for good; a withdrawn one stays as it is."""
        held = self._seat(seat.id)
        if held.step is not SeatStep.WITHDRAWN:
            kept = replace(held, categories=seat.categories, arm=seat.arm, order=seat.order)
            self._records[seat.id] = replace(self._records[seat.id], seat=kept, is_coarse=True)

    def _with_coarse_profile(self, seat: Seat) -> Seat:
        record = self._records[seat.id]
        if not record.is_coarse:
            return seat
        held = record.seat
        return replace(seat, categories=held.categories, arm=held.arm, order=held.order)

    def codes(self) -> set[str]:
        """The sessions that have seats."""
        return {record.seat.session for record in self._records.values()}

    def erase_all(self, session: str) -> None:
        """Drop all seats of a session with what hangs on them, and its comments."""
        gone = {seat for seat, record in self._records.items() if record.seat.session == session}
        for seat in gone:
            for held in (self._records, self._overall, self.answers_of, self.withdrawals):
                held.pop(seat, None)
        self.finished -= gone
        self._comments = {n: held for n, held in self._comments.items() if held[0] != session}

    def takes_answers(self, seat_id: int) -> bool:
        """Whether this is a seat that did not withdraw. StoreError where there is none."""
        return self._seat(seat_id).step is not SeatStep.WITHDRAWN

    def _claim(self, seat_id: int, writer: int) -> int:
        seat = self._seat(seat_id)
        if seat.step is SeatStep.WITHDRAWN:
            return 0
        rank = seat.writer_rank(writer)
        if rank is None:
            self._write(replace(seat, writers=(*seat.writers, writer)))
            rank = len(seat.writers) + 1
        return rank

    def _seat(self, seat_id: int) -> Seat:
        record = self._records.get(seat_id)
        if record is None:
            raise StoreError("there is no such seat.")
        return record.seat

    def _write(self, seat: Seat) -> None:
        self._records[seat.id] = replace(self._records[seat.id], seat=seat)


def _copy(seat: Seat) -> Seat:
    return replace(seat, categories=dict(seat.categories))
