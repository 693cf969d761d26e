"""The tally of one session: every matrix it has, and which row belongs to which seat.

Folded from the log alone, by position; what is folded twice changes nothing.
"""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from pulsemeter.domain.timeline import interval_count
from pulsemeter.tally.cells import Arrays, Cells, Codes, Transitions, in_memory
from pulsemeter.tally.counters import Counters, Membership
from pulsemeter.tally.frame import Records
from pulsemeter.tally.seat_rows import SeatRows


class SessionTally:
    """Cells per (stimulus, target), counters once the roster is settled."""

    def __init__(
        self,
        durations_ms: tuple[int, ...],
        cadence_ms: int,
        targets: int = 1,
        arrays: Arrays = in_memory,
    ) -> None:
        self.cadence_ms = cadence_ms
        self.targets = targets
        self.position = 0
        self.row_of = SeatRows()
        self.cells: dict[tuple[int, int], Cells] = {
            (stimulus, target): Cells(
                interval_count(duration_ms, cadence_ms), cadence_ms, arrays=arrays
            )
            for stimulus, duration_ms in enumerate(durations_ms)
            for target in range(targets)
        }
        self.coarse: dict[tuple[int, int], Cells] = {
            key: Cells(cells.intervals, cadence_ms, arrays=arrays)
            for key, cells in self.cells.items()
        }
        """What persons reacted whose time is known too coarsely for an interval."""
        self.counters: dict[tuple[int, int], Counters] = {}
        self.roster: Membership | None = None
        """Everybody's places once they are settled, whichever stimuli they are shown."""

    def lengthen(self, stimulus: int, duration_ms: int) -> None:
        """Let a stimulus last longer."""
        intervals = interval_count(duration_ms, self.cadence_ms)
        for matrices in (self.cells, self.coarse):
            for (number, _), cells in matrices.items():
                if number == stimulus:
                    cells.lengthen(intervals)
        for key, counters in list(self.counters.items()):
            if key[0] == stimulus:
                self.counters[key] = Counters(self.cells[key], counters.membership)

    def fold(self, records: Records, position: int) -> None:
        """Let one frame's records in and move to its position."""
        for key, changes in self._fold_into(self.cells, records):
            counters = self.counters.get(key)
            if counters is not None:
                counters.apply(changes)
        self.position = max(self.position, position)

    def fold_coarse(self, records: Records) -> None:
        """Let records in whose time is known too coarsely for an interval."""
        for _ in self._fold_into(self.coarse, records):
            pass

    def _fold_into(
        self, matrices: Mapping[tuple[int, int], Cells], records: Records
    ) -> Iterator[tuple[tuple[int, int], Transitions]]:
        is_blank = records["seat"] == 0
        known = records[~is_blank] if is_blank.any() else records
        rows = self.row_of.rows(np.ascontiguousarray(known["seat"]))
        for key, cells in matrices.items():
            # Presence is of the person, so with several targets each record speaks to all of them.
            mine = known["stimulus"] == key[0]
            if self.targets == 1:
                mine &= known["target"] == key[1]
            if not mine.any():
                continue
            own, own_rows = (known, rows) if mine.all() else (known[mine], rows[mine])
            elsewhere = None if self.targets == 1 else own["target"] != key[1]
            yield key, cells.fold(own, own_rows, elsewhere)

    def stretch(
        self, key: tuple[int, int], first: int, last: int, with_coarse: bool
    ) -> tuple[Codes, npt.NDArray[np.uint16]]:
        """Standing codes and their times inside their intervals, each (rows, last − first), for
        intervals [first, last); what is known coarsely beside what is known exactly, if asked."""
        cells = self.cells[key].cut(first, last)
        if with_coarse:
            cells.merge(self.coarse[key].cut(first, last))
        return (
            np.ascontiguousarray(cells.codes.T),
            np.ascontiguousarray(cells.offsets_ms(0, last - first).T),
        )

    def settle(
        self,
        codes_of: dict[int, tuple[int, ...]],
        sizes: tuple[int, ...],
        enters_of: dict[int, int],
        unshown_of: Mapping[int, Collection[int]] | None = None,
    ) -> None:
        """Fix who counts where: per seat one cell code per partition, and the first interval
        from which the person counts. Nobody counts in a stimulus that isn't shown to the seat.
        Recounts everything from the matrices."""
        rows = np.fromiter(map(self.row_of.row, codes_of), dtype=np.int64, count=len(codes_of))
        codes = np.full((len(sizes), len(self.row_of)), -1, dtype=np.int16)
        enters = np.zeros(len(self.row_of), dtype=np.int32)
        if len(rows):
            codes[:, rows] = np.array(list(codes_of.values()), dtype=np.int16).T
            enters[rows] = [enters_of.get(seat, 0) for seat in codes_of]
        self.roster = Membership(codes, sizes, enters)
        for cells in self.cells.values():
            cells.reserve(len(self.row_of))
        self.counters = {}
        for (stimulus, target), cells in self.cells.items():
            # Beside the first target's: the places are those of the stimulus.
            first = self.counters.get((stimulus, 0))
            places = first.membership if first else self._places(stimulus, unshown_of or {})
            self.counters[stimulus, target] = Counters(cells, places)

    def _places(self, stimulus: int, unshown_of: Mapping[int, Collection[int]]) -> Membership:
        """Who counts where in one stimulus."""
        if self.roster is None:
            raise ValueError("nobody's place is settled yet")
        absent = [self.row_of[seat] for seat, which in unshown_of.items() if stimulus in which]
        if not absent:
            return self.roster
        codes = self.roster.codes.copy()
        codes[:, absent] = -1
        return Membership(codes, self.roster.sizes, self.roster.enters)

    def forget(self, seat: int) -> None:
        """Blank a withdrawn seat's cells; counters are recounted by the next settling."""
        row = self.row_of.get(seat)
        if row is None:
            return
        for cells in (*self.cells.values(), *self.coarse.values()):
            if row < cells.rows:
                cells.clear(row)
