"""What a view shows of a session's releases, for whoever takes them away instead of following.

Leaves away and changes nothing; a view of everything is the releases themselves.
"""

from dataclasses import replace

from pulsemeter.release.answer_figures import AnswerRelease, QuestionFigures
from pulsemeter.release.plan import ALL
from pulsemeter.release.view import View
from pulsemeter.service.ports import ReleaseState


def seen_state(state: ReleaseState, view: View) -> ReleaseState:
    """The cells and releases that may be seen; of an interval or statement the newest of those."""
    seen = (view.of_release(release) for release in state.releases)
    return ReleaseState(view.of_cells(state.cells), [each for each in seen if each is not None])


def seen_answers(release: AnswerRelease, view: View) -> AnswerRelease:
    """Answers of the cells that may be seen; who crossed from answer to answer is told of the
    whole panel alone."""
    if view.audiences is None:
        return release
    return replace(release, questions=[seen_question(asked, view) for asked in release.questions])


def seen_question(asked: QuestionFigures, view: View) -> QuestionFigures:
    """One question's figures of the cells that may be seen; why others are held back may name
    them, so that nothing is said of it to whoever doesn't see all."""
    if view.audiences is None:
        return asked
    return replace(
        asked,
        answers=[figure for figure in asked.answers if view.shows(figure.cell)],
        moves=[figure for figure in asked.moves if view.shows(figure.cell)],
        crossed=asked.crossed if view.shows(ALL) else [],
        held_back=[],
    )
