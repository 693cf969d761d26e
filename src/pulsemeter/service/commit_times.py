"""When the commits were made that a tally has still to count, so that its lag has an age.

Commits of one second are noted together, which is exact enough to be told in seconds; what was
counted is forgotten. Of commits that another server made nothing is known here.
"""

from collections import deque
from dataclasses import dataclass

from pulsemeter.service.ports import Clock

TOGETHER_MS = 1_000
NOTES_MAX = 3_600
"""Beyond these the newest are noted together: the age is that of the oldest."""


@dataclass(slots=True)
class _Note:
    """Commits up to a position, the first of them made at this moment."""

    position: int
    began_ms: int


class CommitTimes:
    """The moments of one server's own commits, by session; by the clock that never steps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._notes: dict[str, deque[_Note]] = {}

    def note(self, code: str, position: int) -> None:
        """A commit became durable just now, at this position of a session's log."""
        now_ms = self._clock.elapsed_ms()
        notes = self._notes.setdefault(code, deque())
        if notes and (now_ms - notes[-1].began_ms < TOGETHER_MS or len(notes) >= NOTES_MAX):
            notes[-1].position = position
        else:
            notes.append(_Note(position, now_ms))

    def counted(self, code: str, upto: int) -> None:
        """A session's tally holds its log up to this position."""
        notes = self._notes.get(code)
        while notes and notes[0].position <= upto:
            notes.popleft()

    def age_ms(self, code: str, counted: int) -> int:
        """How long ago the oldest commit behind a position was made, to the second; 0 without
        one."""
        notes = self._notes.get(code, ())
        began_ms = next((note.began_ms for note in notes if note.position > counted), None)
        return 0 if began_ms is None else self._clock.elapsed_ms() - began_ms

    def forget(self, code: str) -> None:
        """Forget a session."""
        self._notes.pop(code, None)
