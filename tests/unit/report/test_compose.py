"""Sections in their order, and the curves that are drawn."""

from dataclasses import replace

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.protection import PROFILES
from pulsemeter.release.gated_analysis import gate_analysis
from pulsemeter.report.compose import compose, drawn_segments
from pulsemeter.report.html import report_html


def test_the_method_note_ends_the_report(found: Analysis) -> None:
    report = compose(found, title="S", facts={})
    assert report.sections[-1].key == "method"
    assert report.sections[0].key == "session"


def test_the_pair_of_the_first_contrast_is_drawn(found: Analysis, alone: Analysis) -> None:
    assert drawn_segments(found) == ("age:under 35", "age:35 <b>and</b> over")
    assert drawn_segments(alone) == ()


def test_a_report_on_released_figures_has_no_section_about_what_was_left_out() -> None:
    measured = measure(
        {
            "participant": [f"p{i}" for i in range(60)],
            "stimulus_ms": [1_000] * 60,
            "choice": [100, 100, -100] * 20,
        },
        None,
        {"start_ms": [0], "end_ms": [5_000], "words": ["First words"]},
        AnalysisSettings(lag_ms=0),
    )
    released = gate_analysis(measured, PROFILES["standard"])
    page = report_html(released, title="Released")
    for text in ("How far to trust it", "Key moments", "Comparisons", "drop-off", "replicates"):
        assert text not in page, text
    assert "protection profile standard" in page
    # What a study releases has no figure of the session as a whole.
    without = replace(released, session=released.session.clear())
    told = report_html(without, title="Released")
    assert "The session as a whole was not released" in told
    assert "Too few were present" not in told
