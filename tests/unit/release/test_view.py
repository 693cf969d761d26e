import pytest

from pulsemeter.release.figures import (
    Count,
    IntervalFigure,
    IntervalRelease,
    StatementFigure,
    StatementRelease,
)
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import EVERYTHING, View

CELLS = (
    "all", "region:north", "region:south+west", "region", "age:young",
    "region:north×age:young", "region:south+west×age:old",
)  # fmt: skip


@pytest.mark.parametrize(
    ("audiences", "shown"),
    [
        ((), ()),
        (("all",), ("all",)),
        (("region:north",), ("region:north",)),
        (("region:south",), ()),
        (("region:south", "region:west"), ("region:south+west",)),
        (("region",), ("region:north", "region:south+west", "region")),
        (("age",), ("age:young",)),
        (
            ("age", "region:north"),
            ("region:north", "age:young", "region:north×age:young"),
        ),
        (("region:nor", "age:youn", "al", "regio"), ()),
        (("age:old", "region"), (
            "region:north", "region:south+west", "region", "region:south+west×age:old",
        )),
    ],
)  # fmt: skip
def test_which_cells_are_own(audiences, shown):
    view = View(frozenset(audiences))
    assert tuple(cell for cell in CELLS if view.shows(cell)) == shown
    planned = [PlannedCell(cell, cell, "a", (), 10) for cell in CELLS]
    assert [cell.id for cell in view.of_cells(planned)] == list(shown)


def count(value):
    return Count(value, "near")


def interval(standing="frozen", cells=("all", "region:north")):
    figures = [IntervalFigure(c, count(1), count(2), count(3), "most_liked", 1) for c in cells]
    return IntervalRelease(7, 0, 3, standing, 90, figures, 11)


def statement(standing="frozen", cells=("all", "region:north")):
    figures = [StatementFigure(c, count(1), count(2), count(3), "divides", "…") for c in cells]
    return StatementRelease(8, "s1", 1, standing, 90, figures, 12)


@pytest.mark.parametrize("make", [interval, statement])
def test_a_release_loses_what_is_not_own_and_nothing_else(make):
    whole = make()
    assert EVERYTHING.of_release(whole) is whole
    seen = View(frozenset(("region",))).of_release(whole)
    assert seen == make(cells=("region:north",))
    assert seen.figures[0] is whole.figures[1]
    assert View(frozenset(("age",))).of_release(whole) is None
    assert View(frozenset()).of_release(whole) is None


@pytest.mark.parametrize("make", [interval, statement])
def test_the_last_word_only(make):
    view = View(final_only=True)
    assert view.of_release(make("provisional")) is None
    assert view.of_release(make("frozen")) is None
    assert view.of_release(make("final")) == make("final")
