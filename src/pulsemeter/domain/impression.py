"""The built-in question after the stimulus: what somebody thought of it as a whole."""

from pulsemeter.domain.questionnaire import Answer, Question, QuestionKind

OVERALL = "overall"
GOOD, BAD = ("very_good", "good"), ("bad", "very_bad")
OVERALL_ANSWERS = (*GOOD, "neither", *BAD)
_LABELS = ("Very good", "Good", "Neither", "Bad", "Very bad")


def overall_question(text: str) -> Question:
    """The question as the others are: a single choice, best first. Labels are in English."""
    answers = zip(OVERALL_ANSWERS, _LABELS, strict=True)
    return Question(
        OVERALL, QuestionKind.SINGLE, text, answers=tuple(Answer(a, label) for a, label in answers)
    )
