"""Passages: a question with its answer, an agenda item, a section of a speech."""

from dataclasses import dataclass


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
