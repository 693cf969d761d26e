"""The headline, and signs that differ."""

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.context import Context
from pulsemeter.report.session_part import headline, signs_differ


def test_the_headline_has_the_figure(found: Analysis) -> None:
    assert ENGLISH.net(found.session["net"][0]) in headline(Context(found, ENGLISH))


def test_signs_differ_only_where_both_are_there() -> None:
    assert signs_differ({"net": 0.1, "by_press": -0.1})
    assert not signs_differ({"net": 0.1, "by_press": None})
    assert not signs_differ({"net": 0.001, "by_press": -0.1})
