"""The headline numbers of package B: net approval of the session and of each statement, by segment.

Exact, from the classes of persons; beside each stands what was released of it. The scripts of the
package must come to the same. This module must not know how a class comes about.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.persons import PersonClass
from pulsemeter.domain.study import Attribute
from pulsemeter.report.data_table import (
    Column,
    ColumnKind,
    DataTable,
    Reference,
    Value,
    whole_table,
)
from pulsemeter.report.person_rows import Person, attribute_column, category_values
from pulsemeter.report.persons_package import Watched, stimulus_values, target_values

ALL = "all"
UNITS = (Value("session", "the whole session"), Value("statement", "one statement"))
Told = Mapping[tuple[str, str, str], float | None]
"""Released net approval, −1..1, by (stimulus, statement, segment)."""
Segments = Mapping[str, tuple[str, str, str]]
"""Attribute, category and label by the segment's id."""


def segments_of(attributes: Sequence[Attribute], persons: Sequence[Person]) -> Segments:
    """The whole panel, and each category that persons of the package have."""
    found = {ALL: ("", "", "All")}
    for attribute in attributes:
        held = (person.categories.get(attribute.id, "") for person in persons)
        for value in category_values(attribute, filter(None, held)):
            found[f"{attribute.id}:{value.id}"] = (attribute.id, value.id, value.label)
    return found


def segments_table(segments: Segments, persons: Sequence[Person]) -> DataTable:
    """How each segment is made of the columns of `persons`."""
    columns = (
        Column("segment", ColumnKind.TEXT, "id of the segment; `all` is the whole panel"),
        Column("label", ColumnKind.TEXT, "name of the segment"),
        Column("column", ColumnKind.TEXT, "column of `persons` that makes it; empty for `all`"),
        Column("category", ColumnKind.TEXT, "what that column holds"),
        Column("persons", ColumnKind.WHOLE, "persons in this package"),
    )
    rows = [
        {
            "segment": name,
            "label": label,
            "column": attribute_column(attribute) if attribute else "",
            "category": category,
            "persons": int(_members(persons, attribute, category).sum()),
        }
        for name, (attribute, category, label) in segments.items()
    ]
    about = "The segments of the headline numbers."
    return whole_table("segments", about, columns, pl.DataFrame(rows), key=("segment",))


def headlines_table(
    watched: Sequence[Watched],
    sessions: Sequence[Mapping[str, NDArray[np.int8]]],
    segments: Segments,
    persons: Sequence[Person],
    released: Told,
    names: Mapping[str, str],
) -> DataTable:
    """Net approval per stimulus, target, statement and segment, exact, and as it was released.

    `sessions` holds for each stimulus the persons' classes for all of it, by target.
    """
    columns = (
        Column("stimulus", ColumnKind.CHOICE, "id of the stimulus", stimulus_values(watched)),
        Column("target", ColumnKind.CHOICE, "whom it is about", target_values(watched, names)),
        Column("unit", ColumnKind.CHOICE, "what it is about", UNITS),
        Column("statement", ColumnKind.TEXT, "id of the statement; `*` for the session"),
        Column(
            "segment",
            ColumnKind.CHOICE,
            "id of the segment",
            tuple(Value(name, label) for name, (_, _, label) in segments.items()),
        ),
        Column("likers", ColumnKind.WHOLE, "persons with more likes than dislikes"),
        Column("dislikers", ColumnKind.WHOLE, "persons with more dislikes than likes"),
        Column("present", ColumnKind.WHOLE, "persons present in half of it or more"),
        Column("net", ColumnKind.NUMBER, "(likers - dislikers) / present, -1..1, unrounded"),
        Column("released_net", ColumnKind.NUMBER, "the same as it was released, of rounded counts"),
    )
    rows: list[dict[str, Any]] = []
    for each, whole in zip(watched, sessions, strict=True):
        for target, unit, statement, classes in _units(each, whole):
            for name, (attribute, category, _) in segments.items():
                own = classes[_members(persons, attribute, category) & each.shown]
                told = (each.stimulus.id, statement, name)
                rows.append(
                    {
                        "stimulus": each.stimulus.id,
                        "target": target,
                        "unit": unit,
                        "statement": statement,
                        "segment": name,
                        **_counted(own),
                        "released_net": released.get(told),
                    }
                )
    return whole_table(
        "headlines",
        "The headline numbers that the scripts of this package compute anew.",
        columns,
        pl.DataFrame(rows, infer_schema_length=None),
        key=("stimulus", "target", "statement", "segment"),
        references=(Reference(("segment",), "segments", ("segment",)),),
    )


def _units(
    each: Watched, whole: Mapping[str, NDArray[np.int8]]
) -> Iterator[tuple[str, str, str, NDArray[np.int8]]]:
    for target, classes in whole.items():
        yield target, "session", "*", classes
        for place, statement in enumerate(each.statements["statement"]):
            yield target, "statement", statement, each.classes[target][:, place]


def _counted(own: NDArray[np.int8]) -> dict[str, Any]:
    likers, dislikers = (
        int(np.count_nonzero(own == which)) for which in (PersonClass.LIKE, PersonClass.DISLIKE)
    )
    present = int(np.count_nonzero(own != PersonClass.ABSENT))
    net = (likers - dislikers) / present if present else None
    return {"likers": likers, "dislikers": dislikers, "present": present, "net": net}


def _members(persons: Sequence[Person], attribute: str, category: str) -> NDArray[np.bool_]:
    if not attribute:
        return np.ones(len(persons), dtype=np.bool_)
    return np.array([person.categories.get(attribute) == category for person in persons], np.bool_)
