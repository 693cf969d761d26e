"""The one machine of a run: its disk, its clocks, and the server process that runs on it now."""

import asyncio
import random
from collections import Counter

from faults.disk import Disk
from faults.network import Network
from faults.server import Server
from faults.virtual_loop import VirtualLoop

from pulsemeter.outside import SystemClock
from pulsemeter.release.figures import Release
from pulsemeter.service.ingest_reaction import Ingest

CLOCK_ERROR_MS = 20
_WALL_START_S = 1_700_000_000.0


class Machine:
    """Starts servers, kills them, and remembers what they showed."""

    def __init__(self, seed: int, loop: VirtualLoop, happened: Counter[str]) -> None:
        self.seed, self.loop, self.happened = seed, loop, happened
        self.chance = random.Random(f"{seed} machine")
        self.disk = Disk(seed, happened)
        self.disk.lose_power = self.crash
        self.network = Network(seed, happened)
        self.server: Server | None = None
        self.servers: list[Server] = []
        self.shown: list[tuple[int, Release]] = []
        """(process, release) as screens were told."""
        self.violations: list[str] = []
        self.leap_s = 0.0
        self.ingest: type[Ingest] = Ingest
        self.clock: type[SystemClock] = SystemClock
        self.is_quiet = False
        self._boots, self._booted_s = 1, -1_000.0
        self._clocks: dict[str, tuple[int, int]] = {}
        """Per session when its clock showed 0, in simulated time, and in which run of the machine
        that was seen."""
        self._task: asyncio.Task[None] | None = None
        self._back_at_s: float | None = 0.0

    def _wall_ns(self) -> int:
        return int((_WALL_START_S + self.leap_s + self.loop.time()) * 1e9)

    def _since_boot(self) -> tuple[str, int]:
        return f"boot {self._boots}", int((self.loop.time() - self._booted_s) * 1e9)

    def _steady_ns(self) -> int:
        return int(self.loop.time() * 1e9)

    def crash(self, is_power: bool | None = None) -> None:
        """The server is gone in the middle of whatever it did: killed, or the power went."""
        if self.server is None:
            return
        is_power = self.chance.random() < 0.5 if is_power is None else is_power
        self.happened["power cut" if is_power else "kill -9"] += 1
        self.loop.kill(self.server.number)
        self.server = self.network.host = None
        if is_power:
            self.disk.power_cut()
            self._boots, self._booted_s = self._boots + 1, self.loop.time()
        for line in sorted(self.network.lines, key=lambda line: line.number):
            if is_power and self.chance.random() < 0.5:
                line.go_silent()
            else:
                line.break_off()
        self._back_at_s = self.loop.time() + (0.5 if self.is_quiet else self.chance.uniform(0.3, 6))

    async def keep_up(self) -> None:
        """What the owner of the server does: starts it, and again when it is gone or says that the
        disk failed."""
        while True:
            await asyncio.sleep(0.1)
            if self.server is None:
                if self._back_at_s is not None and self.loop.time() >= self._back_at_s:
                    self._start()
                continue
            self._watch_clock(self.server)
            if self._task is not None and self._task.done():
                if not self.server.problem:
                    self.violations.append(f"the server ended: {self._task.exception()!r}")
                self.crash(is_power=False)
            elif self.server.opened_disk.failed:
                await asyncio.sleep(self.chance.uniform(0.5, 4.0))
                self.crash()

    def _watch_clock(self, server: Server) -> None:
        """A session's clock goes on as it began, whatever is done to the wall clock. A start of
        the machine may move it, since then the wall clock is all there is."""
        for place in server.conduct.places() if server.is_up else []:
            began_ms = round(self.loop.time() * 1000) - place.session_ms
            if not place.session.clock.is_running:
                continue
            known_ms, boots = self._clocks.setdefault(place.session.code, (began_ms, self._boots))
            if boots != self._boots:
                self._clocks[place.session.code] = (began_ms, self._boots)
            elif abs(began_ms - known_ms) > CLOCK_ERROR_MS:
                self.violations.append(f"the session's clock moved by {known_ms - began_ms} ms")
                self._clocks[place.session.code] = (began_ms, self._boots)

    def _start(self) -> None:
        clock = self.clock(
            wall_ns=self._wall_ns, steady_ns=self._steady_ns, since_boot=self._since_boot
        )
        number = len(self.servers) + 1
        self.server = Server(number, self.seed, self.disk.open(), clock, self._told, self.ingest)
        self.servers.append(self.server)
        self.network.host = self.server
        self._task = self.server.start()

    def _told(self, server: Server, release: Release) -> None:
        recorded = any(
            book == "releases" and method == "write" and release in args[1]
            for book, method, args, _ in reversed(self.disk.chronicle)
        )
        if not recorded:
            self.violations.append(f"release {release.number} was shown before it was recorded")
        self.shown.append((server.number, release))
