"""What is noted of the words while a session runs: a manuscript, and one step for each key.

Steps are only added, each under a key that its sender gives. What they come to is a fold of them
(`transcript.live_words`); nothing here knows clocks or figures.
"""

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    """What a step says."""

    LOAD = "load"
    """This is the manuscript."""
    NEXT = "next"
    """A line of it begins."""
    SKIP = "skip"
    """Its next line isn't said."""
    DEPART = "depart"
    """Something begins whose words come afterwards."""
    END = "end"
    """Nothing is said any more, as in applause."""
    BACK = "back"
    """The last of the keys above was a slip."""
    TYPE = "type"
    """These are the words of a statement."""
    CAPTION = "caption"
    """A piece of the stream's captions."""


KEYS = frozenset((StepKind.NEXT, StepKind.SKIP, StepKind.DEPART, StepKind.END))
"""Steps that a key makes, and that can be taken back."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement of a prepared speech before it is held. Lines of one passage share its number,
    from 0, and its title."""

    words: str
    topic: str = ""
    speaker: str = ""
    passage: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `at_ms` is a time of the session, for a caption its beginning, which ends at
    `end_ms`; `line` the place of a line in the manuscript, −1 for the next one."""

    key: str
    kind: StepKind
    at_ms: int = 0
    end_ms: int = 0
    line: int = -1
    statement: str = ""
    words: str = ""
    speaker: str = ""
    topic: str = ""
    lines: tuple[Line, ...] = ()
