"""The participant's socket: decode, hand over, encode. Decides nothing.

One handler serves every socket of the server. Acknowledgements come back from ingest when
records are durable; state changes go out to all pages of a session, spread over a second.
"""

import asyncio
import logging

import msgspec

from pulsemeter.domain.participant import Seat
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import Session
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.ingest_reaction import (
    Acknowledged,
    Incoming,
    Superseded,
    WriterUnknown,
)
from pulsemeter.service.ports import StoreError
from pulsemeter.web.even_answers import answer_bytes
from pulsemeter.web.services import Services
from pulsemeter.web.socket import (
    CLOSE_GOING_AWAY,
    CLOSE_MALFORMED,
    CLOSE_POLICY,
    Greeting,
    Handshake,
    Refusal,
    Socket,
)
from pulsemeter.wire.participant import (
    Ack,
    FromPage,
    Hello,
    OnAir,
    OpenCue,
    Ping,
    Pong,
    Records,
    Refused,
    Sealed,
    StateChange,
    TakenOver,
    Welcome,
    WireRecord,
)
from pulsemeter.wire.reading import Unreadable, reader_of

_diagnostics = logging.getLogger(__name__)
SEAT_COOKIE = "pm_seat"
COMES_BACK_MS = 10
"""Time for each page that comes back after all lines were cut at once: a hundred in a second
take a server a tenth of a core, beside the presses that they bring."""
SPREAD_MS_MAX = 60_000
_SPREAD_STEPS = 20
_SPREAD_STEP_S = 0.05

KINDS = {
    "press": int(RecordKind.PRESS),
    "undo": int(RecordKind.UNDO),
    "presence": int(RecordKind.PRESENCE),
    "pause": int(RecordKind.PAUSE),
    "tap": int(RecordKind.TAP),
}

_HOLDS_RECORDS = (Records, Sealed)
_encode = msgspec.json.Encoder().encode
_read = reader_of(FromPage)


def incoming(records: list[WireRecord]) -> list[Incoming]:
    """Wire records as ingest takes them."""
    return [
        Incoming(r.sequence, KINDS[r.kind], r.stimulus, r.target, r.choice, r.clock_ms)
        for r in records
    ]


def ack_of(done: Acknowledged) -> Ack:
    """The acknowledgement of what is durable."""
    refused = [Refused(sequence, reason.value) for sequence, reason in done.refused]
    session = done.place.session
    return Ack(
        done.writer,
        done.upto,
        session.state.value,
        done.place.session_ms,
        refused,
        open_cue(session),
        open_question(session),
    )


def spread_ms(lines: int) -> int:
    """Within how much time so many pages come back, each at a moment of its own. A page knows what
    it was told at its welcome: who came first comes back first."""
    return min(SPREAD_MS_MAX, lines * COMES_BACK_MS)


def welcome_of(done: Acknowledged, resume_ms: int, lines: int = 0) -> Welcome:
    """The answer to a page load that took the seat; `lines` are those open with its own."""
    place, session = done.place, done.place.session
    return Welcome(
        done.writer,
        done.upto,
        resume_ms,
        session.state.value,
        place.session_ms,
        open_cue(session),
        on_air(place),
        open_question(session),
        spread_ms(lines),
    )


def on_air(place: Place) -> OnAir | None:
    """Which wall time of a broadcast on the page is which time of the session, while it runs."""
    clock = place.session.clock
    if not (place.study.stimuli[0].broadcast and clock.is_running):
        return None
    return OnAir(clock.anchor_session_ms, clock.anchor_wall_ms)


def open_cue(session: Session) -> OpenCue | None:
    """The cue that people wait for, as their pages are told it."""
    cue = session.open_cue
    return OpenCue(cue.number, cue.words, cue.planned) if cue else None


def open_question(session: Session) -> int:
    """The number of the question that everybody is asked, 0 for none."""
    asked = session.open_question
    return asked.number if asked else 0


