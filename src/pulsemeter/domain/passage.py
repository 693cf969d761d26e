"""Passages: a question with its answer, an agenda item, a section of a speech."""

from dataclasses import dataclass

from pulsemeter.domain.statement import Statement


@dataclass(frozen=True, slots=True)
class Passage:
    """One revision of a passage: a title over a run of statements of one stimulus, by their ids
    in order of time. Other members or another title make a new revision; what its statements say
    and when is theirs to tell."""

    id: str
    revision: int
    stimulus: str
    title: str
    statements: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.id or self.revision < 1:
            raise ValueError("a passage needs an id, and revisions start at 1")
        if not self.statements or len(set(self.statements)) < len(self.statements):
            raise ValueError(f"passage {self.id} needs statements, each of them once")

    @property
    def judged_as(self) -> str:
        """Under which id figures of it leave: those of a single statement are the statement's."""
        return self.id if len(self.statements) > 1 else self.statements[0]


@dataclass(frozen=True, slots=True)
class SpokenPassage:
    """One revision of a passage as it is judged: by the whole time of its statements, `spans` of
    stimulus time in order. Pauses between them are no part of it."""

    id: str
    revision: int
    stimulus: str
    spans: tuple[tuple[int, int], ...]

    @property
    def start_ms(self) -> int:
        """Where its first statement begins."""
        return self.spans[0][0]

    @property
    def end_ms(self) -> int:
        """Where its last statement ends."""
        return self.spans[-1][1]

    @property
    def length_ms(self) -> int:
        """How long is spoken in it."""
        return sum(end_ms - start_ms for start_ms, end_ms in self.spans)

    def window(self, lag_ms: int) -> tuple[int, int]:
        """From the first to the last reaction to it: shifted by the human lag."""
        return self.start_ms + lag_ms, self.end_ms + lag_ms


Judged = Statement | SpokenPassage
"""What gets a verdict. Ids are used once, so that a name says which of them is meant."""


@dataclass(frozen=True, slots=True)
class TitledPassage:
    """A passage as it is quoted: its title over the time from its first statement to its last, and
    the notes on these with their sources. Figures of it left under `id` and `revision`: where it
    holds one statement, they are that statement's."""

    id: str
    revision: int
    stimulus: str
    start_ms: int
    end_ms: int
    title: str
    notes: tuple[tuple[str, str], ...] = ()


Quoted = Statement | TitledPassage
"""What a finding speaks of."""
