"""The `[[question]]`s and the `[why]` of a study file, or complaints by key and line."""

from collections.abc import Sequence
from typing import Any

from pulsemeter.domain.questionnaire import (
    MOMENTS_MAX,
    SCALE_STEPS_MAX,
    SCALE_STEPS_MIN,
    Answer,
    Part,
    Question,
    QuestionKind,
    Questionnaire,
    Rule,
    ShowIf,
    Why,
)
from pulsemeter.service.study_reading import Reading

_KINDS = {kind.value: kind for kind in QuestionKind}
_PARTS = {"before": (Part.BEFORE,), "after": (Part.AFTER,), "both": (Part.BEFORE, Part.AFTER)}
_CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.WORDS)
_RULE_KEYS = {"question", "is", "is_not", "at_least", "at_most"}
_RESERVED = {"overall", "comment", "text", "hint", "low", "high"}


def read_questionnaire(
    reading: Reading, tables: dict[str, Any], attributes: Sequence[str]
) -> Questionnaire:
    """The questions in this file; `attributes` are the ids that rules may ask for as well."""
    entries = tables.get("question", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.complain("question", "must be written as [[question]]")
        entries = []
    questions: list[Question] = []
    for place, table in enumerate(entries):
        path = f"question[{place}]"
        question = _question(reading, table, path, questions, attributes)
        if question.id in {*attributes, *(q.id for q in questions), *_RESERVED}:
            reading.complain(f"{path}.id", f"{question.id!r} is taken; give another id")
        questions.append(question)
    return Questionnaire(tuple(questions), _why(reading, tables.get("why")))


def _why(reading: Reading, table: Any) -> Why | None:
    if table is None:
        return None
    if not isinstance(table, dict):
        reading.complain("why", "must be a section [why]")
        return None
    reading.known(table, "why", "why")
    moments = reading.take(table, "why", "moments", int, 3)
    if not 1 <= moments <= MOMENTS_MAX:
        reading.complain("why.moments", f"must lie from 1 to {MOMENTS_MAX}")
        moments = 3
    return Why(
        text=reading.take(table, "why", "text", str, Why().text),
        moments=moments,
        one_word=reading.take(table, "why", "one_word", bool, False),
    )


def _question(
    reading: Reading,
    table: dict[str, Any],
    path: str,
    earlier: Sequence[Question],
    attributes: Sequence[str],
) -> Question:
    reading.known(table, path, "question")
    name = _id(reading, table, path)
    kind_name = reading.take(table, path, "kind", str, None)
    if kind_name and kind_name not in _KINDS:
        reading.complain(f"{path}.kind", f"is none of {', '.join(_KINDS)}")
    kind = _KINDS.get(kind_name, QuestionKind.TEXT)
    asked = reading.take(table, path, "asked", str, "after")
    if asked not in _PARTS:
        reading.complain(f"{path}.asked", f"is none of {', '.join(_PARTS)}")
    parts = _PARTS.get(asked, _PARTS["after"])
    exploratory = reading.take(table, path, "exploratory", bool, False)
    if exploratory and kind is not QuestionKind.SINGLE:
        reading.complain(f"{path}.exploratory", "segments come from single choices only")
    steps = reading.take(table, path, "steps", int, 7)
    if not SCALE_STEPS_MIN <= steps <= SCALE_STEPS_MAX:
        reading.complain(f"{path}.steps", f"must lie from {SCALE_STEPS_MIN} to {SCALE_STEPS_MAX}")
        steps = 7
    low, high = _bounds(reading, table, path)
    return Question(
        id=name,
        kind=kind,
        text=reading.take(table, path, "text", str, None),
        parts=parts,
        hint=reading.take(table, path, "hint", str, ""),
        answers=_answers(reading, table, path, kind),
        steps=steps,
        low=reading.take(table, path, "low", str, ""),
        high=reading.take(table, path, "high", str, ""),
        number_min=low,
        number_max=high,
        is_required=reading.take(table, path, "required", bool, kind is not QuestionKind.TEXT),
        exploratory=exploratory,
        show_if=_show_if(reading, table.get("show_if"), f"{path}.show_if", earlier, attributes),
    )


def _id(reading: Reading, table: dict[str, Any], path: str) -> str:
    name = reading.take(table, path, "id", str, None)
    if name and not (name.isascii() and name.replace("_", "").replace("-", "").isalnum()):
        reading.complain(f"{path}.id", "may hold letters, digits, - and _ only")
    return name


def _bounds(
    reading: Reading, table: dict[str, Any], path: str
) -> tuple[float | None, float | None]:
    found: list[float | None] = []
    for key in ("min", "max"):
        value = table.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            reading.complain(f"{path}.{key}", f"must be a number, not {value!r}")
            value = None
        found.append(None if value is None else float(value))
    low, high = found
    if low is not None and high is not None and low > high:
        reading.complain(f"{path}.min", "is above max")
    return low, high


def _answers(
    reading: Reading, table: dict[str, Any], path: str, kind: QuestionKind
) -> tuple[Answer, ...]:
    entries = table.get("answer", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.complain(f"{path}.answer", "must be written as [[question.answer]]")
        return ()
    if kind not in _CHOICES:
        if entries:
            reading.complain(f"{path}.answer", f"a question of kind {kind.value} has no answers")
        return ()
    found: list[Answer] = []
    for place, entry in enumerate(entries):
        where = f"{path}.answer[{place}]"
        reading.known(entry, where, "answer")
        name = _id(reading, entry, where)
        if name in {answer.id for answer in found} | (_RESERVED - {"overall", "comment"}):
            reading.complain(f"{where}.id", f"{name!r} is taken; give another id")
        label = reading.take(entry, where, "label", str, None)
        found.append(Answer(name, label, reading.take(entry, where, "alone", bool, False)))
    if len(found) < 2:
        reading.complain(f"{path}.answer", "needs at least two answers to choose from")
    return tuple(found)


def _show_if(
    reading: Reading, given: Any, path: str, earlier: Sequence[Question], attributes: Sequence[str]
) -> ShowIf:
    if given is None:
        return ShowIf()
    any_of = isinstance(given, dict) and set(given) == {"any"}
    rules = given["any"] if any_of else given
    rules = rules if isinstance(rules, list) else [rules]
    found = tuple(
        rule for given_rule in rules
        if (rule := _rule(reading, given_rule, path, earlier, attributes)) is not None
    )  # fmt: skip
    return ShowIf(found, any_of)


def _rule(
    reading: Reading, given: Any, path: str, earlier: Sequence[Question], attributes: Sequence[str]
) -> Rule | None:
    if not isinstance(given, dict) or set(given) - _RULE_KEYS or "question" not in given:
        reading.complain(
            path,
            'must look like {question = "id", is = ["answer"]}, with is, is_not, at_least or '
            "at_most; several in a list, or {any = [...]}",
        )
        return None
    name = given["question"]
    asked = next((q for q in earlier if q.id == name), None)
    if asked is None and name not in attributes:
        reading.complain(path, f"{name!r} is no earlier question; rules look back only")
        return None
    among: Any = given.get("is", given.get("is_not", []))
    among = (among,) if isinstance(among, str) else tuple(map(str, among))
    known = {answer.id for answer in asked.answers} if asked else set()
    unknown = [one for one in among if known and one not in known]
    if unknown:
        reading.complain(path, f"{name} has no answer {unknown[0]!r}; it has {', '.join(known)}")
    numbers = [given.get(key) for key in ("at_least", "at_most")]
    if any(
        n is not None and (isinstance(n, bool) or not isinstance(n, int | float)) for n in numbers
    ):
        reading.complain(path, "at_least and at_most must be numbers")
        return None
    if not among and numbers == [None, None]:
        reading.complain(path, "says nothing; add is, is_not, at_least or at_most")
        return None
    low, high = (None if n is None else float(n) for n in numbers)
    return Rule(str(name), among, low, high, "is_not" in given)