class ParticipantSockets:
    """All open participant sockets of one server; it may be one that has none."""

    def __init__(self, services: Services, *, is_open: bool = True) -> None:
        self._services = services
        self._is_open = is_open
        self._of_seat: dict[int, set[Socket]] = {}
        self._writer_of: dict[Socket, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._takes = True
        services.conduct.on_change(self._state_changed)
        services.enrolment.on_takeover(self._taken_over)

    def admit(self, handshake: Handshake) -> Greeting | Refusal:
        """Only a page of ours that holds a seat."""
        if not self._is_open:
            return Refusal(404, "This server takes no reactions.")
        if not handshake.is_same_origin:
            return Refusal(403, "This page may not open a connection here.")
        seat = self._services.enrolment.seat_now(handshake.cookies.get(SEAT_COOKIE, ""))
        if seat is None:
            return Refusal(403, "No seat. Open your link again.")
        return Greeting(seat.id)

    def opened(self, socket: Socket) -> None:
        """A page is connected; it says hello next."""
        self._of_seat.setdefault(self._seat_id(socket), set()).add(socket)

    def closed(self, socket: Socket) -> None:
        """A page is gone."""
        seat_id = self._seat_id(socket)
        self._of_seat.get(seat_id, set()).discard(socket)
        if not self._of_seat.get(seat_id):
            self._of_seat.pop(seat_id, None)
        self._writer_of.pop(socket, None)

    @staticmethod
    def _seat_id(socket: Socket) -> int:
        key = socket.key
        assert isinstance(key, int)
        return key

    def take_no_more(self) -> None:
        """Hear no frame from now on: the server ends, and pages keep what isn't acknowledged."""
        self._takes = False

    def received(self, socket: Socket, frame: bytes) -> None:
        """One frame of a page."""
        if not self._takes:
            return
        try:
            message = _read(frame)
        except Unreadable as error:
            socket.close(CLOSE_MALFORMED, f"not a frame of ours: {error}")
            return
        seat = self._services.enrolment.seat(self._seat_id(socket))
        if isinstance(message, _HOLDS_RECORDS):
            self._take(socket, seat, message)
        elif isinstance(message, Ping):
            self._services.ingest.hear(seat)
            place = self._services.conduct.place(seat.session)
            socket.send(_encode(Pong(message.probe, place.session_ms)))
        else:
            self._run(self._greet(socket, seat, message))

    def _run(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _take(self, socket: Socket, seat: Seat, message: Records | Sealed) -> None:
        def reply(done: Acknowledged) -> None:
            socket.send(answer_bytes(ack_of(done), done.place))

        try:
            self._services.ingest.take(seat, message.writer, incoming(message.records), reply)
        except WriterUnknown as error:
            socket.close(CLOSE_POLICY, str(error))

    async def _greet(self, socket: Socket, seat: Seat, message: Hello) -> None:
        """Let the page in, or let it come back when the log can be read again."""
        try:
            await self._let_in(socket, seat, message)
        except StoreError as error:
            _diagnostics.error("a page has to come back later: %s", error)
            socket.close(CLOSE_GOING_AWAY, "come back in a moment")

    async def _let_in(self, socket: Socket, seat: Seat, message: Hello) -> None:
        """The page's writer takes the seat; pages that held it are told. So is a page that
        held it once and comes back."""
        try:
            done = await self._services.ingest.take_seat(seat, message.writer)
        except Superseded:
            socket.send(_encode(TakenOver(message.writer)))
            return
        except WriterUnknown as error:
            socket.close(CLOSE_POLICY, str(error))
            return
        for other in list(self._of_seat.get(seat.id, ())):
            held = self._writer_of.get(other)
            if other is not socket and held is not None and held != message.writer:
                other.send(_encode(TakenOver(held)))
        self._writer_of[socket] = message.writer
        resume_ms = await self._services.keeper.resume_ms(seat)
        socket.send(answer_bytes(welcome_of(done, resume_ms, len(self._writer_of)), done.place))

    def _taken_over(self, seat: Seat) -> None:
        """Another device holds the seat: every page of the old one is told and let go. None of
        them may say hello on a socket that its secret opened before."""
        for socket in list(self._of_seat.get(seat.id, ())):
            held = self._writer_of.get(socket)
            if held is not None:
                socket.send(_encode(TakenOver(held)))
            socket.close(CLOSE_GOING_AWAY, "another device went on with this seat")

    def _state_changed(self, session: Session) -> None:
        if self._of_seat:
            self._run(self._tell_all(session))

    async def _tell_all(self, session: Session) -> None:
        """Tell every page of the session, a part of them at a time."""
        seats = {seat.id for seat in self._services.enrolment.seats(session.code)}
        sockets = [
            socket
            for seat_id, held in list(self._of_seat.items())
            if seat_id in seats
            for socket in held
        ]
        part = max(100, -(-len(sockets) // _SPREAD_STEPS))
        for start in range(0, len(sockets), part):
            place = self._services.conduct.place(session.code)
            cue = open_cue(place.session)
            change = StateChange(
                place.session.state.value,
                place.session_ms,
                cue,
                on_air(place),
                open_question(place.session),
            )
            frame = answer_bytes(change, place)
            for socket in sockets[start : start + part]:
                socket.send(frame)
            if start + part < len(sockets):
                await asyncio.sleep(_SPREAD_STEP_S)
