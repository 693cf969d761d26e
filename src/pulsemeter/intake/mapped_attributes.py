"""The attributes of participants: from their own file, or from the columns beside the reactions.

A value that belongs to no category is refused, never thrown together with others in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.domain.study import Attribute, Study
from pulsemeter.intake.complaint import Complaints, IntakeError, listed
from pulsemeter.intake.long import names_of
from pulsemeter.intake.mapped_rows import columns_of
from pulsemeter.intake.mapping import AttributeRule, CategoryRule
from pulsemeter.intake.table import Table

CATEGORIES_SEEN_MAX = 20
NOT_TOLD = CategoryRule("not_told", "not told")


@dataclass(frozen=True, slots=True)
class ReadAttributes:
    """By attribute, its categories in order and each person's category (persons in their order);
    `notes` are sentences for people."""

    categories: Mapping[str, tuple[CategoryRule, ...]]
    held: Mapping[str, list[str]]
    notes: tuple[str, ...] = ()

    def of_person(self, place: int) -> dict[str, str]:
        """The categories of the person at this place."""
        return {attribute: held[place] for attribute, held in self.held.items()}

    def tables(self, rules: Sequence[AttributeRule]) -> list[dict[str, Any]]:
        """The `[[attribute]]` sections of a study file that say this."""
        return [
            {
                "id": rule.id,
                "label": rule.label or rule.id,
                "merge_order": [list(pair) for pair in rule.merge_order],
                "category": [{"id": c.id, "label": c.label} for c in self.categories[rule.id]],
            }
            for rule in rules
        ]


def read_attributes(
    table: Table,
    participant: str,
    people: Sequence[str],
    rules: Sequence[AttributeRule],
    study: Study | None,
) -> ReadAttributes:
    """The categories of these people. With a `study` they are its own, else those of the mapping
    or, without any there, of the data. IntakeError with everything that is wrong."""
    columns_of(table, {"participant": participant, **{f"{r.id}.column": r.column for r in rules}})
    names = names_of(table.frame[participant])
    complaints = table.complaints()
    notes: list[str] = []
    categories: dict[str, tuple[CategoryRule, ...]] = {}
    held: dict[str, list[str]] = {}
    strangers = int(names.drop_nulls().unique().is_in(list(people)).not_().sum())
    if strangers:
        left_out = f"{counted(strangers, 'person')} of {table.name} without any reaction left out"
        notes.append(left_out)
    for rule in rules:
        values = _values(table, rule)
        told = _one_each(table, names, values, rule, complaints)
        try:
            own = _rules(rule, None if study is None else study.attribute(rule.id))
            categories[rule.id], held[rule.id] = _sorted_in(rule, own, told, people, study)
        except IntakeError as error:
            for complaint in error.complaints:
                complaints.add(complaint)
    complaints.stop()
    return ReadAttributes(categories, held, tuple(notes))


def _values(table: Table, rule: AttributeRule) -> pl.Series:
    """The column as text: labels where the file has them."""
    column = table.frame[rule.column]
    text = names_of(column)
    labels = table.labels.get(rule.column, {})
    if not labels:
        return text
    known = column.replace_strict(
        list(labels), list(labels.values()), default=None, return_dtype=pl.String
    )
    return pl.select(pl.coalesce(known.str.strip_chars(), text)).to_series()


def _one_each(
    table: Table, names: pl.Series, values: pl.Series, rule: AttributeRule, complaints: Complaints
) -> dict[str, str]:
    """Each person's value; a person with two of them is a complaint."""
    rows = pl.DataFrame(
        [names.alias("person"), values.alias("value"), table.rows.alias("row")]
    ).drop_nulls(["person", "value"])
    differs = rows["value"] != rows.select(pl.col("value").first().over("person"))["value"]
    complaints.rows(
        rule.column,
        differs,
        rows["row"],
        rows["value"],
        "differs from what an earlier row says of the same participant",
    )
    kept = rows.unique("person", keep="first", maintain_order=True)
    return dict(zip(kept["person"].to_list(), kept["value"].to_list(), strict=True))


def _rules(rule: AttributeRule, attribute: Attribute | None) -> tuple[CategoryRule, ...]:
    """The categories of the mapping; those of the study in the store, with the mapping's values."""
    if attribute is None:
        return rule.categories
    values = {one.id: one.values for one in rule.categories}
    unknown = sorted(values.keys() - {c.id for c in attribute.categories})
    if unknown:
        raise IntakeError(
            attribute.id,
            [f"attribute {rule.id}: the study has no category {listed(unknown)}; see study show."],
        )
    return tuple(CategoryRule(c.id, c.label, values.get(c.id, ())) for c in attribute.categories)


def _sorted_in(
    rule: AttributeRule,
    own: tuple[CategoryRule, ...],
    told: Mapping[str, str],
    people: Sequence[str],
    study: Study | None,
) -> tuple[tuple[CategoryRule, ...], list[str]]:
    """The categories, and each person's."""
    mine = {person: told[person] for person in people if person in told}
    categories = own or _seen(rule, sorted(set(mine.values())))
    meant: dict[str, str] = {}
    for category in categories:
        for word in (category.id, category.label, *category.values):
            meant.setdefault(word.casefold(), category.id)
    unknown = sorted({value for value in mine.values() if value.casefold() not in meant})
    if unknown:
        raise IntakeError(
            rule.id,
            [
                f"attribute {rule.id}: {listed(unknown)} belong to no category; add each to the "
                "values of one in the mapping."
            ],
        )
    missing = rule.missing
    if len(mine) < len(people) and not missing:
        if study is not None:
            without = counted(len(people) - len(mine), "participant has", "participants have")
            raise IntakeError(
                rule.id,
                [
                    f"attribute {rule.id}: {without} no value; "
                    'say with missing = "…" in which category of the study they are.'
                ],
            )
        missing = NOT_TOLD.id
        if NOT_TOLD.id not in {category.id for category in categories}:
            categories = (*categories, NOT_TOLD)
    if missing and missing not in {category.id for category in categories}:
        raise IntakeError(
            rule.id, [f"attribute {rule.id}: missing = {missing!r} is none of its categories."]
        )
    return categories, [
        meant[mine[person].casefold()] if person in mine else missing for person in people
    ]


def _seen(rule: AttributeRule, values: Sequence[str]) -> tuple[CategoryRule, ...]:
    """Categories made of the values that occur."""
    if not values or len(values) > CATEGORIES_SEEN_MAX:
        raise IntakeError(
            rule.id,
            [
                f"attribute {rule.id}: column {rule.column!r} has {len(values):,} different "
                f"values; 1 to {CATEGORIES_SEEN_MAX} make categories by themselves. List them as "
                "[[attribute.category]] with values."
            ],
        )
    taken: set[str] = set()
    found = []
    for value in values:
        plain = "_".join("".join(s if s.isalnum() else " " for s in value.casefold()).split())
        name, number = plain or "category", 1
        while name in taken or name == "all":
            number += 1
            name = f"{plain or 'category'}_{number}"
        taken.add(name)
        found.append(CategoryRule(name, value))
    return tuple(found)
