"""One server process of a simulated machine: the real services and the real participant's doors,
over whatever the disk held when the process began."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec
from faults.disk import Opened
from faults.virtual_loop import of_process
from starlette.requests import Request
from starlette.responses import Response
from tests.conftest import SeededChance

from pulsemeter.channel.local import LocalChannel
from pulsemeter.outside import SystemClock
from pulsemeter.release.figures import Release
from pulsemeter.service.apart import Apart, Reckoning, Worked
from pulsemeter.service.begin_server import bring_to_memory
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import StoreError
from pulsemeter.service.release_session import SessionSums
from pulsemeter.service.server_beat import TICK_MS, beat
from pulsemeter.web.participant_records import take_records
from pulsemeter.web.participant_socket import SEAT_COOKIE, ParticipantSockets
from pulsemeter.web.socket import Greeting, Handshake


class ToldChannel(LocalChannel):
    """The channel to the screens, which also tells whoever watches the watchers."""

    def __init__(self, told: Callable[[Release], None]) -> None:
        super().__init__()
        self._told = told

    def release(self, session: str, release: Release) -> None:
        self._told(release)
        super().release(session, release)


class Server:
    """A process from its start to its end, whichever it is."""

    def __init__(
        self,
        number: int,
        seed: int,
        opened: Opened,
        clock: SystemClock,
        told: Callable[["Server", Release], None],
        ingest: type[Ingest] = Ingest,
    ) -> None:
        self.number = number
        self.context = of_process(number)
        self.is_up = False
        self.opened_disk = opened
        self.problem = ""
        stores, chance = opened.stores, SeededChance(f"{seed} process {number}")
        self.stores, self.clock = stores, clock
        self.conduct = Conduct(stores.studies, clock, chance)
        self.enrolment = Enrolment(stores, self.conduct, clock, chance)
        self.ingest = ingest(stores.log, stores.seats, self.conduct, self.enrolment, clock, chance)
        channel = ToldChannel(lambda release: told(self, release))
        self.keeper = RoomKeeper(
            stores, self.conduct, self.enrolment, self.ingest, channel, clock,
            Reckoning(
                now_and_then_slowly(clock, SeededChance(f"{seed} gate {number}")), TICK_MS / 1_000
            ),
        )  # fmt: skip
        self._sums = SessionSums(stores, self.keeper)
        self._coarsening = Coarsening(stores, self.enrolment, self.keeper, clock)
        self._services = SimpleNamespace(
            conduct=self.conduct,
            enrolment=self.enrolment,
            ingest=self.ingest,
            keeper=self.keeper,
        )
        self.sockets = ParticipantSockets(self._services)  # type: ignore[arg-type]

    def start(self) -> "asyncio.Task[None]":
        """Set the process going; its task ends only when something went wrong."""
        loop = asyncio.get_running_loop()
        return loop.create_task(self._run(), context=self.context)

    async def _run(self) -> None:
        try:
            await bring_to_memory(self.conduct, self.enrolment, self.keeper)
        except StoreError as error:
            self.problem = str(error)  # it would not start, and its owner looks at the disk
            return
        beats = (self._coarsening.tick, self.enrolment.finish_withdrawals, self._sums.tick)
        async with asyncio.TaskGroup() as tasks:
            for run in (self.ingest.commits.run, self.ingest.claims.run, self.enrolment.run):
                tasks.create_task(run())
            tasks.create_task(beat(_never_changed, self.conduct, self.keeper, self.clock, beats))
            self.is_up = True

    def admit(self, secret: str) -> object | None:
        """Whether a page with this secret gets a socket: its seat."""
        greeting = self.sockets.admit(Handshake("/p/socket", "", {}, {SEAT_COOKIE: secret}))
        return greeting.key if isinstance(greeting, Greeting) else None

    def opened(self, socket: Any) -> None:
        self.sockets.opened(socket)

    def received(self, socket: Any, frame: bytes) -> None:
        self.sockets.received(socket, frame)

    def closed(self, socket: Any) -> None:
        self.sockets.closed(socket)

    async def post(self, secret: str, frame: bytes) -> tuple[int, Any]:
        """What POST /p/records answers: the status, and the message if it is one."""

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": frame, "more_body": False}

        app = SimpleNamespace(state=SimpleNamespace(services=self._services))
        cookie = f"{SEAT_COOKIE}={secret}".encode()
        scope = {
            "type": "http", "method": "POST", "path": "/p/records", "query_string": b"",
            "headers": [(b"cookie", cookie)], "app": app,
        }  # fmt: skip
        response: Response = await take_records(Request(scope, receive))
        return response.status_code, msgspec.json.decode(bytes(response.body))


async def _never_changed() -> int:
    return 0


def now_and_then_slowly(clock: SystemClock, chance: SeededChance) -> Apart:
    """Reckoning as in a thread: what it rests on is of the moment when it was asked for, and once
    in sixteen times it takes up to two seconds, in which everything else goes on."""

    async def apart(work: Callable[[], Worked], /) -> Worked:
        if chance.number(4) == 1:
            await clock.pause(chance.number(11))
        return work()

    return apart
