"""The life of one simulated panelist: join, watch, react, suffer mishaps, finish or leave.

Plays a script through real sockets. Decides nothing about what a person would press and
nothing about what the server should have stored.
"""

import asyncio
import secrets
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.rehearsal.front_door import DoorClosedError, FrontDoor
from pulsemeter.rehearsal.journal import PageJournal
from pulsemeter.rehearsal.page import PageModel
from pulsemeter.rehearsal.page_clock import PageClock
from pulsemeter.rehearsal.page_link import GaveUpError, PageLink
from pulsemeter.simulation.mishaps import Mishap, MishapKind
from pulsemeter.simulation.panel import ScriptEntry, SimulatedPanelist
from pulsemeter.wire.participant import Pong, RecordKindName, TakenOver, ToPage

NAMES: dict[RecordKind, RecordKindName] = {
    RecordKind.PRESS: "press",
    RecordKind.UNDO: "undo",
    RecordKind.PRESENCE: "presence",
    RecordKind.PAUSE: "pause",
}
FINISH_MAX_S = 60.0
SILENCE_MAX_S = 3.0
"""An outbox that no acknowledgement empties for this long distrusts its connection."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all pages of one rehearsal share.

    `panel_clock` hears what any page hears: those who join late wait by it.
    """

    base_url: str
    door: FrontDoor
    panel_clock: PageClock
    now_s: Callable[[], float]
    speed: float
    is_live: bool
    stimulus: int
    duration_ms: int


