"""Headline numbers count persons by their classes, in the segments that the package makes."""

import pytest
from tests.recorded_session import recorded_study
from tests.unit.report.test_persons_package import rows, watched

from pulsemeter.report.headlines import headlines_table, segments_of, segments_table
from pulsemeter.report.person_rows import Person

PERSONS = [Person({"region": "north"}), Person({"region": "south"}), Person({})]


def test_segments_name_the_columns_that_make_them(make_study):
    segments = segments_of(recorded_study(make_study).attributes, PERSONS)
    assert rows(segments_table(segments, PERSONS)) == [
        ("all", "All", "", "", 3),
        ("region:north", "الشمال", "attribute_region", "north", 1),
        ("region:south", "दक्षिण 😀", "attribute_region", "south", 1),
    ]


def test_nets_are_exact_and_stand_beside_what_was_released(make_study):
    segments = segments_of(recorded_study(make_study).attributes, PERSONS)
    one = watched()
    whole = {"speech": one.classes["speech"][:, 0] * 0 + 1}
    told = {("talk", "s1", "all"): 0.1}
    table = headlines_table([one], [whole], segments, PERSONS, told, {})
    held = {(row[2], row[3], row[4]): row[5:] for row in rows(table)}
    assert held["session", "*", "all"] == (3, 0, 3, 1.0, None)
    assert held["statement", "s1", "all"] == (1, 1, 2, pytest.approx(0.0), 0.1)
    assert held["statement", "s1", "region:north"] == (1, 0, 1, 1.0, None)
    assert len(held) == 6


def test_who_was_not_shown_it_does_not_count(make_study):
    segments = segments_of((), PERSONS)
    one = watched(shown=(True, False, False))
    table = headlines_table(
        [one], [{"speech": one.classes["speech"][:, 0]}], segments, PERSONS, {}, {}
    )
    assert [row[5:9] for row in rows(table)] == [(1, 0, 1, 1.0)] * 2
