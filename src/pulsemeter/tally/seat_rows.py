"""Which row of a matrix belongs to which seat, looked up for a million records at a time.

A dictionary answers for one seat. For many, a second table in arrays answers at once: open
addressing, a power of two in size, never more than half full. It must not know what a row holds.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

Seats = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

_FREE = -1
_LEAST_BITS = 6
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio: it spreads numbers in a row over the table as well."""


class SeatRows(dict[int, int]):
    """Rows by seat, given in the order in which seats are first heard of; none is ever taken
    away."""

    def __init__(self, rows: Mapping[int, int] | None = None) -> None:
        super().__init__(rows or {})
        self._in_table = 0
        self._make_room(_LEAST_BITS)

    def row(self, seat: int) -> int:
        """A seat's row; one not seen before gets the next."""
        return self.setdefault(seat, len(self))

    def rows(self, seats: Seats) -> Rows:
        """Rows of many seats; those not seen before get the next ones, by their number."""
        self._take_over()
        found = self._found(seats)
        new = found < 0
        if new.any():
            for seat in np.unique(seats[new]).tolist():
                self.row(seat)
            self._take_over()
            found[new] = self._found(seats[new])
        return found

    def _make_room(self, bits: int) -> None:
        self._bits = bits
        self._seats = np.zeros(1 << bits, dtype=np.uint64)
        self._rows = np.full(1 << bits, _FREE, dtype=np.int64)
        self._in_table = 0

    def _first(self, seats: Seats) -> npt.NDArray[Any]:
        """Where to look for each seat first."""
        return ((seats * _SPREAD) >> np.uint64(64 - self._bits)).astype(np.int64)

    def _take_over(self) -> None:
        """Bring the table to where the dictionary is."""
        if self._in_table == len(self):
            return
        if 2 * len(self) > len(self._rows):
            self._make_room((2 * len(self)).bit_length())
        # A dictionary keeps the order of its entries, and rows are given in that order.
        newest = islice(reversed(self), len(self) - self._in_table)
        seats = np.fromiter(newest, dtype=np.uint64)[::-1]
        rows = np.arange(self._in_table, len(self), dtype=np.int64)
        place, last = self._first(seats), len(self._rows) - 1
        while len(seats):
            free = self._rows[place] == _FREE
            # Of several that want one place, the last written has it and the others go on.
            self._rows[place[free]] = rows[free]
            mine = self._rows[place] == rows
            self._seats[place[mine]] = seats[mine]
            seats, rows, place = seats[~mine], rows[~mine], (place[~mine] + 1) & last
        self._in_table = len(self)

    def _found(self, seats: Seats) -> Rows:
        """Rows of these seats, −1 where there is none."""
        place, last = self._first(seats), len(self._rows) - 1
        rows: Rows = self._rows[place]
        open_ = np.flatnonzero((rows != _FREE) & (self._seats[place] != seats))
        while len(open_):
            place[open_] = (place[open_] + 1) & last
            rows[open_] = self._rows[place[open_]]
            wrong = (rows[open_] != _FREE) & (self._seats[place[open_]] != seats[open_])
            open_ = open_[wrong]
        return rows
