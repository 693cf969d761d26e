"""Who waits for a place in a full cell, in the order of arrival, and who didn't show up.

Waiting persons count nowhere else. The order is kept in memory: after a restart of the server
those who wait stand in the order in which the store lists their random seats.
"""

from collections.abc import Sequence

from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.recruitment import CellQuota, Recruitment
from pulsemeter.service.quota_counts import CellCounts

HERE_MS = 60_000
"""Whoever waits is moved up only while the page was heard from within this time."""


class Reserve:
    """The reserve of one session."""

    def __init__(self) -> None:
        self.absent = CellCounts()
        self.is_over = False
        self.may_move = True
        self._waiting: dict[int, dict[str, str]] = {}
        self._cells = CellCounts()

    @property
    def waiting(self) -> list[int]:
        """The seats that wait, first come first."""
        return list(self._waiting)

    def follow(self, before: Seat | None, seat: Seat) -> None:
        """Take a seat in or let it go, as its step says."""
        left = self._waiting.pop(seat.id, None) if seat.step is not SeatStep.RESERVE else None
        if left is not None:
            self._cells.count(left, -1)
        if seat.step is SeatStep.RESERVE and seat.id not in self._waiting:
            self._waiting[seat.id] = dict(seat.categories)
            self._cells.count(seat.categories)
        if before is not None and before.may_react and not seat.may_react:
            self.may_move = True

    def has_room(self, recruitment: Recruitment, full: Sequence[CellQuota]) -> bool:
        """Whether one more may wait for places in these full cells."""
        return not self.is_over and all(
            self._cells.holding(cell.pairs) < recruitment.on_reserve(cell.max) for cell in full
        )
