"""One page load of a participant: its own clock, what the person does on it, and what becomes of it
when the phone is pocketed, the page is loaded again or the network is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from faults.connection import Connection
from faults.network import Line, Lost
from faults.outbox import BrowserStore, Outbox

from pulsemeter.domain.presence import AWAY
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.service.ports import StoreError
from pulsemeter.simulation.panel import ScriptEntry

if TYPE_CHECKING:
    from faults.person import Person

STEP_S = 0.25
NAMES = {
    RecordKind.PRESS: "press",
    RecordKind.UNDO: "undo",
    RecordKind.PRESENCE: "presence",
    RecordKind.PAUSE: "pause",
}


class Made(NamedTuple):
    """A record as its page made it."""

    writer: int
    sequence: int
    entry: ScriptEntry


@dataclass
class Showing:
    """What all pages of a run share."""

    code: str
    is_live: bool
    duration_ms: int
    cadence_ms: int


@dataclass
class Phone:
    """A browser: the secret of the seat in its cookie, and its database."""

    secret: str
    store: BrowserStore
    page: "Page | None" = None


@dataclass
class Deeds:
    """What a person's pages did, for the reckoning."""

    made: list[Made] = field(default_factory=list)
    lost_unkept: set[tuple[int, int]] = field(default_factory=set)
    outboxes: list[Outbox] = field(default_factory=list)
    failure: str = ""


