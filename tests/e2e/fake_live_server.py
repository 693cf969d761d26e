"""The page and the API of a simulated live session, for browser tests and one's own eyes.

`python tests/e2e/fake_live_server.py` serves it on a port of its own; with `own_screen` or
`one_room` behind it, a session that is shown in that way.
"""

import asyncio
import functools
import socket
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import msgspec
import uvicorn
from fake_desk import desk_routes
from fake_live_feed import (
    CADENCE_MS,
    CODE,
    DURATION_MS,
    EXAMPLES,
    PLANNED,
    FakeSession,
    RunningClock,
    calibrated,
)
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.release.cell_range import newest_intervals, snapped
from pulsemeter.web.headers import SecurityHeaders
from pulsemeter.web.templates import ASSETS, render
from pulsemeter.wire.panel_questions import AskedQuestion, PanelQuestions
from pulsemeter.wire.remarks import AskedRemark, Remarks
from pulsemeter.wire.telling import release_message
from pulsemeter.wire.telling_cells import difference_message, range_message

API = f"/api/v1/sessions/{CODE}"


def _json(session: FakeSession, message: Any) -> Response:
    return Response(session.encoded(message), media_type="application/json")


async def _stream(session: FakeSession, seen: int) -> AsyncIterator[bytes]:
    yield b": keep-alive\n\n"
    written = list(session.remarks)
    while not session.break_stream and not session.is_over:
        if written != session.remarks:
            written = list(session.remarks)
            yield b'event: remarks\ndata: {"type":"remarks"}\n\n'
        for release in session.releases():
            if release.number > seen:
                seen = release.number
                data = session.encoded(release_message(release)).decode()
                yield f"event: release\nid: {seen}\ndata: {data}\n\n".encode()
        status = session.encoded(session.status()).decode()
        yield f"event: status\ndata: {status}\n\n".encode()
        await asyncio.sleep(0.1)
    session.break_stream = False


def _steps(session: FakeSession) -> list[Route]:
    """What staff may ask of the session; each request is noted with its header."""

    def note(request: Request, what: str) -> None:
        session.asked.append(f"{what} {request.headers.get('x-pulsemeter', '-')}")

    def answer(is_done: bool) -> Response:
        if not is_done:
            refusal = {"error": "The clock is not ready.", "remedy": "Try again in a minute."}
            return JSONResponse(refusal, 409)
        return _json(session, session.status())

    async def step(request: Request) -> Response:
        name, query = request.path_params["step"], str(request.query_params)
        note(request, f"{name}?{query}" if query else name)
        return answer(session.take(name, {k: int(v) for k, v in request.query_params.items()}))

    async def cue(request: Request) -> Response:
        name, body = request.path_params["step"], (await request.body()).decode()
        note(request, f"cue/{name} {body}".strip())
        words = msgspec.json.decode(body)["words"] if name == "ask" else ""
        return answer(session.take_cue(name, words))

    return [
        Route(f"{API}/cue/{{step}}", cue, methods=["POST"]),
        Route(f"{API}/{{step}}", step, methods=["POST"]),
    ]


def _cells(session: FakeSession) -> list[Route]:
    """What is asked of segments, from what was released."""

    async def difference(request: Request) -> Response:
        asked, told = request.query_params, session.releases()
        pair = asked["first"], asked["second"]
        found = newest_intervals(told, 0, int(asked["after"]))
        answer = difference_message(found, pair, 0, told[-1].number, shared="all" in pair)
        return _json(session, answer)

    async def range_summary(request: Request) -> Response:
        asked = request.query_params
        range_ms = int(asked["from_ms"]), int(asked["until_ms"])
        intervals = snapped(*range_ms, CADENCE_MS, DURATION_MS)
        told = [r for r in newest_intervals(session.releases(), 0) if r.interval in intervals]
        pair = (asked["first"], asked["second"]) if "first" in asked else None
        answer = range_message(
            told,
            asked.getlist("cell"),
            pair,
            stimulus=0,
            range_ms=range_ms,
            intervals=len(intervals),
        )
        return _json(session, answer)

    return [Route(f"{API}/difference", difference), Route(f"{API}/range", range_summary)]


