"""Admit, append, only then acknowledge: the way of a press into the log.

One handler serves socket, POST and beacon. Records are known by (seat, writer, sequence); a
repetition changes nothing, the same key with other content is refused and reported. What is
refused leaves a mark in the log, so that a writer's sequence stays without gaps.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.reaction import REFUSAL_NUMBER, Record, RecordKind, Refusal, admit
from pulsemeter.domain.session import Session
from pulsemeter.service.commit_times import CommitTimes
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.heard_elsewhere import HeardElsewhere
from pulsemeter.service.ports import Chance, Clock, ReactionLog, SeatBook
from pulsemeter.service.session_admission import SessionAdmissions
from pulsemeter.service.writer_state import WriterState, digest, note_all
from pulsemeter.tally.frame import Frame, Stretch, records_of, stretch_of

ACTIVE_MS = 15_000
"""A page that was heard from within this time counts as being there."""
WAITING_MAX = 200_000
"""Frames waiting for a disk that doesn't answer; beyond, pages keep what they have."""
WRITERS_MAX = 1_000
"""Page loads of one seat; far below what a record's writer rank can hold."""
_RECEIVED_MAX = 2**31 - 1
_LAGS_KEPT = 500
COMMIT_MS = 20
"""Nobody notices that an acknowledgement comes so much later, and half as many commits are made as
within 10 ms: each costs as much as some dozen presses, and the disk a sync."""


class Incoming(NamedTuple):
    """A record as a page sends it."""

    sequence: int
    kind: int
    stimulus: int
    target: int
    choice: int
    clock_ms: int


class Acknowledged(NamedTuple):
    """What is durable of a writer, and what will never be taken."""

    writer: int
    upto: int
    place: Place
    refused: tuple[tuple[int, Refusal], ...] = ()


Reply = Callable[[Acknowledged], None]


class WriterUnknown(LookupError):
    """This writer never took the seat."""


class Superseded(LookupError):
    """A later page load holds the seat. This one may deliver, but doesn't get the seat back."""


@dataclass(slots=True)
class _Batch:
    """Records of one frame on their way into the log."""

    session: str
    records: list[Record]
    state: WriterState
    is_written: bool = False


