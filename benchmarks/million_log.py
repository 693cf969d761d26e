"""A log of a simulated session too large to be kept: its frames are made when they are read.

Everybody is there from the beginning, presses, is silent or looks away as `simulated_cells` draws
it; some press twice in an interval. What every interval came to is counted while it is drawn, by
nothing of the tally's code.
"""

import time
from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from simulated_cells import AGES, INTERVAL_MS, REGIONS

from pulsemeter.domain.presence import AWAY, CHOICE_MAX, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.frame import RECORD, Frame, Records

CODE = "MILLION"
STANDINGS = 5
_LIKED, _DISLIKED, _SKIPPED, _AWAY = 0.22, 0.15, 0.55, 0.05
_TWICE = 0.04
_DRAWN = 16


class SimulatedLog:
    """Frames of a session, in order, read once; `truth` holds what is drawn: persons (intervals,
    regions, ages, standings).

    Some intervals are drawn, and every interval repeats one of them at its own time and with the
    sequences that have come to: drawing a million persons anew 1,440 times would take longer than
    all that is measured.
    """

    def __init__(self, persons: int, intervals: int, frame: int, at_once: int, seed: int = 1):
        draw = np.random.default_rng(seed)
        self.persons, self.intervals = persons, intervals
        seats = np.unique(draw.integers(1, 2**63, persons + persons // 100 + 10))
        self.seats = draw.permutation(seats)[:persons].astype(np.uint64)
        self.region = draw.integers(0, REGIONS, persons)
        self.age = draw.integers(0, AGES, persons)
        self.truth = np.zeros((intervals, REGIONS, AGES, STANDINGS), dtype=np.int64)
        self.records, self.making_s = 0, 0.0
        self._draw, self._frame, self._at_once = draw, frame, at_once
        self._lean = draw.normal(0, 0.03, persons).astype(np.float32) + 0.01 * (self.region - 2)
        self._drawn: list[tuple[Records, NDArray[np.int64]]] = []
        self._interval, self._position = 0, 0
        self._waiting: deque[Frame] = deque()

    async def read(
        self, session: str, after: int = 0, limit: int = 1_000
    ) -> Sequence[tuple[int, Frame]]:
        """The next frames, some at a time; the log is read once, from its beginning."""
        if after != self._position:
            raise SystemExit("this log is read once, in order")
        began_s = time.process_time()
        while len(self._waiting) < self._at_once and self._interval < self.intervals:
            records = self.interval(self._interval)
            self.records += len(records)
            self._interval += 1
            for first in range(0, len(records), self._frame):
                part = records[first : first + self._frame]
                self._waiting.append(Frame(CODE, 1, len(self._waiting), part))
        page = []
        for _ in range(min(limit, self._at_once, len(self._waiting))):
            self._position += 1
            page.append((self._position, self._waiting.popleft()))
        self.making_s += time.process_time() - began_s
        return page

    def interval(self, number: int) -> Records:
        """All records of one interval, in order of their time; notes what they come to."""
        if len(self._drawn) < _DRAWN:
            self._drawn.append(self._one())
        drawn, self.truth[number] = self._drawn[number % _DRAWN]
        records = drawn.copy()
        records["clock_ms"] += number * INTERVAL_MS
        records["received_ms"] += number * INTERVAL_MS
        records["sequence"] += 2 * number  # nobody sends more than two in an interval
        return records

    def _one(self) -> tuple[Records, NDArray[np.int64]]:
        """Records of the first interval, and what they come to."""
        draw, persons = self._draw, self.persons
        chance = draw.random(persons, dtype=np.float32)
        lean = np.clip(self._lean + np.float32(draw.normal(0, 0.03)), -0.1, 0.1)
        pressed = np.float32(_LIKED + _DISLIKED)
        liked, presses = chance < _LIKED + lean, chance < pressed
        skipped, known = chance < pressed + _SKIPPED, chance < pressed + _SKIPPED + _AWAY
        standing = np.select([liked, presses, skipped, known], [0, 1, 2, 3], 4)
        place = (self.region * AGES + self.age) * STANDINGS + standing
        shape = self.truth.shape[1:]
        counts = np.bincount(place, minlength=self.truth[0].size).reshape(shape)
        code = np.select([liked, presses, skipped], [100, -100, SKIPPED], AWAY).astype(np.int8)
        told, twice = np.flatnonzero(known), np.flatnonzero(draw.random(persons) < _TWICE)
        twice = twice[presses[twice]]
        # Who presses twice gives the other answer first, at the latest in the same millisecond.
        who = np.concatenate([twice, told])
        records = np.zeros(len(who), dtype=RECORD)
        records["seat"] = records["writer"] = self.seats[who]
        records["writer_rank"] = 1
        records["choice"] = np.concatenate([-code[twice], code[told]])
        records["kind"] = np.where(
            np.abs(records["choice"]) <= CHOICE_MAX, RecordKind.PRESS, RecordKind.PRESENCE
        )
        records["sequence"] = np.repeat([1, 2], [len(twice), len(told)])
        within_ms = draw.integers(0, INTERVAL_MS, persons)
        earlier_ms = (within_ms * draw.integers(0, 3, persons)) // 2
        within_ms = np.concatenate([np.minimum(earlier_ms, within_ms)[twice], within_ms[told]])
        records["clock_ms"], records["received_ms"] = within_ms, within_ms + 80
        return records[np.argsort(within_ms)], counts
