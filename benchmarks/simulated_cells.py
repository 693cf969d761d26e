"""A simulated panel for the benchmarks of the analysis: cells, attributes, long tables."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN

INTERVAL_MS = 5_000
REGIONS = 6
AGES = 5
_LIKED, _DISLIKED, _SKIPPED, _AWAY = 0.22, 0.15, 0.55, 0.05


@dataclass(frozen=True, slots=True)
class Panel:
    """Cells of one target, int8 (intervals, persons), and two attributes per person."""

    codes: NDArray[np.int8]
    region: NDArray[np.int8]
    age: NDArray[np.int8]

    @property
    def intervals(self) -> int:
        """Number of intervals."""
        return len(self.codes)

    @property
    def persons(self) -> int:
        """Number of persons."""
        return self.codes.shape[1]

    @property
    def records(self) -> int:
        """Cells of which anything is known: rows of the long table."""
        return int(np.count_nonzero(self.codes != UNKNOWN))


def draw_panel(persons: int, intervals: int, seed: int = 1) -> Panel:
    """Draw a panel: moods of the moment and of the person, likes and dislikes about even."""
    rng = np.random.default_rng(seed)
    region = rng.integers(0, REGIONS, persons).astype(np.int8)
    age = rng.integers(0, AGES, persons).astype(np.int8)
    codes = np.empty((intervals, persons), dtype=np.int8)
    person = rng.normal(0, 0.03, persons).astype(np.float32) + 0.01 * (region - 2)
    moment = np.cumsum(rng.normal(0, 0.01, intervals)).astype(np.float32)
    moment -= moment.mean()
    for interval in range(intervals):
        lean = np.clip(person + moment[interval], -0.1, 0.1).astype(np.float32)
        chance = rng.random(persons, dtype=np.float32)
        liked, pressed = _LIKED + lean, np.float32(_LIKED + _DISLIKED)
        row = np.full(persons, UNKNOWN, dtype=np.int8)
        row[chance < pressed + _SKIPPED + _AWAY] = AWAY
        row[chance < pressed + _SKIPPED] = SKIPPED
        row[chance < pressed] = -100
        row[chance < liked] = 100
        codes[interval] = row
    return Panel(codes, region, age)


def long_columns(panel: Panel) -> dict[str, NDArray[np.generic]]:
    """The same as a long table: one row per known cell, attributes beside it, small types."""
    rows = panel.records
    table: dict[str, NDArray[np.generic]] = {
        "interval": np.empty(rows, dtype=np.int16),
        "code": np.empty(rows, dtype=np.int8),
        "region": np.empty(rows, dtype=np.int8),
        "age": np.empty(rows, dtype=np.int8),
    }
    done = 0
    for interval, codes in enumerate(panel.codes):  # at once, the places would take gigabytes
        known = codes != UNKNOWN
        place = slice(done, done + int(np.count_nonzero(known)))
        table["interval"][place] = interval
        table["code"][place] = codes[known]
        table["region"][place] = panel.region[known]
        table["age"][place] = panel.age[known]
        done = place.stop
    return table
