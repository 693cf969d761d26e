"""Everybody's category is told, or it is said who has none."""

import polars as pl
import pytest

from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapped_attributes import ReadAttributes, read_attributes
from pulsemeter.intake.mapping import AttributeRule, CategoryRule
from pulsemeter.intake.table import Table

PEOPLE = ["a", "b", "c"]
SIDES = (CategoryRule("n", "North", ("1", "Nord")), CategoryRule("s", "South", ("2",)))


def table(values: list, ids: list | None = None, labels: dict | None = None) -> Table:
    frame = pl.DataFrame({"ID": ids or PEOPLE[: len(values)], "side": values})
    return Table.of("p.csv", frame, frame.columns, labels=labels)


def read(held: Table, rule: AttributeRule, study: Study | None = None) -> ReadAttributes:
    return read_attributes(held, "ID", PEOPLE, [rule], study)


def study(*categories: Category) -> Study:
    return Study(
        "town", "Town", "", (Stimulus("s", "S", 1_000),),
        (Attribute("side", "Side", "", categories),), Consent("", "", "", ""),
    )  # fmt: skip


def test_values_ids_and_labels_stand_for_a_category_whatever_their_case() -> None:
    found = read(table(["nord", "S", "2"]), AttributeRule("side", "side", "Side", SIDES))
    assert found.held["side"] == ["n", "s", "s"]
    assert found.of_person(0) == {"side": "n"}
    assert found.tables([AttributeRule("side", "side", "Side", SIDES)]) == [
        {
            "id": "side",
            "label": "Side",
            "merge_order": [],
            "category": [{"id": "n", "label": "North"}, {"id": "s", "label": "South"}],
        }
    ]


def test_without_a_list_the_values_of_the_data_are_the_categories() -> None:
    found = read(table(["18 to 34", "all", "18-34"]), AttributeRule("side", "side"))
    assert [(c.id, c.label) for c in found.categories["side"]] == [
        ("18_to_34", "18 to 34"),
        ("18_34", "18-34"),
        ("all_2", "all"),
    ]


def test_labels_of_the_file_are_the_values() -> None:
    held = table([1.0, 2.0, 3.0], labels={"side": {1.0: "North", 2.0: "South"}})
    found = read(held, AttributeRule("side", "side"))
    assert found.held["side"] == ["north", "south", "3"]


def test_whoever_has_no_value_is_in_a_category_of_their_own_or_a_named_one() -> None:
    found = read(table(["1", None]), AttributeRule("side", "side", "Side", SIDES))
    assert found.held["side"] == ["n", "not_told", "not_told"]
    assert found.categories["side"][-1].label == "not told"
    named = read(table(["1", None]), AttributeRule("side", "side", "Side", SIDES, missing="s"))
    assert named.held["side"] == ["n", "s", "s"]
    assert len(named.categories["side"]) == 2


def test_a_study_in_the_store_keeps_its_categories() -> None:
    held = study(Category("n", "North"), Category("s", "South"), Category("e", "Elsewhere"))
    rule = AttributeRule("side", "side", categories=(CategoryRule("n", "", ("1",)),))
    found = read(table(["1", "south", "e"]), rule, held)
    assert found.held["side"] == ["n", "s", "e"]
    with pytest.raises(IntakeError, match="2 participants have no value; say with missing"):
        read(table(["1"]), rule, held)
    other = AttributeRule("side", "side", categories=(CategoryRule("x", "", ("1",)),))
    with pytest.raises(IntakeError, match="the study has no category 'x'"):
        read(table(["1"]), other, held)


def test_persons_of_the_panel_who_never_reacted_are_noted() -> None:
    held = table(["1", "1", "1", "2"], ["a", "b", "c", "zoe"])
    found = read(held, AttributeRule("side", "side", "Side", SIDES))
    assert found.notes == ("1 person of p.csv without any reaction left out",)


@pytest.mark.parametrize(
    ("held", "rule", "message"),
    [
        (table(["1", "x", "y"]), AttributeRule("side", "side", "", SIDES), "'x', 'y' belong to no"),
        (
            table(["1", "2", "2"], ["a", "b", "a"]),
            AttributeRule("side", "side", "", SIDES),
            "row 3, side: '2' differs from what an earlier row says of the same participant",
        ),
        (table([None]), AttributeRule("side", "side"), "has 0 different values"),
        (table(["1"]), AttributeRule("side", "side", "", SIDES, missing="z"), "missing = 'z' is"),
        (table(["1"]), AttributeRule("side", "none", "", SIDES), "has no column 'none'"),
    ],
)
def test_what_cannot_be_sorted_is_refused(held: Table, rule: AttributeRule, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        read(held, rule)


def test_many_values_make_no_categories_by_themselves() -> None:
    names = [f"p{n}" for n in range(21)]
    held = Table.of("p.csv", pl.DataFrame({"ID": names, "side": names}), ["ID", "side"])
    with pytest.raises(IntakeError, match="has 21 different values; 1 to 20"):
        read_attributes(held, "ID", names, [AttributeRule("side", "side")], None)
