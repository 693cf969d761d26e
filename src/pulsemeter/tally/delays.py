"""The delays of a session's own screens, from its taps, and records placed in stimulus time.

Records keep the session's clock as their phone saw it. What they say of the stimulus depends on
the delay of their seat at that moment, which is known better the more taps there are; so it is
worked out whenever records are folded, and never written down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pulsemeter.domain.delay import Delay, DelayCourse, DelayCue, delay_course
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.tally.frame import Records
from pulsemeter.tally.session_tally import SessionTally


@dataclass(frozen=True, slots=True, eq=False)
class Timed:
    """Records in stimulus time: those that belong to an interval, and those whose seat's delay is
    too coarse for that."""

    exact: Records
    coarse: Records


class Delays:
    """What is known of the delay of every seat of one session."""

    def __init__(self) -> None:
        self._taps: dict[int, dict[int, int]] = {}  # seat -> cue -> session time of its first tap
        self._marks: dict[int, int] = {}
        self._courses: dict[int, DelayCourse] = {}
        self.changes = 0
        """A number that grows whenever a seat's delay changes."""

    def mark(self, cues: Sequence[DelayCue]) -> set[int]:
        """Take over when the session's cues came; the seats whose delay this may change."""
        marks = {cue.number: cue.marked_ms for cue in cues if cue.marked_ms is not None}
        moved = {n for n in marks.keys() | self._marks.keys() if marks.get(n) != self._marks.get(n)}
        self._marks = marks
        return self._renew(seat for seat, taps in self._taps.items() if moved & taps.keys())

    def hear(self, records: Records) -> set[int]:
        """Take in the taps among these records; the seats whose delay they change. Of several
        taps of a seat at one cue the first counts: a second one is a slip."""
        taps = records[records["kind"] == RecordKind.TAP]
        heard: set[int] = set()
        for seat, cue, at_ms in taps[["seat", "target", "clock_ms"]].tolist():
            own = self._taps.setdefault(seat, {})
            if at_ms < own.get(cue, at_ms + 1):
                own[cue] = at_ms
                heard.add(seat)
        return self._renew(heard)

    def _renew(self, seats: Iterable[int]) -> set[int]:
        changed = set()
        for seat in seats:
            course = delay_course(
                [
                    (self._marks[cue], at_ms - self._marks[cue])
                    for cue, at_ms in self._taps[seat].items()
                    if cue in self._marks
                ]
            )
            if course == self._courses.get(seat):
                continue
            changed.add(seat)
            self.changes += 1
            if course is None:
                del self._courses[seat]
            else:
                self._courses[seat] = course
        return changed

    def forget(self, seat: int) -> None:
        """Forget the taps of a withdrawn seat."""
        self._taps.pop(seat, None)
        self._courses.pop(seat, None)
        self.changes += 1

    def newest(self, seat: int) -> Delay | None:
        """The delay of a seat by its last taps; None while it is not known."""
        course = self._courses.get(seat)
        return course.delays[-1] if course else None

    def tapped(self, cue: int) -> int:
        """How many seats have tapped at a cue."""
        return sum(cue in taps for taps in self._taps.values())

    def timed(self, records: Records, duration_ms: int) -> Timed:
        """These records in stimulus time. Records of seats without a delay, and of moments at which
        the stimulus hadn't begun on that screen or was over, are in neither part."""
        told = records[records["kind"] != RecordKind.TAP]
        told = told[np.isin(told["seat"], np.fromiter(self._courses, np.uint64))].copy()
        order = np.argsort(told["seat"], kind="stable")
        seats, starts = np.unique(told["seat"][order], return_index=True)
        is_coarse = np.zeros(len(told), dtype=np.bool_)
        bounds = [*starts.tolist(), len(order)]
        for place, seat in enumerate(seats.tolist()):
            mine = order[bounds[place] : bounds[place + 1]]
            course = self._courses[seat]
            window = np.searchsorted(course.starts_ms, told["clock_ms"][mine], side="right") - 1
            told["clock_ms"][mine] -= np.array([d.ms for d in course.delays], np.int32)[window]
            is_coarse[mine] = np.array([d.is_coarse for d in course.delays])[window]
        inside = (told["clock_ms"] >= 0) & (told["clock_ms"] < duration_ms)
        return Timed(told[inside & ~is_coarse], told[inside & is_coarse])


def fold_timed(
    tally: SessionTally, delays: Delays | None, records: Records, duration_ms: int, position: int
) -> None:
    """Fold records into a tally: at their own time, or where there are delays, at the stimulus
    time that these make of it."""
    if delays is not None:
        timed = delays.timed(records, duration_ms)
        tally.fold_coarse(timed.coarse)
        records = timed.exact
    tally.fold(records, position)
