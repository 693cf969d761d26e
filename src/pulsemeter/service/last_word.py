"""Whether the last word on everything that a session tells has left.

Intervals are written before statements, which are reckoned beside them: a server that is stopped
between the two has to tell the rest when it comes back. Knows no figures.
"""

from collections.abc import Iterable

from pulsemeter.release.figures import Release, name_of
from pulsemeter.service.keep_shown import Name


class LastWord:
    """What is still to be settled, of the statements that are known and of all that left."""

    def __init__(self) -> None:
        self._open: set[Name] = set()
        self._settled: set[Name] = set()
        self._is_ended = False

    def know(self, statements: Iterable[str]) -> None:
        """There are these statements and passages."""
        self._open |= set(statements) - self._settled

    def left(self, release: Release) -> None:
        """A release has left."""
        name = name_of(release)
        settled, unsettled = self._settled, self._open
        if release.standing != "final":
            settled, unsettled = unsettled, settled
        settled.add(name)
        unsettled.discard(name)

    def end(self) -> None:
        """Nothing more will be told."""
        self._is_ended = True

    def is_on(self, name: Name) -> bool:
        """Whether the last word on this one has left."""
        return name in self._settled

    @property
    def has_left(self) -> bool:
        """Whether there is nothing more to tell."""
        return self._is_ended or (bool(self._settled) and not self._open)
