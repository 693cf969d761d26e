"""What leaves mirrors the messages of the live room, and nothing unrounded is in it."""

from dataclasses import fields
from typing import get_args, get_type_hints

import msgspec
import pytest

from pulsemeter.release import figures
from pulsemeter.release.figures import (
    Count,
    IntervalRelease,
    StatementRelease,
    are_final,
    name_of,
    shown,
)
from pulsemeter.release.rounding import CodedCount
from pulsemeter.wire import dashboard


def test_the_number_that_estimates_use_is_not_shown():
    assert shown(CodedCount(16, "over", 19)) == Count(16, "over")
    assert not hasattr(shown(CodedCount(16, "over", 19)), "used")


def test_what_a_release_is_about():
    assert name_of(IntervalRelease(1, 2, 3, "final", 100, [])) == (2, 3)
    assert name_of(StatementRelease(1, "s1", 4, "final", 100, [])) == "s1"


@pytest.mark.parametrize("name", ["Count", "IntervalFigure", "StatementFigure"])
def test_figures_have_the_fields_of_the_wire_in_its_order(name):
    value, message = getattr(figures, name), getattr(dashboard, name)
    assert [f.name for f in fields(value)] == list(message.__struct_fields__)


@pytest.mark.parametrize("name", ["IntervalRelease", "StatementRelease"])
def test_releases_have_the_fields_of_the_wire_and_a_position(name):
    value, message = getattr(figures, name), getattr(dashboard, name)
    assert [f.name for f in fields(value)] == [*message.__struct_fields__, "position"]


def test_standings_and_codings_are_those_of_the_wire():
    on_wire = get_type_hints(dashboard.IntervalRelease)["standing"]
    assert get_args(figures.Standing) == get_args(on_wire)
    assert get_args(get_type_hints(Count)["coding"]) == get_args(dashboard.Coding)
    assert msgspec.convert({"value": 3, "coding": "under"}, dashboard.Count).coding == "under"


def test_the_newest_of_each_has_to_be_the_last_word():
    interval = IntervalRelease(1, 0, 0, "final", None, [])
    early, late = (StatementRelease(k, "s1", 1, "frozen", None, []) for k in (2, 4))
    final = StatementRelease(3, "s1", 1, "final", None, [])
    assert are_final([interval])
    assert are_final([interval, early, final])
    assert not are_final([interval, early])
    assert not are_final([early, final, late])
    assert not are_final([])
