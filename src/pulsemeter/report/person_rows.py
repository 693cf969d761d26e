"""The table of persons in package B: categories as coarse as they are kept, arm, answers.

What somebody left empty and what nobody asked them are told apart. This module must not know a
store, or which seat a person was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pulsemeter.domain.panel_question import PART, PanelQuestion
from pulsemeter.domain.questionnaire import Part, Question, QuestionKind
from pulsemeter.domain.study import Attribute, Study
from pulsemeter.release.plan import MERGED
from pulsemeter.report.data_table import Column, ColumnKind, DataTable, Value, whole_table
from pulsemeter.report.persons_package import PERSON

LEFT_EMPTY, NOT_ASKED = "left_empty", "not_asked"
_EMPTY = Value(LEFT_EMPTY, "left empty", is_gap=True)
GIVEN = (
    Value("answered", "answered"),
    _EMPTY,
    Value(NOT_ASKED, "not asked, or never reached", is_gap=True),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person: categories by attribute, arm, order of stimuli by their ids, answers by (part,
    question), share of intervals spent there, presses, whether they came to the last page."""

    categories: Mapping[str, str]
    arm: str = ""
    order: tuple[str, ...] = ()
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    present_share: float = 0.0
    presses: int = 0
    finished: bool = False


def attribute_column(attribute: str) -> str:
    """The name of an attribute's column."""
    return f"attribute_{attribute}"


def category_values(attribute: Attribute, held: Iterable[str]) -> tuple[Value, ...]:
    """The categories that persons have, merged ones by the labels of all that went into them."""
    places = {category.id: place for place, category in enumerate(attribute.categories)}
    labels = {category.id: category.label for category in attribute.categories}
    found = sorted(set(held), key=lambda each: [places.get(p, 0) for p in each.split(MERGED)])
    return tuple(
        Value(each, " + ".join(labels.get(part, part) for part in each.split(MERGED)))
        for each in found
    )


def persons_table(
    study: Study,
    attributes: Sequence[Attribute],
    persons: Sequence[Person],
    asked: Sequence[PanelQuestion] = (),
) -> DataTable:
    """One row per person, numbered in the order given."""
    columns = [PERSON]
    held: dict[str, Any] = {"person": range(1, len(persons) + 1)}
    for attribute in attributes:
        own = [person.categories.get(attribute.id) or None for person in persons]
        name = attribute_column(attribute.id)
        values = category_values(attribute, filter(None, own))
        columns.append(Column(name, ColumnKind.CHOICE, attribute.label, values))
        held[name] = own
    if len(study.stimuli) > 1:
        told = "order in which the stimuli were watched; empty where it isn't kept"
        columns.append(Column("order", ColumnKind.TEXT, told))
        held["order"] = [", ".join(person.order) or None for person in persons]
    columns += [
        Column("present_share", ColumnKind.NUMBER, "share of intervals spent there, 0..1"),
        Column("presses", ColumnKind.WHOLE, "presses or moves, those replaced or undone included"),
        Column("finished", ColumnKind.FLAG, "whether the person came to the last page"),
    ]
    for name in ("present_share", "presses", "finished"):
        held[name] = [getattr(person, name) for person in persons]
    for part, question in _asked(study, asked):
        given = [person.answers.get((part, question.id)) for person in persons]
        for column, values_held in _answers(f"{part}_{question.id}", question, given):
            columns.append(column)
            held[column.name] = values_held
    frame = pl.DataFrame(held, strict=False)
    about = "One row per person, in random order."
    return whole_table("persons", about, tuple(columns), frame, key=("person",))


def _asked(study: Study, asked: Sequence[PanelQuestion]) -> list[tuple[str, Question]]:
    """All questions whose answers are a person's, with the part in which they were asked."""
    found = [
        (part.value, question)
        for part in Part
        for question in study.questionnaire.of(part)
        if question.is_told_apart
    ]
    return [*found, *((PART, question.as_question()) for question in asked)]


def _answers(
    name: str, question: Question, given: Sequence[str | None]
) -> list[tuple[Column, list[Any]]]:
    """The columns of one question: "" is left empty, None was not asked."""
    if question.kind is QuestionKind.SINGLE:
        values = (*(Value(a.id, a.label) for a in question.answers), _EMPTY)
        told = [LEFT_EMPTY if each == "" else each for each in given]
        return [(Column(name, ColumnKind.CHOICE, question.text, values), told)]
    why = f"{name}_given"
    reasons = [
        NOT_ASKED if each is None else LEFT_EMPTY if each == "" else "answered" for each in given
    ]
    text = f"whether answered: {question.text}"
    found: list[tuple[Column, list[Any]]] = [(Column(why, ColumnKind.CHOICE, text, GIVEN), reasons)]
    if question.kind is QuestionKind.SCALE:
        ends = ((1, question.low), (question.steps, question.high))
        labels = tuple((step, label) for step, label in ends if label)
        column = Column(name, ColumnKind.WHOLE, question.text, labels=labels, gaps_in=why)
        return [*found, (column, [int(each) if each else None for each in given])]
    if question.kind is QuestionKind.NUMBER:
        column = Column(name, ColumnKind.NUMBER, question.text, gaps_in=why)
        return [*found, (column, [float(each) if each else None for each in given])]
    for answer in question.answers:
        meaning = f"{question.text}: {answer.label}"
        chosen = [answer.id in each.split(",") if each else None for each in given]
        found.append((Column(f"{name}_{answer.id}", ColumnKind.FLAG, meaning), chosen))
    return found
