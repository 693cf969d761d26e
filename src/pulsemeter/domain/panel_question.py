"""A question that the moderator puts to everybody while a session runs, between two passages.

It has two to five answers and may be passed over. A later question ends the earlier one.
"""

from dataclasses import dataclass

from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind

ANSWERS_MIN, ANSWERS_MAX = 2, 5
TEXT_MAX, ANSWER_MAX = 300, 80
QUESTIONS_MAX = 30
PART = "live"
"""The part of the answers that hold what people answered to such questions."""


class QuestionRefused(ValueError):
    """A question that can't be put like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class PanelQuestion:
    """One question with its answers, in the study's own language. `planned` is the id of the
    study's question that it is, "" for one that was typed; `asked_ms` is session time."""

    number: int
    text: str
    answers: tuple[str, ...]
    planned: str = ""
    asked_ms: int = 0
    is_open: bool = True

    @property
    def key(self) -> str:
        """What its answers are kept under."""
        return f"asked-{self.number}"

    def as_question(self) -> Question:
        """The same as a question of a questionnaire, for counting: answers by their place. Nobody
        has to answer, so that somebody answered tells something, too."""
        answers = tuple(Answer(str(k), text) for k, text in enumerate(self.answers, 1))
        return Question(
            self.key, QuestionKind.SINGLE, self.text, (Part.AFTER,), answers=answers,
            is_required=False,
        )  # fmt: skip


def tidy_question(text: str, answers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Text and answers as they are kept. QuestionRefused for what can't be asked."""
    tidy = " ".join(text.split())
    given = tuple(" ".join(answer.split()) for answer in answers)
    if not tidy or len(tidy) > TEXT_MAX:
        raise QuestionRefused(f"the question has {len(tidy)} signs; 1 to {TEXT_MAX} are good")
    if not ANSWERS_MIN <= len(given) <= ANSWERS_MAX:
        raise QuestionRefused(f"{len(given)} answers; {ANSWERS_MIN} to {ANSWERS_MAX} are good")
    if any(not 0 < len(answer) <= ANSWER_MAX for answer in given):
        raise QuestionRefused(f"an answer is empty or has more than {ANSWER_MAX} signs")
    if len({answer.casefold() for answer in given}) < len(given):
        raise QuestionRefused("two answers are the same; make them differ")
    if not all(words.isprintable() for words in (tidy, *given)):
        raise QuestionRefused("the words hold signs that can't be shown; type them anew")
    return tidy, given


def can_be_put(question: Question) -> bool:
    """Whether a question of the study can be put to everybody: one choice of two to five."""
    return (
        question.kind is QuestionKind.SINGLE
        and ANSWERS_MIN <= len(question.answers) <= ANSWERS_MAX
        and not question.show_if.rules
    )
