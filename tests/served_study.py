"""A whole server in a thread with one study and a simulated session, for what asks it over HTTP.

Pages, sockets, store and beat are the shipped ones; its clock runs at `speed`. It must hold no
browser and no stimulus file: whoever needs those finds them in tests/e2e.
"""

import asyncio
import secrets
import socket
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from pulsemeter.bootstrap import RunningServer, serving
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.scope import Scope
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, JoinMode, Stimulus, Study
from pulsemeter.service.ingest_reaction import Acknowledged, Incoming
from pulsemeter.service.keep_access_tokens import TokenWish
from pulsemeter.settings import Settings

T = TypeVar("T")
SECONDS, PANEL = 12, 40
STATEMENTS = (
    Statement("s1", 1, "talk", 0, 5_000, "We choose to go."),
    Statement("s2", 1, "talk", 5_000, 10_000, "It will cost a lot."),
)
PRESSED_MS = (3_000, 9_000)
"""When everybody presses: the first statement is liked, the second disliked."""


def talk() -> Study:
    """A talk of twelve seconds, open to everyone, with two regions."""
    regions = (Category("north", "North"), Category("south", "South"))
    return Study(
        name="talk",
        title="A talk",
        question="What carried?",
        stimuli=(Stimulus("talk", "A talk", SECONDS * 1_000),),
        attributes=(Attribute("region", "Region", "Where?", regions),),
        consent=Consent("we", "we", "presses", "any time"),
        join=JoinMode.OPEN,
    )


class ServedStudy:
    """The server; its study's one session is simulated and open."""

    def __init__(self, data: Path, speed: float = 10) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.settings = Settings(data=data, port=free.getsockname()[1], speed=speed)
        self.code = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: RunningServer | None = None
        self._stop = asyncio.Event()
        self._is_up: Future[None] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> "ServedStudy":
        self._thread.start()
        self._is_up.result(60)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(60)

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.settings.url

    @property
    def server(self) -> RunningServer:
        """Its parts."""
        assert self._server is not None
        return self._server

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            async with serving(self.settings) as self._server:
                await self.server.stores.studies.add_study(talk(), "", STATEMENTS)
                conduct = self.server.services.conduct
                session = await conduct.plan("talk", SessionKind.LIVE, simulated=True)
                self.code = session.code
                await conduct.step(self.code, SessionState.OPEN)
                self._is_up.set_result(None)
                await self._stop.wait()
        except BaseException as error:
            if not self._is_up.done():
                self._is_up.set_exception(error)
            raise

    def ask(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the server's own loop."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def token(self, *scopes: Scope, role: Role = Role.OWNER) -> str:
        """A token of a new member, who owns every study or has `role` in this one."""

        async def made() -> str:
            stores, desk = self.server.stores, self.server.services.staff
            member_id = secrets.token_hex(8)
            member = StaffMember(member_id, f"Somebody {member_id}")
            study = EVERY_STUDY if role is Role.OWNER else "talk"
            await stores.staff.add(member, Membership(study, role))
            wish = TokenWish("test", [scope.value for scope in scopes or tuple(Scope)])
            return await desk.tokens.make("test", member, wish)

        return self.ask(made())

    def run_panel(self) -> None:
        """Seat a simulated panel, start, and let everybody press; figures leave in about a second
        at this speed."""
        self.ask(self._run_panel())

    async def _run_panel(self) -> None:
        await asyncio.gather(*(self._sit(number) for number in range(PANEL)))
        await self.server.services.conduct.step(self.code, SessionState.RUNNING)
        await asyncio.gather(*(self._press(number) for number in range(PANEL)))

    async def _sit(self, number: int) -> None:
        enrolment = self.server.services.enrolment
        redeemed = await enrolment.redeem(self.code, "", f"page-key-of-number-{number:06}")
        await enrolment.consent(redeemed.seat)
        region = ("north", "south")[number % 2]
        seat = await enrolment.answer_profile(redeemed.seat, {"region": region})
        await enrolment.practised(seat)

    async def _press(self, number: int) -> None:
        services, seat_number = self.server.services, number + 1
        seat = sorted(services.enrolment.seats(self.code), key=lambda held: held.id)[number]
        await services.ingest.take_seat(seat, seat_number)
        for count, (at_ms, choice) in enumerate(zip(PRESSED_MS, (100, -100), strict=True), 1):
            while services.conduct.place(self.code).session_ms < at_ms:
                await self.server.clock.pause(200)
            stored: asyncio.Future[Acknowledged] = asyncio.get_running_loop().create_future()
            press = Incoming(count, RecordKind.PRESS, 0, 0, choice, at_ms)
            services.ingest.take(seat, seat_number, (press,), stored.set_result)
            await stored
