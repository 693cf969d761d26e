"""Sections in their order, and the curves that are drawn."""

from dataclasses import replace

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.frames import rows
from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.protection import PROFILES
from pulsemeter.release.answer_figures import AnswerRelease, MoveFigure, QuestionFigures
from pulsemeter.release.answer_tables import CHANGE, change_rows
from pulsemeter.release.figures import Count
from pulsemeter.release.gated_analysis import gate_analysis
from pulsemeter.report.compose import compose, drawn_segments
from pulsemeter.report.html import report_html
from pulsemeter.report.outline import Table


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


def test_released_change_has_a_section_with_question_and_answer() -> None:
    measured = measure(
        {
            "participant": [f"p{i}" for i in range(60)],
            "stimulus_ms": [1_000] * 60,
            "choice": [100, 100, -100] * 20,
        },
        None,
        None,
        AnalysisSettings(lag_ms=0),
    )
    released = gate_analysis(measured, PROFILES["standard"])
    few, ten, all_of_them = Count(3, "under"), Count(10, "near"), Count(60, "near")
    asked = QuestionFigures(
        "voted",
        moves=[
            MoveFigure("all", "", all_of_them, 0.2, 0.1, 0.3, unchanged=ten),
            MoveFigure("all", "yes", all_of_them, 0.2, 0.1, 0.3, ten, few, None, 0.15, 0.05, 0.25),
        ],
    )
    change = rows(CHANGE, change_rows(AnswerRelease([asked])))
    report = compose(replace(released, change=change), title="S", facts={})
    (table,) = next(s for s in report.sections if s.key == "answers").blocks
    assert isinstance(table, Table)
    texts = [[cell.text for cell in row] for row in table.rows]
    assert texts[0] == ["voted: the whole panel", "60", "–", "–", "–", "20 %"]
    assert texts[1][0] == "voted = yes: the whole panel"
    assert texts[1][2:4] == ["10", "fewer than 3"]
    assert texts[1][4].startswith("+15")
