"""Live messages between the servers of one deployment, over core NATS: lossy, the newest wins.

What is told here reaches the own screens at once, and those of every other server through its
own local channel. A release that got lost on the way is taken from the book by its number; of
everything else the next message says more. Nothing here is the truth.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from pulsemeter.channel.local import LocalChannel, LocalMailbox
from pulsemeter.domain.decision import Decision
from pulsemeter.domain.statement import Statement
from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import IntervalRelease, Release, StatementRelease
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.heard_elsewhere import Heard
from pulsemeter.service.ports import Clock, StoreError
from pulsemeter.service.stages_elsewhere import OnAirNow
from pulsemeter.service.watch_rooms import ToldActivity
from pulsemeter.transcript.live_words import LiveWords

_diagnostics = logging.getLogger(__name__)
WAITING_MAX = 4_096
LOOK_MS = 2_000
"""How often the book is asked for releases that nothing was heard of."""
RECENT = 256
"""So many releases at most are told again to a session's first screens."""
_FOR_ALL = {"remarks", "asked"}
_KINDS: dict[str, Any] = {
    "interval": IntervalRelease,
    "statement": StatementRelease,
    "plan": tuple[PlannedCell, ...],
    "activity": Activity,
    "decision": Decision,
    "words": tuple[LiveWords, tuple[Statement, ...]],
    "heard": Heard,
    "stages": OnAirNow,
    **dict.fromkeys(_FOR_ALL, None),
}
_RELEASES = (IntervalRelease, StatementRelease)

Missed = Callable[[str, int], Awaitable[Sequence[Release]]]


class Told(msgspec.Struct, array_like=True, frozen=True):
    """One message: which server tells, of which session, what kind of thing, and the thing."""

    server: int
    session: str
    kind: str
    body: msgspec.Raw


class ToldBadly(ValueError):
    """Bytes that are no message of this version."""


def write_told(server: int, session: str, kind: str, value: object) -> Told:
    """A message about this thing."""
    return Told(server, session, kind, msgspec.Raw(msgspec.msgpack.encode(value)))


def read_told(data: bytes) -> tuple[Told, Any]:
    """A message and the thing that it tells of. Raises ToldBadly where it is none."""
    try:
        told = msgspec.msgpack.decode(data, type=Told)
        return told, msgspec.msgpack.decode(told.body, type=_KINDS[told.kind])
    except (msgspec.MsgspecError, KeyError, UnicodeError, RecursionError, ValueError) as error:
        raise ToldBadly(str(error)) from None


