"""The questions of a study as sections of a study file: the writing side of `read_questions`."""

from collections.abc import Sequence

from pulsemeter.domain.questionnaire import Part, Question, QuestionKind, Rule, ShowIf, Why
from pulsemeter.service.toml_text import Table, Value

_ASKED = {(Part.BEFORE,): "before", (Part.AFTER,): "after", (Part.BEFORE, Part.AFTER): "both"}


def question_tables(questions: Sequence[Question]) -> list[Table]:
    """All `[[question]]`s, in their order."""
    return [_question_table(question) for question in questions]


def why_tables(why: Why | None) -> list[Table]:
    """`[why]`, where it is asked at all."""
    if why is None:
        return []
    table, usual = Table("[why]", "Asked at a participant's own strongest moments."), Why()
    table.put_unless("text", why.text, usual.text)
    table.put_unless("moments", why.moments, usual.moments)
    table.put_unless("one_word", why.one_word, usual.one_word)
    return [table]


def _question_table(question: Question) -> Table:
    table = Table("[[question]]")
    table.put("id", question.id)
    table.put("kind", question.kind.value)
    table.put("text", question.text)
    # Parts that no word stands for are left to the check of the whole file.
    table.put_unless("asked", _ASKED.get(question.parts, "after"), "after")
    table.put_unless("hint", question.hint, "")
    if question.answers:
        table.put_rows("answer", [_answer(a.id, a.label, a.alone) for a in question.answers])
    table.put_unless("steps", question.steps, 7)
    table.put_unless("low", question.low, "")
    table.put_unless("high", question.high, "")
    for key, bound in (("min", question.number_min), ("max", question.number_max)):
        if bound is not None:
            table.put(key, _number(bound))
    is_usual = question.kind is not QuestionKind.TEXT
    table.put_unless("required", question.is_required, is_usual)
    table.put_unless("exploratory", question.exploratory, False, "segments for the analyst only")
    if question.show_if != ShowIf():
        rules = [_rule(rule) for rule in question.show_if.rules]
        table.put("show_if", {"any": rules} if question.show_if.any_of else rules)
    return table


def _answer(name: str, label: str, alone: bool) -> Value:
    row: dict[str, Value] = {"id": name, "label": label}
    return row | {"alone": True} if alone else row


def _rule(rule: Rule) -> Value:
    row: dict[str, Value] = {"question": rule.question}
    if rule.among or rule.is_not:
        row["is_not" if rule.is_not else "is"] = rule.among
    for key, bound in (("at_least", rule.at_least), ("at_most", rule.at_most)):
        if bound is not None:
            row[key] = _number(bound)
    return row


def _number(value: float) -> int | float:
    """A whole number without its point."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
