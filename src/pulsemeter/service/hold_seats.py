"""All seats of the open sessions, in memory and in the reaction store, as they are now.

Each press asks who holds a seat, so none of it may wait for the disk; what changes is written
in groups. Knows no token and no step's rule.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.service.assign_arm import ArmCounts
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.due_sessions import DueSessions
from pulsemeter.service.erasure_ports import ErasureBook, MarginCell
from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.ports import Clock, SeatBook, SeatRecord
from pulsemeter.service.quota_counts import QuotaCounts

REFRESH_MS = 500
"""No more often than this does a secret that nobody knows make a server look at all seats."""


def secret_hash(secret: str) -> bytes:
    """What is stored in place of a secret. Secrets are random, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).digest()


class HeldSeats:
    """All seats of the open sessions, in memory and in the reaction store."""

    def __init__(
        self, seats: SeatBook, erasures: ErasureBook, conduct: Conduct, clock: Clock
    ) -> None:
        self._seats = seats
        self._erasures = erasures
        self._conduct = conduct
        self._by_secret: dict[bytes, int] = {}
        self._by_former: dict[bytes, int] = {}
        self._by_recovery: dict[bytes, int] = {}
        self._by_id: dict[int, Seat] = {}
        self._in_session: dict[str, dict[int, Seat]] = {}
        self._counts: dict[str, QuotaCounts] = {}
        self._arms: dict[str, ArmCounts] = {}
        self._changes: dict[str, int] = {}
        self._enters: dict[int, int] = {}
        self._coarse: set[int] = set()
        self._loaded: set[str] = set()
        self._on_withdrawal: list[Callable[[Seat], None]] = []
        self._on_takeover: list[Callable[[Seat], None]] = []
        self._on_erasure: list[Callable[[str, Sequence[int]], None]] = []
        self.is_shared = False
        """Whether other servers write the same seats."""
        self._moving: Counter[int] = Counter()
        self._touched: set[int] = set()
        self._refreshing = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._looks, self._looked_ms = 0, -REFRESH_MS
        self._due = DueSessions(conduct, clock)
        self._clock = clock
        self.writes: GroupCommit[Seat, None] = GroupCommit(self._write, clock, window_ms=5)
        self.births: GroupCommit[SeatRecord, None] = GroupCommit(self._bear, clock, window_ms=5)

    async def run(self) -> None:
        """Write what changes, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.births.run())
            tasks.create_task(self.writes.run())

    async def _bear(self, records: list[SeatRecord]) -> list[None]:
        await self._seats.add(records)
        return [None] * len(records)

    async def _write(self, seats: list[Seat]) -> list[None]:
        await self._seats.put(seats)
        return [None] * len(seats)

    def on_withdrawal(self, listener: Callable[[Seat], None]) -> None:
        """Call this when a seat was erased."""
        self._on_withdrawal.append(listener)

    def on_erasure(self, listener: Callable[[str, Sequence[int]], None]) -> None:
        """Call this when another server erased all seats of a session."""
        self._on_erasure.append(listener)

    def on_takeover(self, listener: Callable[[Seat], None]) -> None:
        """Call this when another device took a seat over."""
        self._on_takeover.append(listener)

    async def load(self, code: str) -> None:
        """Bring a session's seats into memory, once; StoreError where they can't be read now."""
        if code in self._loaded:
            return
        margins, records = await self._erasures.margins(code), await self._seats.all(code)
        if code in self._loaded:  # by somebody else meanwhile
            return
        self._loaded.add(code)
        self.counts(code).carry(margins)
        for record in records:
            self._by_secret[record.secret_hash] = record.seat.id
            self._by_recovery[record.recovery_hash] = record.seat.id
            self._by_former.update(dict.fromkeys(record.former_hashes, record.seat.id))
            if record.seat.id not in self._by_id:  # what is held already is newer than this
                self.hold(record.seat)
            if record.is_coarse:
                self._coarse.add(record.seat.id)
            if record.enters is not None:
                self._enters[record.seat.id] = record.enters

    async def refresh(self) -> None:
        """Take over what other servers wrote of the seats; what this one is changing stays."""
        async with self._refreshing:
            for code in self._due.of(self._loaded):
                self._touched = set(self._moving)
                before = set(self._in_session.get(code, ()))
                records = {record.seat.id: record for record in await self._seats.all(code)}
                for record in records.values():
                    self._take_over(record)
                if before and not records:
                    self._erased_elsewhere(code)

    def _erased_elsewhere(self, code: str) -> None:
        """Another server let a session's persons go."""
        gone = [seat.id for seat in self.seats(code)]
        self.unload(code)
        for listener in self._on_erasure:
            listener(code, gone)

    def _take_over(self, record: SeatRecord) -> None:
        seat, held = record.seat, self._by_id.get(record.seat.id)
        for former in record.former_hashes:
            self._by_former[former] = seat.id
            if self._by_secret.pop(former, None) is not None and held is not None:
                for listener in self._on_takeover:
                    listener(held)
        self._by_secret[record.secret_hash] = seat.id
        self._by_recovery[record.recovery_hash] = seat.id
        if record.is_coarse:
            self._coarse.add(seat.id)
        if record.enters is not None and seat.step is not SeatStep.WITHDRAWN:
            self._enters[seat.id] = record.enters
        if seat == held or seat.id in self._touched or self.is_withdrawn(held):
            return
        self.hold(seat)
        if self.is_withdrawn(seat):
            self._enters.pop(seat.id, None)
            for listener in self._on_withdrawal:
                listener(seat)

    @staticmethod
    def is_withdrawn(seat: Seat | None) -> bool:
        """Whether nothing may be taken of this seat any more, or given back."""
        return seat is not None and seat.step is SeatStep.WITHDRAWN

    def unload(self, code: str) -> None:
        """Forget a session's seats, whose rows are gone."""
        gone = self._in_session.pop(code, {})
        for held in (self._by_secret, self._by_former, self._by_recovery):
            for key in [key for key, seat_id in held.items() if seat_id in gone]:
                del held[key]
        for seat_id in gone:
            del self._by_id[seat_id]
            self._enters.pop(seat_id, None)
        self._coarse.difference_update(gone)
        self._counts.pop(code, None)
        self._arms.pop(code, None)
        self._changes[code] = self.changes(code) + 1

    def is_coarse(self, seat_id: int) -> bool:
        """Whether a seat's profile was coarsened and stays so."""
        return seat_id in self._coarse

    async def coarsen(
        self, code: str, seats: Sequence[Seat], margins: Mapping[MarginCell, int]
    ) -> None:
        """Let these seats have coarser profiles for good, and count what they lose. The files
        are to be tidied afterwards."""
        await self._erasures.coarsen(code, seats, margins)
        for seat in seats:
            current = self._by_id.get(seat.id)  # none if the session's persons went meanwhile
            if current is not None and current.step is not SeatStep.WITHDRAWN:
                kept = {"categories": seat.categories, "arm": seat.arm, "order": seat.order}
                self.hold(replace(current, **kept))  # type: ignore[arg-type]
                self._coarse.add(seat.id)
        self.counts(code).carry(margins)

    def seats(self, code: str) -> list[Seat]:
        """All seats of a session."""
        return list(self._in_session.get(code, {}).values())

    def takes_part(self, code: str, seat_id: int) -> bool:
        """Whether this is a seat of the session whose reactions are taken."""
        seat = self._in_session.get(code, {}).get(seat_id)
        return seat is not None and seat.may_react

    def changes(self, code: str) -> int:
        """A number that grows whenever a seat of the session changes."""
        return self._changes.get(code, 0)

    def counts(self, code: str) -> QuotaCounts:
        """Who takes part, by category."""
        return self._counts.setdefault(code, QuotaCounts())

    def seat(self, seat_id: int) -> Seat:
        """A seat by its id, as it is now."""
        return self._by_id[seat_id]

    def is_gone(self, seat_id: int) -> bool:
        """Whether nothing of this seat may be kept: it withdrew, or its session's persons went."""
        seat = self._by_id.get(seat_id)
        return seat is None or seat.step is SeatStep.WITHDRAWN

    def hold(self, seat: Seat) -> None:
        """Let everyone see this state of a seat."""
        before = self._by_id.get(seat.id)
        arms = self._arms.setdefault(seat.session, ArmCounts())
        if before is not None and before.may_react:
            self.counts(seat.session).remove(before)
            arms.add(before, -1)
        if seat.may_react:
            self.counts(seat.session).add(seat)
            arms.add(seat)
        self._by_id[seat.id] = seat
        self._touched.add(seat.id)
        self._in_session.setdefault(seat.session, {})[seat.id] = seat
        self._changes[seat.session] = self.changes(seat.session) + 1

    def roster(self, code: str) -> dict[int, int]:
        """Seats on a session's roster, each with its first interval that counts."""
        return {s: k for s, k in self._enters.items() if self._by_id[s].session == code}

    async def enter(self, code: str, entries: dict[int, int]) -> None:
        """Put seats on the roster."""
        await self._seats.enter(code, list(entries.items()))
        self._enters.update(entries)

    def seat_now(self, secret: str) -> Seat | None:
        """The seat behind a page's secret, from memory."""
        seat_id = self._by_secret.get(secret_hash(secret))
        return None if seat_id is None else self._by_id[seat_id]

    def seat_of_former(self, secret: str) -> Seat | None:
        """The seat that a page's secret held until another device took it over. It opens no
        page and takes no seat any more; what was pressed under it may still arrive."""
        seat_id = self._by_former.get(secret_hash(secret))
        return None if seat_id is None else self._by_id[seat_id]

    async def hand_over(self, seat: Seat, secret: str) -> None:
        """Let another page's secret hold a seat; whoever asks next finds it so."""
        hashed = secret_hash(secret)
        former = await self._seats.hand_over(seat.id, hashed)
        self._by_secret.pop(former, None)
        self._by_former[former] = seat.id
        self._by_secret[hashed] = seat.id
        for listener in self._on_takeover:
            listener(self._by_id[seat.id])

    def seat_of_recovery(self, recovery_code: str) -> Seat | None:
        """The seat whose recovery code this is, however it was typed."""
        typed = "".join(sign for sign in recovery_code.upper() if sign.isalnum())
        seat_id = self._by_recovery.get(secret_hash(typed))
        return None if seat_id is None else self._by_id[seat_id]

    async def seat_of(self, secret: str) -> Seat | None:
        """The seat behind a page's secret; one that sat down at another server is looked for."""
        seat = self.seat_now(secret)
        if seat is None and await self._look_again():
            seat = self.seat_now(secret)
        return seat

    async def know_writer(self, seat: Seat, writer: int) -> None:
        """Look whether a page that never took this seat here took it at another server."""
        if self.seat(seat.id).writer_rank(writer) is None:
            await self._look_again()

    async def _look_again(self) -> bool:
        """Look for what other servers wrote; whoever asks soon after another has to wait, because
        anybody may name secrets."""
        if not self.is_shared:
            return False
        asked = self._looks
        async with self._looking:
            if asked == self._looks:  # else somebody else has looked since
                wait_ms = self._looked_ms + REFRESH_MS - self._clock.elapsed_ms()
                if wait_ms > 0:
                    await self._clock.pause(wait_ms)
                self._looks += 1
                await self.refresh()
                self._looked_ms = self._clock.elapsed_ms()
        return True

    async def place_of(self, seat: Seat) -> Place:
        """Where a seat sits."""
        return self._conduct.place(seat.session)

    async def move(self, seat: Seat, expected: SeatStep, **changes: object) -> Seat:
        """Change a seat that stands at the expected step; elsewhere leave it as it is."""
        current = self._by_id[seat.id]
        if current.step is not expected:
            return current
        moved = replace(current, **changes)  # type: ignore[arg-type]
        self.hold(moved)
        self._moving[seat.id] += 1
        try:
            await self.writes.put(moved)
        finally:
            self._moving[seat.id] -= 1
            self._moving += Counter()  # without those at 0
        return self._by_id[seat.id]
