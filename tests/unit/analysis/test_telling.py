"""Words for a terminal: rounded by uncertainty, the same every time."""

from dataclasses import replace

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.frames import ANSWERS, rows
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.analysis.telling import clock, net_points

QUICK = AnalysisSettings(replicates=100, lag_ms=0, interval_ms=5_000)
SPOKEN = {"start_ms": [0, 5_000, 10_000], "end_ms": [5_000, 10_000, 15_000]}


def presses(persons=40):
    """Person i likes the first statement, dislikes the second, is divided on the third."""
    third = [100 if i % 2 else -100 for i in range(persons)]
    return {
        "participant": [f"p{i:02}" for i in range(persons) for _ in range(3)],
        "stimulus_ms": [1_000, 6_000, 11_000] * persons,
        "choice": [c for i in range(persons) for c in (100, -100, third[i])],
    }


def test_figures_are_no_finer_than_their_interval():
    assert net_points(0.2345, 0.1, 0.36) == "+23 [+10, +36]"
    assert net_points(0.2346, 0.23, 0.24) == "+23.5 [+23.0, +24.0]"
    assert net_points(-0.001, -0.1, 0.1) == "+0 [-10, +10]"
    assert net_points(None, None, None) == "too few"
    assert (clock(75_400), clock(3_675_000)) == ("1:15", "1:01:15")


def test_verdicts_of_equal_number_stand_in_one_order():
    text = str(analyse(presses(), None, SPOKEN, QUICK))
    assert "1 divides, 1 falls flat, 1 resonates" in text


def test_persons_too_few_for_some_figures_are_told_without_them():
    assert "None" not in str(analyse(presses(3), None, SPOKEN, QUICK))


def test_answers_of_the_whole_panel_are_told_in_a_line_each():
    found = analyse(presses(), None, SPOKEN, QUICK)
    told = {"part": "after", "persons": 20, "answered": 80, "share": 0.25, "low": 0, "high": 1}
    entries = [
        {"question": "voted", "segment": segment, "answer": answer, "answer_label": label, **told}
        for segment in ("all", "region:N")
        for answer, label in (("yes", "Yes"), ("no", "No"))
    ]
    text = str(replace(found, answers=rows(ANSWERS, entries)))
    assert "Answers, whole panel\n  voted, after – Yes: 25 %, No: 25 % (of 80)\n" in text
    assert "Answers" not in str(found)


def test_deviations_from_a_plan_are_listed_where_there_was_one():
    found = analyse(presses(6), None, SPOKEN, QUICK)
    assert "Deviations" not in str(found)
    assert "Deviations from the plan\n  none\n  plan sealed as ab12" in str(
        replace(found, plan="ab12", deviations=[])
    )
    other = replace(found, plan="ab12", deviations=["seed: planned 0, used 1"])
    assert "Deviations from the plan\n  - seed: planned 0, used 1\n" in str(other)
    assert (other.summary()["plan"], len(other.summary()["deviations"])) == ("ab12", 1)
