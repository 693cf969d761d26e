"""What leaves once has a name of its own."""

from pulsemeter.release.answer_figures import AnswerRelease, ExploratoryRelease


def test_answers_leave_once_per_session_and_segments_once_per_question():
    assert AnswerRelease([]).name == "answers"
    names = {ExploratoryRelease(question, []).name for question in ("answers", "voted")}
    assert names == {"exploratory:answers", "exploratory:voted"}
