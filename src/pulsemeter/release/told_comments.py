"""The comments of a session as they left: once, after its close, without a sign of who wrote."""

from dataclasses import dataclass, field

COMMENTS = "comments"
CLOSING = "closing"
"""The question that every study ends with: anything to add?"""
WHY = "why"
"""The question for the reason of a press at a statement."""


@dataclass(frozen=True, slots=True)
class ToldComment:
    """Words as they left, and what they answer: a question's id, `CLOSING` or `WHY`. With `WHY`
    the statement that the writer had pressed at and the `choice` (100 or −100); both are empty
    where too few wrote of it."""

    text: str
    question: str
    stimulus: str = ""
    statement: str = ""
    choice: int = 0


@dataclass(frozen=True, slots=True)
class CommentRelease:
    """All comments of a session that may leave; `left_out` says what doesn't and why."""

    comments: list[ToldComment]
    left_out: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is, once per session."""
        return COMMENTS
