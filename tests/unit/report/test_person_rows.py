"""Persons as rows: categories with labels, answers by kind, gaps with their reason."""

from tests.recorded_session import recorded_study

from pulsemeter.domain.panel_question import PanelQuestion
from pulsemeter.report.person_rows import Person, category_values, persons_table


def table(make_study, *persons, **options):
    study = recorded_study(make_study)
    return persons_table(study, study.attributes, persons, **options)


def row(held, place=0):
    (batch,) = held.batches()
    return batch.row(place, named=True)


def test_answers_come_by_the_kind_of_their_question(make_study):
    answers = {
        ("after", "voted"): "no", ("before", "trust"): "5", ("after", "trust"): "",
        ("after", "words"): "calm,loud", ("after", "year"): "1980.5",
    }  # fmt: skip
    told = row(table(make_study, Person({"region": "south"}, answers=answers, presses=4)))
    assert (told["attribute_region"], told["attribute_age"], told["presses"]) == ("south", None, 4)
    assert (told["after_voted"], told["before_trust"], told["after_year"]) == ("no", 5, 1980.5)
    assert (told["after_trust"], told["after_trust_given"]) == (None, "left_empty")
    assert (told["after_words_calm"], told["after_words_loud"]) == (True, True)


def test_a_question_nobody_came_to_is_not_left_empty(make_study):
    held = table(make_study, Person({}), Person({}, answers={("after", "voted"): ""}))
    assert row(held)["after_voted"] is None
    assert row(held)["after_year_given"] == "not_asked"
    assert row(held, 1)["after_voted"] == "left_empty"


def test_questions_of_a_live_session_are_there(make_study):
    asked = (PanelQuestion(1, "Louder?", ("Yes", "No")),)
    held = table(make_study, Person({}, answers={("live", "asked-1"): "2"}), asked=asked)
    assert row(held)["live_asked-1"] == "2"
    assert [v.label for v in held.column("live_asked-1").values] == ["Yes", "No", "left empty"]


def test_merged_categories_have_the_labels_of_all_that_went_in(make_study):
    region = recorded_study(make_study).attributes[0]
    values = category_values(region, ["south", "north+south", "south"])
    assert [(v.id, v.label) for v in values] == [
        ("north+south", "الشمال + दक्षिण 😀"), ("south", "दक्षिण 😀"),
    ]  # fmt: skip


def test_ends_of_a_scale_are_labelled(make_study):
    column = table(make_study, Person({})).column("after_trust")
    assert column.labels == ((1, "none"), (7, "full"))
