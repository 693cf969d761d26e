"""Questions before and after the stimulus: their kinds, when they are shown, what answers fit.

Answers are kept as text: the id of a choice, ids joined by a comma, a step, a number. A question
that was shown and left empty has the answer "": silence that was given is not silence that was
never asked for. This module knows no page and no store.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

TEXT_LENGTH_MAX = 4_000
SCALE_STEPS_MIN, SCALE_STEPS_MAX = 2, 11
MOMENTS_MAX = 5
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,6})?")


class QuestionKind(StrEnum):
    """What kind of answer a question takes."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"
    WORDS = "words"


class Part(StrEnum):
    """Before or after the stimulus."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice of a question. `alone` says that it excludes all others ("none of these")."""

    id: str
    label: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What an earlier question's answer must be: one of `among`, or a number in a range.

    An answer of several choices fits when one of them does. `is_not` turns the rule round; a
    question that was never shown or left empty fits neither way.
    """

    question: str
    among: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    is_not: bool = False

    def fits(self, known: Mapping[str, str]) -> bool:
        """Whether the answers known so far let the question be shown."""
        given = known.get(self.question, "")
        if not given:
            return False
        return self._matches(given) is not self.is_not

    def _matches(self, given: str) -> bool:
        if self.among:
            return any(one in self.among for one in given.split(","))
        if not _NUMBER.fullmatch(given):
            return False
        value = float(given)
        low = -float("inf") if self.at_least is None else self.at_least
        high = float("inf") if self.at_most is None else self.at_most
        return low <= value <= high


@dataclass(frozen=True, slots=True)
class ShowIf:
    """When a question is shown: where all of its rules fit, or any of them; always without."""

    rules: tuple[Rule, ...] = ()
    any_of: bool = False

    def fits(self, known: Mapping[str, str]) -> bool:
        """Whether the question is shown to a person with these answers."""
        if not self.rules:
            return True
        found = (rule.fits(known) for rule in self.rules)
        return any(found) if self.any_of else all(found)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `low` and `high` name the ends of a scale of `steps` steps, or bound a
    number; `exploratory` makes segments of its answers for the analyst, never live."""

    id: str
    kind: QuestionKind
    text: str
    parts: tuple[Part, ...] = (Part.AFTER,)
    hint: str = ""
    answers: tuple[Answer, ...] = ()
    steps: int = 7
    low: str = ""
    high: str = ""
    number_min: float | None = None
    number_max: float | None = None
    is_required: bool = True
    exploratory: bool = False
    show_if: ShowIf = field(default_factory=ShowIf)

    @property
    def is_told_apart(self) -> bool:
        """Whether its answers are a person's, kept with the seat; free text is not."""
        return self.kind is not QuestionKind.TEXT


@dataclass(frozen=True, slots=True)
class Why:
    """What is asked at the participant's own strongest moments, and at how many of them."""

    text: str = "What made you press here?"
    moments: int = 3
    one_word: bool = False


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions of a study beside those that make its segments."""

    questions: tuple[Question, ...] = ()
    why: Why | None = None

    def of(self, part: Part) -> tuple[Question, ...]:
        """The questions of one part, in their order."""
        return tuple(q for q in self.questions if part in q.parts)


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers as they are kept, and what is missing or doesn't fit, by question."""

    values: dict[str, str]
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be asked again."""
        return not (self.missing or self.wrong)


def next_page(
    questions: Sequence[Question], here: Mapping[str, str], earlier: Mapping[str, str]
) -> tuple[Question, ...]:
    """The questions to show now: those that are still open, up to the first whose rule depends on
    an answer of the same page. Empty when nothing is left to ask.

    `here` holds the answers of this part, `earlier` those of the part before and of the profile,
    to which rules may look back.
    """
    known = {**earlier, **here}
    page: list[Question] = []
    for question in questions:
        if question.id in here:
            continue
        on_this_page = {q.id for q in page}
        if any(rule.question in on_this_page for rule in question.show_if.rules):
            break
        if question.show_if.fits(known):
            page.append(question)
    return tuple(page)


def check_answers(questions: Iterable[Question], given: Mapping[str, Sequence[str]]) -> Checked:
    """The answers to one page's questions, cleaned; what was sent beside them is dropped."""
    values: dict[str, str] = {}
    missing: list[str] = []
    wrong: list[str] = []
    for question in questions:
        sent = [one.strip() for one in given.get(question.id, ()) if one.strip()]
        if not sent:
            if question.is_required:
                missing.append(question.id)
            else:
                values[question.id] = ""
            continue
        value = _cleaned(question, sent)
        if value is None:
            wrong.append(question.id)
        else:
            values[question.id] = value
    return Checked(values, tuple(missing), tuple(wrong))


def _cleaned(question: Question, sent: Sequence[str]) -> str | None:
    """The answer as it is kept, or None where it doesn't fit the question."""
    match question.kind:
        case QuestionKind.TEXT:
            return sent[0][:TEXT_LENGTH_MAX]
        case QuestionKind.NUMBER:
            return _number(question, sent[0])
        case QuestionKind.SCALE:
            steps = {str(step) for step in range(1, question.steps + 1)}
            return sent[0] if sent[0] in steps else None
        case QuestionKind.SINGLE:
            known = {answer.id for answer in question.answers}
            return sent[0] if len(sent) == 1 and sent[0] in known else None
        case QuestionKind.MULTIPLE | QuestionKind.WORDS:
            chosen = [answer for answer in question.answers if answer.id in sent]
            if len(chosen) < len(set(sent)) or (
                len(chosen) > 1 and any(answer.alone for answer in chosen)
            ):
                return None
            return ",".join(answer.id for answer in chosen)


def _number(question: Question, sent: str) -> str | None:
    if not _NUMBER.fullmatch(sent):
        return None
    plain = sent.replace(",", ".").lstrip("+")
    value = float(plain)
    low, high = question.number_min, question.number_max
    if (low is not None and value < low) or (high is not None and value > high):
        return None
    return plain if "." in plain else f"{value:.0f}"


def texts(questionnaire: Questionnaire) -> dict[str, str]:
    """Every text of the questions by its path, for translation."""
    found: dict[str, str] = {}
    for question in questionnaire.questions:
        path = f"question.{question.id}"
        found[f"{path}.text"] = question.text
        found[f"{path}.hint"] = question.hint
        if question.kind is QuestionKind.SCALE:
            found[f"{path}.low"], found[f"{path}.high"] = question.low, question.high
        found |= {f"{path}.{answer.id}": answer.label for answer in question.answers}
    if questionnaire.why is not None:
        found["why.text"] = questionnaire.why.text
    return {path: text for path, text in found.items() if text}


def with_texts(questionnaire: Questionnaire, given: Mapping[str, str]) -> Questionnaire:
    """The questions with these texts in place of their own; a text that isn't given stays."""

    def worded(question: Question) -> Question:
        path = f"question.{question.id}"

        def text(name: str, own: str) -> str:
            return given.get(f"{path}.{name}") or own

        return replace(
            question,
            text=text("text", question.text),
            hint=text("hint", question.hint),
            low=text("low", question.low),
            high=text("high", question.high),
            answers=tuple(replace(a, label=text(a.id, a.label)) for a in question.answers),
        )

    why = questionnaire.why
    return Questionnaire(
        tuple(map(worded, questionnaire.questions)),
        why and replace(why, text=given.get("why.text") or why.text),
    )
