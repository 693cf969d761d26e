"""What leaves once, after the close: figures of answers, and of segments made of answers.

Written down before anybody sees it and never made again, so that no two of them can be subtracted.
"""

from dataclasses import dataclass, field

from pulsemeter.release.figures import Count, IntervalFigure, StatementFigure
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.told_comments import CommentRelease

ANSWERS = "answers"
ASKED = "asked"
SESSION = "session"
IMPRESSION = "impression"


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many gave one answer; the share is of those who answered, 0..1, with its interval."""

    answer: str
    persons: Count
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """One cell of the plan at one question, before or after; `persons` answered it."""

    cell: str
    part: str
    persons: Count
    answers: list[AnswerCount]


@dataclass(frozen=True, slots=True)
class MoveFigure:
    """Change in one cell among those who answered both times.

    Of a scale, `up` and `down` moved along it and `answer` is empty. Of choices, `up` took the
    answer up and `down` gave it up; the row with an empty answer tells how many stayed
    `unchanged` where each gave one answer.
    """

    cell: str
    answer: str
    persons: Count
    changed_share: float
    changed_low: float
    changed_high: float
    up: Count | None = None
    down: Count | None = None
    unchanged: Count | None = None
    net: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CrossFigure:
    """Persons of the whole panel by their answer before and after; answers that few gave are
    joined with a neighbour by +."""

    before: str
    after: str
    persons: Count


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """All that leaves of one question; `held_back` says what does not and why."""

    question: str
    answers: list[AnswerFigure] = field(default_factory=list)
    moves: list[MoveFigure] = field(default_factory=list)
    crossed: list[CrossFigure] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AnswerRelease:
    """The answers of a session's completed persons."""

    questions: list[QuestionFigures]
    left_out: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is, once per session."""
        return ANSWERS


@dataclass(frozen=True, slots=True)
class ExploredInterval:
    """Exploratory segments in one interval of a stimulus."""

    stimulus: int
    interval: int
    figures: list[IntervalFigure]


@dataclass(frozen=True, slots=True)
class ExploredStatement:
    """Exploratory segments at one revision of a statement."""

    statement: str
    revision: int
    figures: list[StatementFigure]


@dataclass(frozen=True, slots=True)
class ExploratoryRelease:
    """Curves and verdicts of the segments that one question's answers make."""

    question: str
    cells: list[PlannedCell]
    intervals: list[ExploredInterval] = field(default_factory=list)
    statements: list[ExploredStatement] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is, once per session and question."""
        return f"exploratory:{self.question}"


@dataclass(frozen=True, slots=True)
class AskedRelease:
    """The answers to a question that was put to everybody while the session ran."""

    number: int
    figures: QuestionFigures

    @property
    def name(self) -> str:
        """What it is, once per session and question."""
        return f"{ASKED}:{self.number}"


@dataclass(frozen=True, slots=True)
class WholeStimulus:
    """The cells over one whole stimulus: persons classed by all their presses."""

    stimulus: int
    figures: list[StatementFigure]


@dataclass(frozen=True, slots=True)
class SessionRelease:
    """Each stimulus of a session as a whole; `left_out` says what does not leave and why."""

    stimuli: list[WholeStimulus] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is, once per session."""
        return SESSION


@dataclass(frozen=True, slots=True)
class ImpressionRelease:
    """The overall impression that is asked for after the stimulus."""

    figures: QuestionFigures

    @property
    def name(self) -> str:
        """What it is, once per session."""
        return IMPRESSION


OnceRelease = (
    AnswerRelease
    | ExploratoryRelease
    | AskedRelease
    | SessionRelease
    | ImpressionRelease
    | CommentRelease
)
