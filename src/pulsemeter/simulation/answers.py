"""What simulated panelists answer to the questions before and after the stimulus.

Answers are drawn evenly over what a question takes; who knows the truth of a study's questions
better should draw their own. Words say that they are simulated.
"""

from dataclasses import dataclass

import numpy as np

from pulsemeter.domain.questionnaire import Part, Question, QuestionKind, Questionnaire

NOTE = "(simulated)"
TICKED_SHARE = 0.3
_NUMBER_MAX = 100

Form = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Forms as a page would post them, one for each page that there may be; `why` says whether
    the person's strongest moments are asked about."""

    before: tuple[Form, ...] = ()
    after: tuple[Form, ...] = ()
    why: bool = False


def draw_answers(
    questionnaire: Questionnaire, rng: np.random.Generator, *, keeps_words: bool = True
) -> Answered:
    """One person's answers. Each form holds all answers of its part: a page takes its own."""
    before, after = (_forms(questionnaire, part, rng) for part in (Part.BEFORE, Part.AFTER))
    return Answered(before, after, questionnaire.why is not None and keeps_words)


def _forms(questionnaire: Questionnaire, part: Part, rng: np.random.Generator) -> tuple[Form, ...]:
    questions = questionnaire.of(part)
    form = tuple(pair for question in questions for pair in _answer(question, rng))
    pages = 1 + sum(bool(question.show_if.rules) for question in questions)
    return (form,) * pages if questions else ()


def _answer(question: Question, rng: np.random.Generator) -> list[tuple[str, str]]:
    match question.kind:
        case QuestionKind.SINGLE:
            chosen = [question.answers[int(rng.integers(len(question.answers)))].id]
        case QuestionKind.MULTIPLE | QuestionKind.WORDS:
            ticked = [a for a in question.answers if not a.alone and rng.random() < TICKED_SHARE]
            chosen = [answer.id for answer in ticked or question.answers[-1:]]
        case QuestionKind.SCALE:
            chosen = [str(int(rng.integers(1, question.steps + 1)))]
        case QuestionKind.NUMBER:
            low = 0.0 if question.number_min is None else question.number_min
            high = low + _NUMBER_MAX if question.number_max is None else question.number_max
            chosen = [str(round(float(rng.uniform(low, high))))]
        case QuestionKind.TEXT:
            chosen = [f"Nothing more. {NOTE}"]
    return [(question.id, value) for value in chosen]
