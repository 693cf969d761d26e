"""A view leaves away what it doesn't show, and changes nothing."""

from pulsemeter.release.answer_figures import (
    AnswerCount,
    AnswerFigure,
    AnswerRelease,
    CrossFigure,
    MoveFigure,
    QuestionFigures,
)
from pulsemeter.release.figures import Count, IntervalFigure, IntervalRelease
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.ports import ReleaseState
from pulsemeter.service.seen_releases import seen_answers, seen_question, seen_state

FEW = Count(10, "near")
CELLS = ("all", "region:north", "region:south")


def asked():
    return QuestionFigures(
        "voted",
        [AnswerFigure(cell, "after", FEW, [AnswerCount("yes", FEW, 1, 1, 1)]) for cell in CELLS],
        [MoveFigure(cell, "", FEW, 0.1, 0.0, 0.2) for cell in CELLS],
        [CrossFigure("yes", "no", FEW)],
        ["region:south: too few"],
    )


def state():
    figures = [IntervalFigure(cell, FEW, FEW, FEW, "no_majority", 0) for cell in CELLS]
    releases = [
        IntervalRelease(1, 0, 0, "provisional", 100, figures),
        IntervalRelease(2, 0, 0, "final", 100, figures[:2]),
    ]
    return ReleaseState([PlannedCell(cell, cell, "", (), 20) for cell in CELLS], releases)


def test_everything_is_what_it_was():
    held, answers = state(), AnswerRelease([asked()])
    assert seen_state(held, EVERYTHING) == held
    assert seen_answers(answers, EVERYTHING) is answers


def test_an_editor_sees_own_audiences_alone():
    view = View(frozenset({"region:north"}))
    held = seen_state(state(), view)
    assert [cell.id for cell in held.cells] == ["region:north"]
    assert [f.cell for r in held.releases for f in r.figures] == ["region:north"] * 2
    (told,) = seen_answers(AnswerRelease([asked()]), view).questions
    assert [f.cell for f in (*told.answers, *told.moves)] == ["region:north"] * 2
    assert told.crossed == []
    assert told.held_back == []


def test_who_crossed_is_told_to_whoever_sees_the_whole_panel():
    assert seen_question(asked(), View(frozenset({"all"}))).crossed == asked().crossed


def test_a_viewer_gets_final_figures():
    held = seen_state(state(), View(final_only=True))
    assert [release.number for release in held.releases] == [2]