class Ingest:
    """The one way into the log of one server."""

    def __init__(
        self,
        log: ReactionLog,
        seats: SeatBook,
        conduct: Conduct,
        enrolment: Enrolment,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._log = log
        self._seats = seats
        self._conduct = conduct
        self._enrolment = enrolment
        self._clock = clock
        self._chance = chance
        self._gateway = chance.number(63)
        self._frames_written = self.records_stored = 0
        self._writers: dict[tuple[int, int], WriterState] = {}
        self._restored: dict[str, int] = {}
        self.heard_ms: dict[int, int] = {}
        self.lags_ms: dict[str, list[int]] = {}
        self.elsewhere = HeardElsewhere()
        self.commit_times = CommitTimes(clock)
        self.keeps_clock = True
        """Whether this server keeps the clocks of sessions. Of several, on machines of their own,
        one may: each would set them anew by its own, and they would run ahead."""
        self.log_trouble = ""
        """Why the log would take nothing, as it was asked last; empty where it is never asked."""
        self.commits: GroupCommit[_Batch, Place] = GroupCommit(
            self._append, clock, window_ms=COMMIT_MS
        )
        self._admissions = SessionAdmissions(conduct, clock)
        self.claims: GroupCommit[tuple[int, int], int] = GroupCommit(
            self._claim, clock, window_ms=5
        )

    async def restore(self, code: str) -> Stretch | None:
        """Take over what the log of a session holds: all of it before its first record, and later
        what other servers have written since. What was read the first time, for whoever would
        read the same."""
        position = self._restored.get(code)
        if position is not None and not self._enrolment.is_shared:
            return None
        after = position or 0
        found: list[tuple[int, Frame]] = []
        while frames := await self._log.read(code, after):
            after = frames[-1][0]
            found.extend(frames)
        read = stretch_of(found)
        records = read.records
        if self.keeps_clock and position is None:
            await self._conduct.carry_over(code, int(records["received_ms"].max(initial=0)))
        records = records[records["seat"] != 0]
        self._restored[code] = max(after, self._restored.get(code, 0))
        note_all(self._writers, records)
        return read if position is None else None

    def forget(self, code: str, seats: Collection[int]) -> None:
        """Forget what was taken of these seats, all of a session whose persons were erased."""
        self._writers = {key: state for key, state in self._writers.items() if key[0] not in seats}
        self.heard_ms = {seat: ms for seat, ms in self.heard_ms.items() if seat not in seats}
        self.lags_ms.pop(code, None)
        self.commit_times.forget(code)

    async def take_seat(self, seat: Seat, writer: int) -> Acknowledged:
        """A page load takes the seat; answers once that is durable. Raises Superseded when it
        took it before and a later one has it now: who comes back from a dead spot must not push
        out the device on which the person went on. Raises WriterUnknown when more pages took it
        than a person could load."""
        if len(seat.writers) >= WRITERS_MAX and seat.writer_rank(writer) is None:
            raise WriterUnknown("this seat was taken by too many pages; ask for a new link")
        rank = seat.writer_rank(writer) or await self.claims.put((seat.id, writer))
        await self.restore(seat.session)  # another server may have acknowledged it since
        current = self._enrolment.seat(seat.id)
        if current.writer_rank(writer) is None:
            current = replace(current, writers=(*current.writers, writer))
            self._enrolment.hold(current)
        if current.writers[-1] != writer:
            raise Superseded(f"writer {writer} holds this seat no more")
        state = self._writers.setdefault((seat.id, writer), WriterState(rank))
        self.hear(seat)
        return Acknowledged(writer, state.upto, self._conduct.place(seat.session))

    async def _claim(self, claims: list[tuple[int, int]]) -> Sequence[int]:
        return await self._seats.claim(claims)

    def hear(self, seat: Seat) -> None:
        """Note that a seat's page is there."""
        self.heard_ms[seat.id] = self._clock.elapsed_ms()

    def active(self) -> set[int]:
        """Seats that were heard from lately."""
        since = self._clock.elapsed_ms() - ACTIVE_MS
        here = {seat for seat, heard in self.heard_ms.items() if heard >= since}
        return here | self.elsewhere.since(since)

    def lags(self, code: str) -> list[int]:
        """How late the newest presses of a session were, wherever they came in."""
        return self.lags_ms.get(code, []) + self.elsewhere.lags_ms.get(code, [])

    def take(self, seat: Seat, writer: int, incoming: Sequence[Incoming], reply: Reply) -> None:
        """Take one frame of records; `reply` is called when they are durable, or at once if
        they all were. Raises WriterUnknown if this writer never took the seat."""
        seat = self._enrolment.seat(seat.id)  # as it is now: who calls may have waited
        if seat.step is SeatStep.WITHDRAWN:
            reply(self._nothing_of(seat, writer, incoming))
            return
        state = self._writers.get((seat.id, writer))
        if state is None:
            rank = seat.writer_rank(writer)
            if rank is None:
                raise WriterUnknown(f"writer {writer} never took this seat")
            state = self._writers[seat.id, writer] = WriterState(rank)
        if self.commits.waiting > WAITING_MAX:
            return
        now_ms = self.heard_ms[seat.id] = self._clock.elapsed_ms()
        records, refused = self._admit_all(seat, writer, state, incoming, now_ms)

        def durable(place: Place) -> None:
            reply(Acknowledged(writer, state.upto, place, tuple(refused)))

        if records or self._waits(seat, state, incoming):
            self.commits.offer(_Batch(seat.session, records, state), durable)
        else:
            durable(self._conduct.place(seat.session))

    async def flush(self, code: str) -> None:
        """Until all that was taken for a session so far is in the log."""
        await self.commits.put(_Batch(code, [], WriterState(0)))

    def _waits(self, seat: Seat, state: WriterState, incoming: Sequence[Incoming]) -> bool:
        """Whether a frame that brings nothing new waits for the next commit: something of it is on
        its way there, or traffic is even, and no answer may come sooner for that."""
        return any(state.upto < row.sequence for row in incoming) or self._is_even(seat.session)

    def _nothing_of(self, seat: Seat, writer: int, incoming: Sequence[Incoming]) -> Acknowledged:
        """The answer to a seat that withdrew: the page drops everything, the log hears nothing."""
        refused = tuple((row.sequence, Refusal.NOT_CONSENTED) for row in incoming)
        last = max((row.sequence for row in incoming), default=0)
        return Acknowledged(writer, last, self._conduct.place(seat.session), refused)

    def _admit_all(
        self,
        seat: Seat,
        writer: int,
        state: WriterState,
        incoming: Sequence[Incoming],
        now_ms: int,
    ) -> tuple[list[Record], list[tuple[int, Refusal]]]:
        """Records to append, and (sequence, reason) of what is refused."""
        place, admission, _ = self._admissions.now(seat, now_ms)
        received_ms = min(place.session_ms, _RECEIVED_MAX)
        records: list[Record] = []
        refused: list[tuple[int, Refusal]] = []
        for sequence, kind, stimulus, target, choice, clock_ms in incoming:
            if not state.fits(sequence):
                continue
            seen = state.see(sequence, digest(kind, stimulus, target, choice, clock_ms))
            if seen is None:
                refused.append((sequence, Refusal.OTHER_CONTENT))
            if not seen:
                continue
            refusal = (
                admit(admission, kind, stimulus, target, choice, clock_ms)
                if seat.may_react
                else Refusal.NOT_CONSENTED
            )
            if refusal is not None:
                refused.append((sequence, refusal))
                state.refuse(sequence)
                kind, choice = RecordKind.REFUSED, REFUSAL_NUMBER[refusal]
                stimulus, target, clock_ms = 0, 0, 0
            elif admission.is_live and kind == RecordKind.PRESS and clock_ms <= received_ms:
                self._note_lag(place.session, received_ms - clock_ms)
            records.append(
                Record(
                    seat.id, writer, state.rank, sequence, kind, stimulus, target, choice,
                    clock_ms, received_ms,
                )
            )  # fmt: skip
        return records, refused

    def _note_lag(self, session: Session, lag_ms: int) -> None:
        lags = self.lags_ms.get(session.code)
        if lags is None:
            lags = self.lags_ms[session.code] = []
        lags.append(lag_ms)
        if len(lags) > 2 * _LAGS_KEPT:
            del lags[:_LAGS_KEPT]

    async def _append(self, batches: list[_Batch]) -> list[Place]:
        """Write all waiting records, one frame per session, in an order that tells nothing."""
        waiting: dict[str, list[_Batch]] = {}
        for batch in batches:
            if not batch.is_written:  # else a later session's frame failed: this is the next try
                waiting.setdefault(batch.session, []).append(batch)
        for code, mine in waiting.items():
            # Asked for each frame anew: somebody may withdraw while another session's is written.
            records = [
                record for batch in mine if not self._is_gone(batch) for record in batch.records
            ]
            if records or self._is_even(code):
                mixed = records_of(records)[self._chance.order(len(records))]
                frame = Frame(code, self._gateway, self._frames_written + 1, mixed)
                position = await self._log.append(frame)
                self.commit_times.note(code, position)
                self.records_stored += len(records)
            # Only now: by its number a log knows a frame again that is offered a second time.
            self._frames_written += 1
            for batch in mine:
                batch.is_written = True
        for batch in batches:
            for record in batch.records:
                batch.state.settle(record.sequence)
        places = {code: self._conduct.place(code) for code in {b.session for b in batches}}
        return [places[batch.session] for batch in batches]

    def _is_even(self, code: str) -> bool:
        return self._conduct.place(code).study.profile.even_traffic

    def _is_gone(self, batch: _Batch) -> bool:
        """Whether the seat was erased while its records waited for the disk."""
        return bool(batch.records) and self._enrolment.is_gone(batch.records[0].seat)
