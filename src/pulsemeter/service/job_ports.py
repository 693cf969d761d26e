"""What is written down of a job that was asked for, so that a server that was stopped finds it.

No figure and nobody's words stand in it, only what somebody let be made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pulsemeter.release.view import EVERYTHING, View


@dataclass(frozen=True, slots=True)
class JobNote:
    """What was asked for, about a study and perhaps a session of it. Within its `kind` a `key`
    names what comes out, so that asking twice makes it once; `said` is the rest of the wish, in the
    kind's own words. `owner` is the id of a member whose alone it is, "" where it is whoever's with
    the view. `tries` counts how often it was begun; `is_made` once it lies ready, where it is still
    listed then."""

    id: str
    kind: str
    key: str
    study: str
    session: str
    asked_ms: int
    view: View = EVERYTHING
    owner: str = ""
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tries: int = 0
    is_made: bool = False

    def words(self, name: str) -> tuple[str, ...]:
        """What was said under this name, nothing where nothing was."""
        return self.said.get(name, ())

    def word(self, name: str) -> str:
        """The one word under this name, "" where none was said."""
        return next(iter(self.words(name)), "")


class JobBook(Protocol):
    """Jobs that were asked for and aren't settled."""

    async def put(self, note: JobNote) -> None:
        """Write a note, in place of the one with its id."""
        ...

    async def remove(self, job: str) -> None:
        """Take a note away; one that isn't there is no matter."""
        ...

    async def all(self) -> Sequence[JobNote]:
        """Every note, in the order in which they were asked for."""
        ...