def _remarks(session: FakeSession) -> list[Route]:
    """Notes and lines of staff."""

    def told() -> Response:
        answer = Remarks(session.remarks, session.takes_lines)
        return _json(session, answer)

    async def remarks(request: Request) -> Response:
        if request.method == "POST":
            session.take_remark(msgspec.json.decode(await request.body(), type=AskedRemark))
        return told()

    async def take_back(request: Request) -> Response:
        gone = request.path_params["remark"]
        session.remarks = [remark for remark in session.remarks if remark.id != gone]
        return told()

    return [
        Route(f"{API}/remarks", remarks, methods=["GET", "POST"]),
        Route(f"{API}/remarks/{{remark}}/take-back", take_back, methods=["POST"]),
    ]


def _questions(session: FakeSession) -> list[Route]:
    """Questions to the panel."""

    async def questions(request: Request) -> Response:
        if request.method == "POST" and request.url.path.endswith("/end"):
            session.end_question()
        elif request.method == "POST":
            session.ask_panel(msgspec.json.decode(await request.body(), type=AskedQuestion))
        answer = PanelQuestions(session.questions, [PLANNED], session.no_questions)
        return _json(session, answer)

    return [
        Route(f"{API}/questions", questions, methods=["GET", "POST"]),
        Route(f"{API}/questions/end", questions, methods=["POST"]),
    ]


def fake_app(session: FakeSession) -> Starlette:
    """The page and its API for one simulated session."""
    study = SimpleNamespace(title=session.study.title)
    states = {"running": SessionState.RUNNING}

    def place() -> SimpleNamespace:
        shown = Session(CODE, "moon", SessionKind.LIVE, states["running"], simulated=True)
        return SimpleNamespace(session=shown, study=study)

    async def page(request: Request) -> Response:
        return render(request, "live_room.html", place=place())

    async def sessions(request: Request) -> Response:
        who = SimpleNamespace(member=SimpleNamespace(name="Mona"))
        values = {"who": who, "has_way": True, "open_rooms": {CODE}}
        return render(request, "sessions.html", places=[place()], **values)

    async def welcome(request: Request) -> Response:
        if request.method == "POST":
            session.asked.append(f"welcome {(await request.form())['token']}")
            return JSONResponse({"signed": "in"})
        return render(request, "staff_link.html")

    async def room(_: Request) -> Response:
        return _json(session, session.room())

    async def stream(request: Request) -> Response:
        last = request.headers.get("last-event-id", "0")
        session.last_ids.append(last)
        return StreamingResponse(_stream(session, int(last)), media_type="text/event-stream")

    async def media(request: Request) -> Response:
        return FileResponse(EXAMPLES / request.path_params["name"])

    return Starlette(
        routes=[
            Route(f"/sessions/{CODE}/live", page),
            Route("/sessions", sessions),
            Route("/staff/welcome", welcome, methods=["GET", "POST"]),
            Route(f"{API}/room", room),
            Route(f"{API}/stream", stream),
            *_cells(session),
            *desk_routes(session, place, functools.partial(_json, session)),
            *_remarks(session),
            *_questions(session),
            *_steps(session),
            Route("/media/{name}", media),
            Mount("/assets", StaticFiles(directory=ASSETS)),
        ],
        middleware=[Middleware(SecurityHeaders)],
    )


@dataclass
class Served:
    """A served simulated session; `now_ms` is its clock and moves only when a test moves it."""

    url: str
    session: FakeSession
    now_ms: list[int]

    @property
    def room_url(self) -> str:
        """Where its live room is."""
        return f"{self.url}/sessions/{CODE}/live"

    def opened(self, browser: Browser, size: tuple[int, int] = (1280, 800), **more: Any) -> Page:
        """A fresh page in the live room, once its strips are drawn."""
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(self.room_url)
        page.wait_for_selector(".strip canvas")
        return page


@contextmanager
def serving() -> Iterator[Served]:
    """One simulated session on a port of its own, two minutes after its start."""
    now_ms = [124_000]
    session = FakeSession(lambda: now_ms[0])
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(fake_app(session), log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", session, now_ms)
    session.is_over = True
    server.should_exit = True
    thread.join()
    listening.close()


def session_to_look_at(shown: str) -> FakeSession:
    """A session that goes on by itself, for a look with one's own eyes."""
    if shown == "one_room":
        return FakeSession(RunningClock(), state="open", shown=shown)
    clock = RunningClock(118_000, is_running=True)
    if shown == "own_screen":
        return FakeSession(clock, shown=shown, with_video=False, calibration=calibrated())
    return FakeSession(clock)


if __name__ == "__main__":
    looked_at = session_to_look_at(sys.argv[1] if len(sys.argv) > 1 else "in_page")
    uvicorn.run(fake_app(looked_at), port=8765)
