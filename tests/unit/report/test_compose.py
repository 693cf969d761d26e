"""Sections in their order, and the curves that are drawn."""

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.report.compose import compose, drawn_segments


def test_the_method_note_ends_the_report(found: Analysis) -> None:
    report = compose(found, title="S", facts={})
    assert report.sections[-1].key == "method"
    assert report.sections[0].key == "session"


def test_the_pair_of_the_first_contrast_is_drawn(found: Analysis, alone: Analysis) -> None:
    assert drawn_segments(found) == ("age:under 35", "age:35 <b>and</b> over")
    assert drawn_segments(alone) == ()
