"""A view leaves away whole rows, and tables that speak of everybody."""

from tests.unit.report.study_reports import released_figures

from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.release.viewed_analysis import of_view


def test_everything_is_the_same_object() -> None:
    found = released_figures()
    assert of_view(found, EVERYTHING) is found


def test_an_audience_sees_its_own_rows_alone() -> None:
    found = released_figures()
    seen = of_view(found, View(frozenset({"age:old"})))
    for name, table in seen.tables.items():
        if "segment" in table.columns:
            assert set(table["segment"]) <= {"age:old"}, name
    assert len(seen.curve) == len(found.curve.filter(segment="age:old")) > 0
    assert seen.turnover.is_empty()
    assert not found.turnover.is_empty()
    assert len(seen.statement_list) == len(found.statement_list)


def test_an_attribute_shows_its_categories_but_not_the_whole() -> None:
    seen = of_view(released_figures(), View(frozenset({"age"})))
    assert set(seen.segments["segment"]) == {"age:old", "age:young"}