class PageRun:
    """One panelist's pages from first load to last."""

    def __init__(
        self,
        surroundings: Surroundings,
        panelist: SimulatedPanelist,
        mishaps: tuple[Mishap, ...] = (),
    ) -> None:
        self.journal = PageJournal(
            secrets.token_urlsafe(24), panelist.number, dict(panelist.categories)
        )
        self.clock = PageClock(surroundings.now_s, surroundings.speed, surroundings.is_live)
        self.is_ready = asyncio.Event()
        """Set once the first page holds the seat, or never will."""
        self.is_done = False
        self._around = surroundings
        self._panelist = panelist
        self._mishaps = mishaps
        leave_ms = panelist.leave_ms
        self._end_ms = surroundings.duration_ms if leave_ms is None else leave_ms
        self._times_ms = [entry.stimulus_ms for entry in panelist.script]
        self._link = PageLink(
            surroundings.base_url,
            self.journal.page_key,
            self._load(),
            surroundings.speed,
            self._set_clocks,
        )
        self._tasks: asyncio.TaskGroup | None = None
        self._is_posting = False
        self._changes_mind_until_ms = -1

    async def live(self, entrance: asyncio.Semaphore) -> None:
        """Join, play the script to its end, deliver everything, say what closing asks for.

        The entrance bounds how many join at once. What goes wrong for good is noted in the
        journal; only cancelling raises.
        """
        door, page_key = self._around.door, self.journal.page_key
        try:
            async with asyncio.TaskGroup() as self._tasks:
                async with entrance:
                    await door.join(self._panelist, page_key)
                    keeper = self._tasks.create_task(self._link.keep())
                    await self._link.welcomed.wait()
                self.is_ready.set()
                await self._play()
                await self._empty_outbox()
                keeper.cancel()
            if self._panelist.leave_ms is None:
                await door.finish(self._panelist, page_key)
        except* (GaveUpError, DoorClosedError, ValueError) as group:
            self.journal.failure = "; ".join(str(error) for error in group.exceptions)
        finally:
            self._link.close()
            self.is_done = True
            self.is_ready.set()

    def _set_clocks(self, message: ToPage) -> None:
        if isinstance(message, TakenOver):
            return
        state = None if isinstance(message, Pong) else message.state
        self.clock.hear(state, message.session_ms)
        if self._around.is_live:
            self._around.panel_clock.hear(state, message.session_ms)

    async def _play(self) -> None:
        """Everything of the script and of the mishaps, in order of stimulus time."""
        end_ms, script = self._end_ms, self._panelist.script
        entry_place, mishap_place = self._place_now(), 0
        while True:
            entry = script[entry_place] if entry_place < len(script) else None
            mishap = self._mishaps[mishap_place] if mishap_place < len(self._mishaps) else None
            entry_ms = entry.stimulus_ms if entry else end_ms
            mishap_ms = mishap.at_ms if mishap else end_ms
            if min(entry_ms, mishap_ms) >= end_ms:
                break
            if not await self.clock.reach(min(entry_ms, mishap_ms)):
                return
            if mishap is not None and mishap_ms <= entry_ms:
                mishap_place += 1
                await self._suffer(mishap)
                if mishap.kind is MishapKind.RELOAD:
                    entry_place = self._place_now()
            elif entry is not None:
                entry_place += 1
                await self._act(entry)
        await self.clock.reach(end_ms)

    def _place_now(self) -> int:
        """The next entry of the script: a page records nothing of what it did not show."""
        if self._around.is_live:
            return bisect_left(self._times_ms, self.clock.now_ms)
        self.clock.restart(self._link.resume_ms)
        return bisect_left(self._times_ms, self._link.resume_ms)

    async def _act(self, entry: ScriptEntry) -> None:
        choice = entry.choice
        if entry.kind is RecordKind.PRESS and entry.stimulus_ms < self._changes_mind_until_ms:
            choice = -choice
        page = self._link.page
        page.make(NAMES[entry.kind], entry.stimulus_ms, choice, self._around.stimulus, entry.target)
        if not self._is_posting or not self._link.is_blocked:
            self._link.send()
            return
        try:
            await self._around.door.deliver(page, self.journal.page_key)
        except DoorClosedError:
            # The outbox still has it: it goes by the socket as soon as that is back.
            self.journal.mishaps["post_refused"] += 1

    async def _suffer(self, mishap: Mishap) -> None:
        self.journal.mishaps[mishap.kind.value] += 1
        length_s = mishap.length_ms / 1000 / self._around.speed
        match mishap.kind:
            case MishapKind.DROP | MishapKind.POST:
                self._is_posting = mishap.kind is MishapKind.POST
                self._link.break_off(length_s)
            case MishapKind.DUPLICATE:
                self._link.duplicates_next = True
            case MishapKind.REORDER:
                self._link.holds_next = True
            case MishapKind.LOST_ACK:
                self._link.go_deaf(length_s)
            case MishapKind.RELOAD:
                await self._reload(mishap, length_s)

    async def _reload(self, mishap: Mishap, late_s: float) -> None:
        """A new page takes the seat; what the old one still holds is delivered later."""
        old = self._link.page
        if mishap.changes_mind:
            self._changes_mind_until_ms = mishap.at_ms
        self._link.take_charge(self._load())
        if self._tasks is not None and not old.is_empty:
            self._tasks.create_task(self._deliver_late(old, late_s))
        await self._link.welcomed.wait()

    async def _deliver_late(self, old: PageModel, late_s: float) -> None:
        await asyncio.sleep(late_s)
        await self._around.door.deliver(old, self.journal.page_key)

    def _load(self) -> PageModel:
        page = PageModel(secrets.randbelow(2**53 - 1) + 1)
        self.journal.loads.append(page)
        return page

    async def _empty_outbox(self) -> None:
        """Wait until everything is acknowledged; a page never says "done" before."""
        self._link.hold_no_more()
        page, heard = self._link.page, self._link.heard
        if self._panelist.leave_ms is not None:
            await self._around.door.deliver(page, self.journal.page_key)
            return
        loop = asyncio.get_running_loop()
        end_s = loop.time() + FINISH_MAX_S
        while not page.is_empty:
            if loop.time() > end_s:
                raise GaveUpError(f"{len(page.unacknowledged())} records not acknowledged")
            heard.clear()
            try:
                async with asyncio.timeout(SILENCE_MAX_S):
                    await heard.wait()
            except TimeoutError:
                self._link.break_off()
