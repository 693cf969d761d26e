"""A server that fits on a screen: it seats pages, stores records and misbehaves on request."""

import asyncio
import random
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from pulsemeter.domain.reaction import Record
from pulsemeter.domain.session import SessionClock
from pulsemeter.rehearsal.journal import KINDS
from pulsemeter.wire.participant import (
    Ack,
    FromPage,
    Hello,
    Pong,
    Records,
    Refused,
    StateChange,
    Welcome,
)

encode = msgspec.json.encode
decoder = msgspec.json.Decoder(FromPage)


class FakeServer:
    """Stores each key once. `drops` is its chance to hang up after storing, without a word."""

    def __init__(self, speed: float, drops: float) -> None:
        self.speed = speed
        self.drops = drops
        self.state = "open"
        self.clock = SessionClock()
        self.log: list[Record] = []
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self.counts: Counter[str] = Counter()
        self.complaints: list[str] = []
        self.refuses: Callable[[Record], str] = lambda record: ""
        self.status: Callable[[str], int] = lambda path: 303
        self._rng = random.Random(5)
        self._keys: dict[tuple[str, int, int], object] = {}
        self.seats: dict[str, int] = {}
        self.writers: dict[str, list[int]] = {}
        self._sockets: list[WebSocket] = []
        self.base_url = ""
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that a page's coming, going or saying may change."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()

    def wall_ms(self) -> int:
        return int(asyncio.get_running_loop().time() * 1000 * self.speed)

    def session_ms(self) -> int:
        return self.clock.session_ms(self.wall_ms())

    async def start(self) -> None:
        self.state, self.clock = "running", self.clock.run(self.wall_ms())
        for websocket in list(self._sockets):
            change = StateChange(self.state, self.session_ms())
            await websocket.send_text(encode(change).decode())

    async def form(self, request: Request) -> Response:
        page_key = request.cookies["pm_seat"]
        answers = {str(k): str(v) for k, v in (await request.form()).items()}
        self.forms.append((request.url.path, page_key, answers))
        if request.url.path.startswith("/j/"):
            self.seats.setdefault(page_key, len(self.seats) + 1)
        if request.headers["origin"] != self.base_url:
            self.complaints.append("origin")
        return Response(status_code=self.status(request.url.path))

    async def post_records(self, request: Request) -> Response:
        self.counts["posts"] += 1
        frame = msgspec.json.decode(await request.body(), type=Records)
        ack = self.store(request.cookies["pm_seat"], frame)
        return Response(encode(ack), media_type="application/json")

    async def socket(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self._sockets.append(websocket)
        page_key = websocket.cookies["pm_seat"]
        try:
            while True:
                text = await websocket.receive_text()
                if len(text) >= 4_096:
                    self.complaints.append(f"frame of {len(text)} bytes")
                answer = self.answer(page_key, decoder.decode(text.encode()))
                self._changed.set()
                if answer is None:
                    await websocket.close(1011)
                    return
                await websocket.send_text(encode(answer).decode())
        except WebSocketDisconnect:
            self.counts["disconnects"] += 1
            self._changed.set()
        finally:
            self._sockets.remove(websocket)

    def answer(self, page_key: str, message: FromPage) -> Welcome | Ack | Pong | None:
        if isinstance(message, Hello):
            writers = self.writers.setdefault(page_key, [])
            if message.writer not in writers:
                writers.append(message.writer)
            resume_ms = max((r.clock_ms for r in self.of_seat(page_key)), default=0)
            upto = self.upto(page_key, message.writer)
            return Welcome(message.writer, upto, resume_ms, self.state, self.session_ms())
        if isinstance(message, Records):
            ack = self.store(page_key, message)
            return ack if self._rng.random() >= self.drops else None
        return Pong(message.probe, self.session_ms())

    def of_seat(self, page_key: str) -> list[Record]:
        return [r for r in self.log if r.seat == self.seats[page_key]]

    def upto(self, page_key: str, writer: int) -> int:
        upto = 0
        while (page_key, writer, upto + 1) in self._keys:
            upto += 1
        return upto

    def store(self, page_key: str, frame: Records) -> Ack:
        if frame.writer not in self.writers.get(page_key, []):
            self.complaints.append("records before hello")
        rank = self.writers[page_key].index(frame.writer) + 1
        refused = []
        for r in frame.records:
            key = (page_key, frame.writer, r.sequence)
            self.counts["again" if key in self._keys else "new"] += 1
            if self._keys.setdefault(key, r) != r:
                self.complaints.append(f"other content: {key}")
            record = Record(
                self.seats[page_key],
                frame.writer,
                rank,
                r.sequence,
                KINDS[r.kind],
                r.stimulus,
                r.target,
                r.choice,
                r.clock_ms,
                self.session_ms(),
            )
            if reason := self.refuses(record):
                refused.append(Refused(r.sequence, reason))
            elif (record.seat, record.writer, record.sequence) not in {
                (s.seat, s.writer, s.sequence) for s in self.of_seat(page_key)
            }:
                self.log.append(record)
        if [r.sequence for r in frame.records] != sorted(r.sequence for r in frame.records):
            self.complaints.append("frame out of order")
        upto = self.upto(page_key, frame.writer)
        return Ack(frame.writer, upto, self.state, self.session_ms(), refused)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        paths = (
            "/p/consent",
            "/p/profile",
            "/p/practised",
            "/p/watched",
            "/p/closing",
            "/p/questions",
            "/p/why",
        )
        routes = [Route(path, self.form, methods=["POST"]) for path in (*paths, "/j/{c}/redeem")]
        routes.append(Route("/p/records", self.post_records, methods=["POST"]))
        app = Starlette(routes=[*routes, WebSocketRoute("/p/socket", self.socket)])
        listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            app, ws="websockets-sansio", log_level="error", lifespan="off", http="httptools"
        )
        server = uvicorn.Server(config)
        # The socket listens already: whoever comes before the server runs waits in its queue.
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield
        finally:
            server.should_exit = True
            await serving


@pytest.fixture
def make_server() -> Callable[..., FakeServer]:
    def make(speed: float = 1.0, drops: float = 0.0) -> FakeServer:
        return FakeServer(speed, drops)

    return make