class NatsChannel:
    """Channel of one of several servers; `run` must be running for others to hear anything.
    `missed` reads a session's releases above a number from the book."""

    def __init__(
        self, client: Client, name: str, server: int, missed: Missed, clock: Clock
    ) -> None:
        self._client = client
        self._subject = f"{name}.tell"
        self._server = server
        self._missed = missed
        self._clock = clock
        self.local = LocalChannel()
        self._numbers: dict[str, int] = {}
        self._behind: set[str] = set()
        self._looked_ms = clock.elapsed_ms()
        self._waiting: deque[Told] = deque(maxlen=WAITING_MAX)
        self._filled = asyncio.Event()
        self._heard: deque[Heard] = deque(maxlen=WAITING_MAX)
        self._activities: dict[str, ToldActivity] = {}
        self._on_air: tuple[OnAirNow, int] = ((), clock.elapsed_ms())
        self.listens = asyncio.Event()
        self._hands: dict[str, Callable[[str, Any], None]] = {
            "plan": self.local.plan,
            "activity": self._hear_activity,
            "decision": self.local.decision,
            "words": lambda session, both: self.local.words(session, *both),
            "remarks": lambda session, _: self.local.remarks(session),
            "asked": lambda session, _: self.local.asked(session),
            "heard": lambda _, heard: self._heard.append(heard),
            "stages": self._hear_stages,
        }

    async def run(self) -> None:
        """Tell the others and hear them, until cancelled."""
        heard = await self._client.subscribe(f"{self._subject}.>", cb=self._hear)
        self.listens.set()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._send())
                tasks.create_task(self._look())
        finally:
            if not self._client.is_closed:
                await heard.unsubscribe()

    def subscribe(self, session: str, view: View = EVERYTHING) -> LocalMailbox:
        """A mailbox for one screen of a session, for somebody who may see this."""
        return self.local.subscribe(session, view)

    def close(self) -> None:
        """End every stream."""
        self.local.close()

    def screens(self, session: str) -> int:
        """How many screens a session has open at this server."""
        return self.local.screens(session)

    def release(self, session: str, release: Release) -> None:
        """Offer a release, already written down, to every open screen of a session. The own ones
        may have it already: it stood in the book for a moment, where `_look` found it."""
        kind = "interval" if isinstance(release, IntervalRelease) else "statement"
        if release.number > self._numbers.get(session, 0):
            self._numbers[session] = release.number
            self.local.release(session, release)
        self._tell(session, kind, release)

    def plan(self, session: str, cells: Sequence[PlannedCell]) -> None:
        """Offer the cells of the plan."""
        self.local.plan(session, cells)
        self._tell(session, "plan", cells)

    def activity(self, session: str, activity: Activity) -> None:
        """Offer the session's activity."""
        self.local.activity(session, activity)
        self._tell(session, "activity", activity)

    def remarks(self, session: str) -> None:
        """Say to every screen that staff wrote something."""
        self.local.remarks(session)
        self._tell(session, "remarks", None)

    def asked(self, session: str) -> None:
        """Say to every screen that a question was put or ended."""
        self.local.asked(session)
        self._tell(session, "asked", None)

    def decision(self, session: str, decision: Decision) -> None:
        """Offer a decision as it is now."""
        self.local.decision(session, decision)
        self._tell(session, "decision", decision)

    def words(self, session: str, words: LiveWords, changed: Sequence[Statement]) -> None:
        """Offer what the words are now."""
        self.local.words(session, words, changed)
        self._tell(session, "words", (words, tuple(changed)))

    def tell_heard(self, heard: Heard) -> None:
        """Say who was heard from at this server."""
        self._tell("", "heard", heard)

    def heard_elsewhere(self) -> Sequence[Heard]:
        """Who was heard from at the others, as they told since this was last asked."""
        told = [*self._heard]
        self._heard.clear()
        return told

    def tell_stages(self, on_air: OnAirNow) -> None:
        """Say which stage views are on."""
        self._tell("", "stages", on_air)

    def stages_elsewhere(self) -> tuple[OnAirNow, int]:
        """Which stage views are on at another server, as it told last, and when."""
        return self._on_air

    def told_activity(self, session: str) -> ToldActivity | None:
        """What another server told last of a session, and when."""
        return self._activities.get(session)

    def _tell(self, session: str, kind: str, value: object) -> None:
        self._waiting.append(write_told(self._server, session, kind, value))
        self._filled.set()

    async def _send(self) -> None:
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                told = self._waiting.popleft()
                if not self._client.is_connected:
                    continue  # it would arrive late; the book and the next message say it
                try:
                    await self._client.publish(
                        f"{self._subject}.{told.kind}", msgspec.msgpack.encode(told)
                    )
                except (nats.errors.Error, OSError) as error:
                    _diagnostics.debug("not told to other servers: %r", error)

    async def _hear(self, message: Msg) -> None:
        try:
            told, value = read_told(message.data)
        except ToldBadly as error:
            _diagnostics.warning("a server of another version said something else: %s", error)
            return
        if told.server == self._server:
            return
        if isinstance(value, _RELEASES):
            self._hear_release(told.session, value)
        else:
            self._hands[told.kind](told.session, value)

    def _hear_stages(self, _: str, on_air: OnAirNow) -> None:
        self._on_air = (on_air, self._clock.elapsed_ms())

    def _hear_activity(self, session: str, activity: Activity) -> None:
        self._activities[session] = ToldActivity(activity, self._clock.elapsed_ms())
        self.local.activity(session, activity)

    def _hear_release(self, session: str, release: Release) -> None:
        """Hand a release on where it is the next; where others are missing, all of them by and by,
        because a screen takes them in order."""
        before = self._numbers.get(session, 0)
        if not self.screens(session) or release.number == before + 1:
            self.local.release(session, release)
            self._numbers[session] = max(release.number, before)
        elif release.number > before:
            self._behind.add(session)

    async def _look(self) -> None:
        """Now and again, and soon where something is missing, ask the book."""
        while True:
            await self._clock.pause(LOOK_MS // 10)
            for session in [*self._behind]:
                self._behind.discard(session)
                await self._catch_up(session)
            if self._clock.elapsed_ms() - self._looked_ms >= LOOK_MS:
                self._looked_ms = self._clock.elapsed_ms()
                for session in self.local.sessions():
                    await self._catch_up(session)

    async def _catch_up(self, session: str) -> None:
        if not self.screens(session):
            return
        try:
            found = await self._missed(session, self._numbers.get(session, 0))
        except StoreError as error:
            _diagnostics.error("releases can't be read: %s", error)
            return
        if len(found) > RECENT and self._numbers.get(session):
            # Screens that saw what came before would have a hole: they come back and ask for it.
            self.local.end(session)
        for release in sorted(found, key=lambda one: one.number)[-RECENT:]:
            if release.number > self._numbers.get(session, 0):
                self._numbers[session] = release.number
                self.local.release(session, release)