class Page:
    """One page load: an `Outside` for its connection and a `Listener` to it."""

    def __init__(self, person: "Person", phone: Phone, writer: int) -> None:
        self.person, self.phone = person, phone
        self.is_dead = self.is_asleep = False
        self.is_over = self.is_finishing = self.has_ended = False
        self.outbox = Outbox(writer, phone.store)
        person.deeds.outboxes.append(self.outbox)
        self.connection = Connection(self, self.outbox, self)
        self._deferred: list[Callable[[], None]] = []
        # In order: whoever ends them must do it in the same order each time.
        self._tasks: dict[asyncio.Task[None], None] = {}
        self._line: Line | None = None
        self._state, self._anchor_ms, self._anchor_s = "planned", 0.0, self._now_s()
        self._next: int | None = None
        self._slept_from_ms = 0.0

    # What the browser gives.
    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()

    def open_line(self, events: Any) -> Line:
        network, number = self.person.network, self.person.number
        self._line = network.open_line(number, self.phone.secret, _Awake(self, events))
        return self._line

    async def post(self, frame: bytes) -> tuple[int, dict[str, Any] | None]:
        secret = self.phone.secret
        try:
            status, message = await self.person.network.ask(
                self.person.number, lambda host: host.post(secret, frame)
            )
        except (Lost, StoreError):
            raise ConnectionError from None
        if status >= 500:
            raise ConnectionError
        await self._awake()
        return status, message if "type" in message else None

    def beacon(self, frame: bytes) -> None:
        secret = self.phone.secret
        self.person.network.tell(self.person.number, lambda host: host.post(secret, frame))

    def random(self) -> float:
        return self.person.chance.random()

    def later(self, wait_s: float, act: Callable[[], None]) -> Callable[[], None]:
        return asyncio.get_running_loop().call_later(wait_s, self.when_awake, act).cancel

    def run(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    def when_awake(self, act: Callable[[], None]) -> None:
        """Now, or when the phone wakes up; never in a page that is gone."""
        if self.is_dead:
            return
        if self.is_asleep:
            self._deferred.append(act)
        else:
            act()

    async def _awake(self) -> None:
        gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.when_awake(lambda: gate.done() or gate.set_result(None))
        await gate

    # What the connection tells.
    def welcomed(self, message: dict[str, Any]) -> None:
        if self._next is None and not self.is_over:
            if not self.person.showing.is_live:
                self._anchor_ms, self._anchor_s = float(message["resume_ms"]), self._now_s()
            script = self.person.script
            now_ms = self._now_ms()
            self._next = sum(entry.stimulus_ms < now_ms for entry in script)
            self.later(STEP_S, self._step)

    def told(self, state: str, session_ms: int) -> None:
        now_ms = float(session_ms) if self.person.showing.is_live else self._now_ms()
        self._state, self._anchor_ms, self._anchor_s = state, now_ms, self._now_s()
        self.person.heard_ms.append(session_ms)

    def taken_over(self) -> None:
        self.has_ended = True

    def seat_lost(self) -> None:
        self.has_ended = True

    # What the person does.
    @property
    def _runs(self) -> bool:
        """Whether the stimulus is running, and may be pressed at."""
        return self._state == "running" or (
            self._state == "open" and not self.person.showing.is_live
        )

    def _now_ms(self) -> float:
        return self._anchor_ms + (1000 * (self._now_s() - self._anchor_s) if self._runs else 0)

    def _step(self) -> None:
        """A frame is drawn: what the script says has been done by now."""
        if self.has_ended or self.is_finishing or self._next is None:
            return
        script, showing, now_ms = self.person.script, self.person.showing, self._now_ms()
        added = False
        while self._runs and self._next < len(script) and script[self._next].stimulus_ms <= now_ms:
            self._make(script[self._next])
            self._next += 1
            added = True
        if added:
            self.connection.flush()
        if now_ms >= showing.duration_ms or self._state in ("closed", "released"):
            self.is_finishing = True
            self.run(self._finish())
        else:
            self.later(STEP_S, self._step)

    def _make(self, entry: ScriptEntry) -> None:
        entry = self.person.mind(entry)
        record = self.outbox.add(NAMES[entry.kind], entry.stimulus_ms, entry.choice)
        self.person.deeds.made.append(Made(self.outbox.writer, record.sequence, entry))

    async def _finish(self) -> None:
        self.connection.flush()
        while self.outbox.size and not self.is_dead:  # noqa: ASYNC110 - as the page does it
            await asyncio.sleep(0.25)
        self.is_over = True
        if not (self.is_dead or self.has_ended):
            self.person.is_done = True
            await self.person.tell_watched()

    def sleep(self) -> None:
        """The phone is pocketed: the page is hidden, then nothing of it runs."""
        self.connection.hide()
        self.is_asleep, self._slept_from_ms = True, self._now_ms()

    def wake(self) -> None:
        if not self.is_asleep or self.is_dead:
            return
        self.is_asleep = False
        if self.person.showing.is_live:
            self._sleep_was_away()
        else:
            self._anchor_ms, self._anchor_s = self._slept_from_ms, self._now_s()
        deferred, self._deferred = self._deferred, []
        for act in deferred:
            self.when_awake(act)
        self.connection.wake()

    def _sleep_was_away(self) -> None:
        """Intervals that nobody looked at are told as away, one by one, when the page is back."""
        if self._next is None or self.has_ended or self.is_finishing:
            return
        script, cadence_ms = self.person.script, self.person.showing.cadence_ms
        now_ms = min(self._now_ms(), self.person.showing.duration_ms)
        first, last = int(self._slept_from_ms // cadence_ms), int(now_ms // cadence_ms)
        for interval in range(first, last):
            at_ms = (interval + 1) * cadence_ms - 1
            if at_ms < now_ms:
                self._make(ScriptEntry(RecordKind.PRESENCE, at_ms, AWAY))
        while self._next < len(script) and script[self._next].stimulus_ms <= now_ms:
            self._next += 1

    def die(self) -> None:
        """The page is gone, without a word or with one."""
        self.is_dead = True
        if self._line is not None:
            self._line.close()
        for task in list(self._tasks):
            task.cancel()
        self.person.deeds.lost_unkept |= self.phone.store.page_dies()


class _Awake:
    """A line's events, told to a page only while it is awake."""

    def __init__(self, page: Page, events: Any) -> None:
        self._page, self._events = page, events

    def opened(self) -> None:
        self._page.when_awake(self._events.opened)

    def heard(self, frame: bytes) -> None:
        self._page.when_awake(lambda: self._events.heard(frame))

    def closed(self) -> None:
        self._page.when_awake(self._events.closed)
