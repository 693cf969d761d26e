"""Classes of persons for very many windows of one target: running sums instead of columns.

The rule is that of `statement.classify_windows`, to the number; here a window is the difference of
two running sums, whatever its length. Worth it where hundreds of windows are read off one matrix.
This module must not know verdicts, weights or who may see a count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.counts import checked_whole
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.statement import PRESENT_SHARE, joined_spans, signs_of
from pulsemeter.domain.presence import CHOICE_MIN, SKIPPED


@dataclass(frozen=True, slots=True, eq=False)
class WindowSums:
    """Likes − dislikes and presence of each person up to each interval, (intervals + 1, persons).

    `signs` (+1 like, −1 dislike, else 0) and `offset_ms` are the cells themselves, (intervals,
    persons): a window that begins or ends within an interval needs its outer ones.
    """

    balance: NDArray[np.signedinteger[Any]]
    seen: NDArray[np.signedinteger[Any]]
    signs: NDArray[np.int8]
    offset_ms: NDArray[np.integer[Any]]
    interval_ms: int

    @classmethod
    def of(
        cls, choices: NDArray[np.int8], offset_ms: NDArray[np.integer[Any]], interval_ms: int
    ) -> Self:
        """Sum up one target's cells, both (persons, intervals), as `classify_windows` does."""
        cells = np.ascontiguousarray(choices.T)
        signs = signs_of(cells)
        present = (cells >= CHOICE_MIN) & (cells <= SKIPPED)
        narrow = len(cells) <= np.iinfo(np.int16).max
        kind: type[np.signedinteger[Any]] = np.int16 if narrow else np.int32
        sums = []
        for part in (signs, present.view(np.int8)):
            running = np.zeros((len(cells) + 1, cells.shape[1]), dtype=kind)
            np.cumsum(part, axis=0, dtype=kind, out=running[1:])
            sums.append(running)
        return cls(sums[0], sums[1], signs, np.ascontiguousarray(offset_ms.T), interval_ms)

    def classes(self, windows_ms: Sequence[tuple[int, int]], lag_ms: int) -> NDArray[np.int8]:
        """Class of each person for one statement or passage.

        Parameters
        ----------
        windows_ms : sequence of (start_ms, end_ms)
            At least one span [start, end), stimulus time, not shifted, in any order.
        lag_ms : int
            Human delay from words to press; shifts the window.

        Returns
        -------
        ndarray of int8, shape (persons,)
            Codes of `persons.PersonClass`.

        Raises
        ------
        ValueError
            As `statement.classify_windows`.

        Examples
        --------
        >>> choices = np.array([[100, 101], [101, -100], [102, -128]], dtype=np.int8)
        >>> sums = WindowSums.of(choices, np.zeros((3, 2), dtype=np.uint16), 5_000)
        >>> sums.classes([(0, 10_000)], 0).tolist()
        [1, -1, -128]
        """
        spans = joined_spans(windows_ms, checked_whole("lag_ms", lag_ms, least=0), 0)
        length_ms, (intervals, persons) = self.interval_ms, self.signs.shape
        balance = np.zeros(persons, dtype=self.balance.dtype)
        seen = np.zeros_like(balance)
        overlapped = reached = 0
        for start_ms, end_ms in spans:
            first, last = start_ms // length_ms, min(-(-end_ms // length_ms), intervals)
            if first >= last:
                continue
            balance += self.balance[last] - self.balance[first]
            # Only the outer intervals can hold presses outside the window.
            early = self.offset_ms[first] < start_ms - first * length_ms
            late = self.offset_ms[last - 1] >= end_ms - (last - 1) * length_ms
            balance -= self.signs[first] * early
            balance -= self.signs[last - 1] * late
            # Two spans can share an interval; presence counts it once.
            begin = max(first, reached)
            seen += self.seen[last] - self.seen[begin]
            overlapped += last - begin
            reached = last
        present = (seen >= PRESENT_SHARE * overlapped) & (seen > 0)
        return np.where(present, np.sign(balance), PersonClass.ABSENT).astype(np.int8)
