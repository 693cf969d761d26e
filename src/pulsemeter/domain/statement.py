"""Statements: stretches of the stimulus with words and a claim, the unit of the verdict."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class StatementKind(StrEnum):
    """What a statement does in the talk."""

    CLAIM = "claim"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Statement:
    """One revision of one statement; its span is [start_ms, end_ms) of stimulus time.

    The id never changes; verdicts and releases cite id and revision, so that later edits of
    words or times don't rewrite what was found about an earlier wording. `source` says where the
    note comes from.
    """

    id: str
    revision: int
    stimulus: str
    start_ms: int
    end_ms: int
    words: str
    speaker: str = ""
    topic: str = ""
    kind: StatementKind = StatementKind.CLAIM
    note: str = ""
    parents: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a statement needs an id")
        if self.revision < 1:
            raise ValueError(f"statement {self.id}: revision starts at 1, not {self.revision}")
        if not 0 <= self.start_ms < self.end_ms:
            raise ValueError(
                f"statement {self.id}: start {self.start_ms} ms must lie before "
                f"end {self.end_ms} ms and not below 0"
            )

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Its one stretch, as what has several is told."""
        return ((self.start_ms, self.end_ms),)

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms

    def window(self, lag_ms: int) -> tuple[int, int]:
        """The stretch in which reactions to it are read: shifted by the human lag."""
        return self.start_ms + lag_ms, self.end_ms + lag_ms


def overlapping(statements: list[Statement]) -> list[tuple[Statement, Statement]]:
    """Pairs of neighbours of one stimulus that share time, for a clear refusal."""
    ordered = sorted(statements, key=lambda s: (s.stimulus, s.start_ms, s.end_ms))
    return [
        (a, b) for a, b in pairwise(ordered) if a.stimulus == b.stimulus and b.start_ms < a.end_ms
    ]
